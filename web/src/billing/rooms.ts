/** The rooms of billing: claims, what travels, and what comes back. */
import { ClipboardList, FileStack, Inbox, Landmark, ListChecks, RotateCcw } from 'lucide-react'
import type { Room, Thing } from '../frame/room'
import { later } from '../design/later'

const Claims = later(() => import('./Claims'))
const BulkActs = later(() => import('./BulkActs'))
const Remittances = later(() => import('./Remittances'))
const Submissions = later(() => import('./Submissions'))
const Quarantine = later(() => import('./Quarantine'))
const FailedJobs = later(() => import('./FailedJobs'))

export const BILLING_ROOMS: readonly Room[] = [
  { name: 'claims', wing: 'billing', path: '/claims', icon: ClipboardList, needs: 'claims:read', screen: Claims },
  { name: 'bulkActs', wing: 'billing', path: '/acts', icon: ListChecks, needs: ['claims:write', 'claims:submit', 'claims:override', 'audit:read'], screen: BulkActs },
  { name: 'submissions', wing: 'billing', path: '/submissions', icon: FileStack, needs: 'submissions:read', screen: Submissions },
  { name: 'remittances', wing: 'billing', path: '/remittances', icon: Landmark, needs: 'remittances:read', screen: Remittances },
  { name: 'quarantine', wing: 'billing', path: '/quarantine', icon: Inbox, needs: ['submissions:read', 'remittances:read'], screen: Quarantine },
  { name: 'failedJobs', wing: 'billing', path: '/failed-jobs', icon: RotateCcw, needs: 'submissions:read', screen: FailedJobs },
]

export const BILLING_THINGS: readonly Thing[] = [
  { name: 'claim', path: '/claims/:id', screen: later(() => import('./ClaimScreen')) },
  { name: 'bulkAct', path: '/acts/:id', screen: later(() => import('./BulkActScreen')) },
  { name: 'interchange', path: '/submissions/:id', screen: later(() => import('./InterchangeScreen')) },
  { name: 'remittance', path: '/remittances/:id', screen: later(() => import('./RemittanceScreen')) },
]
