/** The rooms of protection: who may come in, who saw whom, and whether the records of it are whole. */
import { Eye, FileKey, KeyRound, ShieldAlert, Share2 } from 'lucide-react'
import type { Room, Thing } from '../frame/room'
import { later } from '../design/later'

const SignInScreen = later(() => import('./SignInScreen'))
const DisclosuresScreen = later(() => import('./DisclosuresScreen'))
const AnomaliesScreen = later(() => import('./AnomaliesScreen'))
const RestrictedScreen = later(() => import('./RestrictedScreen'))
const IntegrityScreen = later(() => import('./IntegrityScreen'))

const wing = 'protection'

export const PROTECTION_ROOMS: readonly Room[] = [
  { name: 'signIn', wing, path: '/sign-in', icon: KeyRound, needs: ['users:read', 'identity_providers:manage'], screen: SignInScreen },
  { name: 'disclosures', wing, path: '/disclosures', icon: Share2, needs: 'disclosures:read', screen: DisclosuresScreen },
  { name: 'anomalies', wing, path: '/anomalies', icon: ShieldAlert, needs: 'anomalies:read', screen: AnomaliesScreen },
  { name: 'restricted', wing, path: '/restricted', icon: Eye, needs: ['break_glass:read', 'patients:restrict'], screen: RestrictedScreen },
  { name: 'integrity', wing, path: '/integrity', icon: FileKey, needs: ['audit:read', 'keys:read'], screen: IntegrityScreen },
]

export const PROTECTION_THINGS: readonly Thing[] = [
  { name: 'group', path: '/sign-in/groups/:id', screen: later(() => import('./GroupScreen')) },
  { name: 'identityProvider', path: '/sign-in/:id', screen: later(() => import('./IdentityProviderScreen')) },
  { name: 'disclosure', path: '/disclosures/:id', screen: later(() => import('./DisclosureScreen')) },
  { name: 'anomaly', path: '/anomalies/:id', screen: later(() => import('./AnomalyScreen')) },
  { name: 'glassBreak', path: '/restricted/:id', screen: later(() => import('./GlassBreakScreen')) },
]
