/** The rooms of administration: how the pharmacy and its people are set up. */
import { Blocks, CheckCheck, HandCoins, Network, PlugZap, ScrollText, ShieldCheck, Stethoscope, UserCog } from 'lucide-react'
import { CATALOGUE_ROOMS } from '../catalogue/rooms'
import type { Room, Thing } from '../frame/room'
import { screenOf } from '../frame/screen'

const People = screenOf(() => import('./People'))
const RolesScreen = screenOf(() => import('./RolesScreen'))
const StoresScreen = screenOf(() => import('./StoresScreen'))
const ProvidersScreen = screenOf(() => import('./ProvidersScreen'))
const PayersScreen = screenOf(() => import('./PayersScreen'))
const ApplicationsScreen = screenOf(() => import('./ApplicationsScreen'))
const Approvals = screenOf(() => import('./Approvals'))
const SettingsScreen = screenOf(() => import('./SettingsScreen'))
const AuditScreen = screenOf(() => import('./AuditScreen'))

const wing = 'administration'

export const ADMINISTRATION_ROOMS: readonly Room[] = [
  { name: 'approvals', wing, path: '/approvals', icon: CheckCheck, needs: 'approvals:read', screen: Approvals },
  { name: 'people', wing, path: '/people', icon: UserCog, needs: 'users:read', screen: People },
  { name: 'roles', wing, path: '/roles', icon: ShieldCheck, needs: 'users:read', screen: RolesScreen },
  { name: 'stores', wing, path: '/stores', icon: Network, needs: 'organization:read', screen: StoresScreen },
  { name: 'providers', wing, path: '/providers', icon: Stethoscope, needs: 'providers:read', screen: ProvidersScreen },
  { name: 'payers', wing, path: '/payers', icon: HandCoins, needs: 'payers:read', screen: PayersScreen },
  ...CATALOGUE_ROOMS,
  { name: 'applications', wing, path: '/applications', icon: PlugZap, needs: 'clients:manage', screen: ApplicationsScreen },
  { name: 'settings', wing, path: '/settings', icon: Blocks, needs: 'organization:read', screen: SettingsScreen },
  { name: 'audit', wing, path: '/audit', icon: ScrollText, needs: 'audit:read', screen: AuditScreen },
]

export const ADMINISTRATION_THINGS: readonly Thing[] = [
  { path: '/people/:id', screen: screenOf(() => import('./PersonScreen')) },
  { path: '/stores/:id', screen: screenOf(() => import('./StoreScreen')) },
  { path: '/providers/:id', screen: screenOf(() => import('./ProviderScreen')) },
  { path: '/payers/:id', screen: screenOf(() => import('./PayerScreen')) },
  { path: '/applications/:id', screen: screenOf(() => import('./ApplicationScreen')) },
  { path: '/audit/:id', screen: screenOf(() => import('./AuditEventScreen')) },
]
