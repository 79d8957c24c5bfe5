/** What a room of the house is: each wing lists its own in its `rooms.ts`. */
import type { LucideIcon } from 'lucide-react'
import type { Words } from '../words/en'
import type { Later } from '../design/later'

export type RoomName = keyof Words['rooms']
export type ThingName = keyof Words['things']
export type WingName = keyof Words['wings']

export interface Room {
  name: RoomName
  wing: WingName
  path: string
  icon: LucideIcon
  /** The permission that opens it, or several of which any does: to read. What may be done there is asked there. */
  needs: string | readonly string[]
  screen: Later
}

/** A screen of one thing, reached from a room. */
export interface Thing {
  name: ThingName
  path: string
  screen: Later<{ id: string }>
}
