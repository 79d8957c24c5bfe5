/** The rooms of administration: how the pharmacy and its people are set up. */
import type { Room, Thing } from '../frame/room'

export const ADMINISTRATION_ROOMS: readonly Room[] = []

export const ADMINISTRATION_THINGS: readonly Thing[] = []
