/** The rooms of the house: what each is called, where it lies, and who may enter. */
import {
  Activity,
  CalendarDays,
  ClipboardList,
  FileStack,
  Inbox,
  Landmark,
  Users,
  type LucideIcon,
} from 'lucide-react'
import { lazy, type ComponentType } from 'react'
import type en from '../words/en.json'

export type RoomName = keyof (typeof en)['rooms']
export type WingName = keyof (typeof en)['wings']

export interface Room {
  name: RoomName
  wing: WingName
  path: string
  icon: LucideIcon
  needs: string
  screen: ComponentType
}

const Today = lazy(() => import('../care/Today'))
const Patients = lazy(() => import('../care/Patients'))
const Claims = lazy(() => import('../billing/Claims'))
const Remittances = lazy(() => import('../billing/Remittances'))
const Submissions = lazy(() => import('../billing/Submissions'))
const Quarantine = lazy(() => import('../billing/Quarantine'))
const Reports = lazy(() => import('../insight/Reports'))

export const ROOMS: readonly Room[] = [
  { name: 'today', wing: 'care', path: '/today', icon: CalendarDays, needs: 'encounters:read', screen: Today },
  { name: 'patients', wing: 'care', path: '/patients', icon: Users, needs: 'patients:read', screen: Patients },
  { name: 'claims', wing: 'billing', path: '/claims', icon: ClipboardList, needs: 'claims:read', screen: Claims },
  { name: 'submissions', wing: 'billing', path: '/submissions', icon: FileStack, needs: 'submissions:read', screen: Submissions },
  { name: 'remittances', wing: 'billing', path: '/remittances', icon: Landmark, needs: 'remittances:read', screen: Remittances },
  { name: 'quarantine', wing: 'billing', path: '/quarantine', icon: Inbox, needs: 'remittances:read', screen: Quarantine },
  { name: 'reports', wing: 'insight', path: '/reports', icon: Activity, needs: 'reports:read', screen: Reports },
]

/** Screens of one thing, reached from a room. */
export const THINGS: readonly { path: string; screen: ComponentType<{ id: string }> }[] = [
  { path: '/claims/:id', screen: lazy(() => import('../billing/ClaimScreen')) },
  { path: '/patients/:id', screen: lazy(() => import('../care/PatientScreen')) },
  { path: '/encounters/:id', screen: lazy(() => import('../care/EncounterScreen')) },
  { path: '/remittances/:id', screen: lazy(() => import('../billing/RemittanceScreen')) },
]
