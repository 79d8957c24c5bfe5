/** The room of the guided set-up. */
import { Compass } from 'lucide-react'
import type { Room } from '../frame/room'
import { later } from '../design/later'

export const SET_UP = '/set-up'

export const GUIDE_ROOMS: readonly Room[] = [
  { name: 'setUp', wing: 'administration', path: SET_UP, icon: Compass, needs: 'organization:manage', screen: later(() => import('./SetUp')) },
]
