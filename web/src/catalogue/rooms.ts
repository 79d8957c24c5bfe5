/** The rooms of the catalogue: what is offered, and the codes that it is billed with. */
import { BookOpenCheck, Library } from 'lucide-react'
import { lazy } from 'react'
import type { Room, Thing } from '../frame/room'

const ServicesScreen = lazy(() => import('./ServicesScreen'))
const CodeSetsScreen = lazy(() => import('./CodeSetsScreen'))

const wing = 'administration'

export const CATALOGUE_ROOMS: readonly Room[] = [
  { name: 'services', wing, path: '/services', icon: BookOpenCheck, needs: 'services:read', screen: ServicesScreen },
  { name: 'codeSets', wing, path: '/code-sets', icon: Library, needs: 'codes:read', screen: CodeSetsScreen },
]

export const CATALOGUE_THINGS: readonly Thing[] = [
  { path: '/services/:id', screen: lazy(() => import('./ServiceScreen')) },
  { path: '/templates/:id', screen: lazy(() => import('./TemplateScreen')) },
  { path: '/code-sets/:id', screen: lazy(() => import('./CodeReleaseScreen')) },
]
