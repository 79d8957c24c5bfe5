/** The rooms of administration: how the pharmacy and its people are set up. */
import { Blocks, CheckCheck, HandCoins, Network, PlugZap, ScrollText, ShieldCheck, Stethoscope, UserCog } from 'lucide-react'
import { lazy } from 'react'
import { CATALOGUE_ROOMS } from '../catalogue/rooms'
import type { Room, Thing } from '../frame/room'

const People = lazy(() => import('./People'))
const RolesScreen = lazy(() => import('./RolesScreen'))
const StoresScreen = lazy(() => import('./StoresScreen'))
const ProvidersScreen = lazy(() => import('./ProvidersScreen'))
const PayersScreen = lazy(() => import('./PayersScreen'))
const ApplicationsScreen = lazy(() => import('./ApplicationsScreen'))
const Approvals = lazy(() => import('./Approvals'))
const SettingsScreen = lazy(() => import('./SettingsScreen'))
const AuditScreen = lazy(() => import('./AuditScreen'))

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
  { path: '/people/:id', screen: lazy(() => import('./PersonScreen')) },
  { path: '/stores/:id', screen: lazy(() => import('./StoreScreen')) },
  { path: '/providers/:id', screen: lazy(() => import('./ProviderScreen')) },
  { path: '/payers/:id', screen: lazy(() => import('./PayerScreen')) },
  { path: '/applications/:id', screen: lazy(() => import('./ApplicationScreen')) },
  { path: '/audit/:id', screen: lazy(() => import('./AuditEventScreen')) },
]
