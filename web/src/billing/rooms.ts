/** The rooms of billing: claims, what travels, and what comes back. */
import { ClipboardList, FileStack, Inbox, Landmark, ListChecks, RotateCcw } from 'lucide-react'
import type { Room, Thing } from '../frame/room'
import { screenOf } from '../frame/screen'

const Claims = screenOf(() => import('./Claims'))
const BulkActs = screenOf(() => import('./BulkActs'))
const Remittances = screenOf(() => import('./Remittances'))
const Submissions = screenOf(() => import('./Submissions'))
const Quarantine = screenOf(() => import('./Quarantine'))
const FailedJobs = screenOf(() => import('./FailedJobs'))

export const BILLING_ROOMS: readonly Room[] = [
  { name: 'claims', wing: 'billing', path: '/claims', icon: ClipboardList, needs: 'claims:read', screen: Claims },
  { name: 'bulkActs', wing: 'billing', path: '/acts', icon: ListChecks, needs: ['claims:write', 'claims:submit', 'claims:override', 'audit:read'], screen: BulkActs },
  { name: 'submissions', wing: 'billing', path: '/submissions', icon: FileStack, needs: 'submissions:read', screen: Submissions },
  { name: 'remittances', wing: 'billing', path: '/remittances', icon: Landmark, needs: 'remittances:read', screen: Remittances },
  { name: 'quarantine', wing: 'billing', path: '/quarantine', icon: Inbox, needs: ['submissions:read', 'remittances:read'], screen: Quarantine },
  { name: 'failedJobs', wing: 'billing', path: '/failed-jobs', icon: RotateCcw, needs: 'submissions:read', screen: FailedJobs },
]

export const BILLING_THINGS: readonly Thing[] = [
  { path: '/claims/:id', screen: screenOf(() => import('./ClaimScreen')) },
  { path: '/acts/:id', screen: screenOf(() => import('./BulkActScreen')) },
  { path: '/submissions/:id', screen: screenOf(() => import('./InterchangeScreen')) },
  { path: '/remittances/:id', screen: screenOf(() => import('./RemittanceScreen')) },
]
