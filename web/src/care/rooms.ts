/** The rooms of care: patients, and what is done for them. */
import { CalendarDays, Syringe, Users } from 'lucide-react'
import type { Room, Thing } from '../frame/room'
import { later } from '../design/later'

const Today = later(() => import('./Today'))
const ClinicDay = later(() => import('../clinic/ClinicDay'))
const Patients = later(() => import('../patients/Patients'))

export const CARE_ROOMS: readonly Room[] = [
  { name: 'today', wing: 'care', path: '/today', icon: CalendarDays, needs: 'encounters:read', screen: Today },
  { name: 'clinic', wing: 'care', path: '/clinic', icon: Syringe, needs: 'encounters:write', screen: ClinicDay },
  { name: 'patients', wing: 'care', path: '/patients', icon: Users, needs: 'patients:read', screen: Patients },
]

export const CARE_THINGS: readonly Thing[] = [
  { name: 'patient', path: '/patients/:id', screen: later(() => import('../patients/PatientScreen')) },
  { name: 'encounter', path: '/encounters/:id', screen: later(() => import('./EncounterScreen')) },
]
