/** The room of the guided set-up. */
import { Compass } from 'lucide-react'
import type { Room } from '../frame/room'
import { screenOf } from '../frame/screen'

export const SET_UP = '/set-up'

export const GUIDE_ROOMS: readonly Room[] = [
  { name: 'setUp', wing: 'administration', path: SET_UP, icon: Compass, needs: 'organization:manage', screen: screenOf(() => import('./SetUp')) },
]
