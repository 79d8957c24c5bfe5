/** The rooms of the house, wing by wing, in the order in which the ways to them stand. */
import { ADMINISTRATION_ROOMS, ADMINISTRATION_THINGS } from '../administration/rooms'
import { BILLING_ROOMS, BILLING_THINGS } from '../billing/rooms'
import { CARE_ROOMS, CARE_THINGS } from '../care/rooms'
import { CATALOGUE_THINGS } from '../catalogue/rooms'
import { GUIDE_ROOMS } from '../guide/rooms'
import { INSIGHT_ROOMS } from '../insight/rooms'
import { PROTECTION_ROOMS, PROTECTION_THINGS } from '../protection/rooms'
import type { Room, Thing } from './room'

export const ROOMS: readonly Room[] = [
  ...CARE_ROOMS,
  ...BILLING_ROOMS,
  ...INSIGHT_ROOMS,
  ...ADMINISTRATION_ROOMS,
  ...PROTECTION_ROOMS,
  ...GUIDE_ROOMS,
]

export const THINGS: readonly Thing[] = [...CARE_THINGS, ...BILLING_THINGS, ...ADMINISTRATION_THINGS, ...CATALOGUE_THINGS, ...PROTECTION_THINGS]

/** Fetches the screen of an address, before it is known who asks for it. */
export async function fetchScreenAt(address: string): Promise<void> {
  const isIts = ({ path }: { path: string }) => new RegExp(`^${path.replace(':id', '[^/]+')}$`).test(address)
  const found = ROOMS.find(isIts) ?? THINGS.find(isIts)
  await found?.screen.fetch()
}
