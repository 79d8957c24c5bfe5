/** The rooms of insight: what the work earned. */
import { Activity } from 'lucide-react'
import type { Room } from '../frame/room'
import { later } from '../design/later'

const Reports = later(() => import('./Reports'))

export const INSIGHT_ROOMS: readonly Room[] = [
  { name: 'reports', wing: 'insight', path: '/reports', icon: Activity, needs: 'reports:read', screen: Reports },
]
