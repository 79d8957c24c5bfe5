/** The rooms of billing: claims, what travels, and what comes back. */
import { ClipboardList, FileStack, Inbox, Landmark } from 'lucide-react'
import { lazy } from 'react'
import type { Room, Thing } from '../frame/room'

const Claims = lazy(() => import('./Claims'))
const Remittances = lazy(() => import('./Remittances'))
const Submissions = lazy(() => import('./Submissions'))
const Quarantine = lazy(() => import('./Quarantine'))

export const BILLING_ROOMS: readonly Room[] = [
  { name: 'claims', wing: 'billing', path: '/claims', icon: ClipboardList, needs: 'claims:read', screen: Claims },
  { name: 'submissions', wing: 'billing', path: '/submissions', icon: FileStack, needs: 'submissions:read', screen: Submissions },
  { name: 'remittances', wing: 'billing', path: '/remittances', icon: Landmark, needs: 'remittances:read', screen: Remittances },
  { name: 'quarantine', wing: 'billing', path: '/quarantine', icon: Inbox, needs: ['submissions:read', 'remittances:read'], screen: Quarantine },
]

export const BILLING_THINGS: readonly Thing[] = [
  { path: '/claims/:id', screen: lazy(() => import('./ClaimScreen')) },
  { path: '/remittances/:id', screen: lazy(() => import('./RemittanceScreen')) },
]
