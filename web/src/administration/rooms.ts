/** The rooms of administration: how the pharmacy and its people are set up. */
import { Blocks, CheckCheck, HandCoins, Network, PlugZap, ScrollText, ShieldCheck, Stethoscope, UserCog, Waypoints } from 'lucide-react'
import { CATALOGUE_ROOMS } from '../catalogue/rooms'
import type { Room, Thing } from '../frame/room'
import { later } from '../design/later'

const People = later(() => import('./People'))
const RolesScreen = later(() => import('./RolesScreen'))
const StoresScreen = later(() => import('./StoresScreen'))
const ProvidersScreen = later(() => import('./ProvidersScreen'))
const PayersScreen = later(() => import('./PayersScreen'))
const PartnersScreen = later(() => import('./PartnersScreen'))
const ApplicationsScreen = later(() => import('./ApplicationsScreen'))
const Approvals = later(() => import('./Approvals'))
const SettingsScreen = later(() => import('./SettingsScreen'))
const AuditScreen = later(() => import('./AuditScreen'))

const wing = 'administration'

export const ADMINISTRATION_ROOMS: readonly Room[] = [
  { name: 'approvals', wing, path: '/approvals', icon: CheckCheck, needs: 'approvals:read', screen: Approvals },
  { name: 'people', wing, path: '/people', icon: UserCog, needs: 'users:read', screen: People },
  { name: 'roles', wing, path: '/roles', icon: ShieldCheck, needs: 'users:read', screen: RolesScreen },
  { name: 'stores', wing, path: '/stores', icon: Network, needs: 'organization:read', screen: StoresScreen },
  { name: 'providers', wing, path: '/providers', icon: Stethoscope, needs: 'providers:read', screen: ProvidersScreen },
  { name: 'payers', wing, path: '/payers', icon: HandCoins, needs: 'payers:read', screen: PayersScreen },
  { name: 'partners', wing, path: '/partners', icon: Waypoints, needs: 'payers:read', screen: PartnersScreen },
  ...CATALOGUE_ROOMS,
  { name: 'applications', wing, path: '/applications', icon: PlugZap, needs: 'clients:manage', screen: ApplicationsScreen },
  { name: 'settings', wing, path: '/settings', icon: Blocks, needs: 'organization:read', screen: SettingsScreen },
  { name: 'audit', wing, path: '/audit', icon: ScrollText, needs: 'audit:read', screen: AuditScreen },
]

export const ADMINISTRATION_THINGS: readonly Thing[] = [
  { name: 'person', path: '/people/:id', screen: later(() => import('./PersonScreen')) },
  { name: 'store', path: '/stores/:id', screen: later(() => import('./StoreScreen')) },
  { name: 'provider', path: '/providers/:id', screen: later(() => import('./ProviderScreen')) },
  { name: 'payer', path: '/payers/:id', screen: later(() => import('./PayerScreen')) },
  { name: 'partner', path: '/partners/:id', screen: later(() => import('./PartnerScreen')) },
  { name: 'application', path: '/applications/:id', screen: later(() => import('./ApplicationScreen')) },
  { name: 'auditEvent', path: '/audit/:id', screen: later(() => import('./AuditEventScreen')) },
]
