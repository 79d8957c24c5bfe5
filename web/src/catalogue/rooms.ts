/** The rooms of the catalogue: what is offered, and the codes that it is billed with. */
import { BookOpenCheck, Library, Tag } from 'lucide-react'
import type { Room, Thing } from '../frame/room'
import { screenOf } from '../frame/screen'

const ServicesScreen = screenOf(() => import('./ServicesScreen'))
const PricesScreen = screenOf(() => import('./PricesScreen'))
const CodeSetsScreen = screenOf(() => import('./CodeSetsScreen'))

const wing = 'administration'

export const CATALOGUE_ROOMS: readonly Room[] = [
  { name: 'services', wing, path: '/services', icon: BookOpenCheck, needs: 'services:read', screen: ServicesScreen },
  { name: 'prices', wing, path: '/prices', icon: Tag, needs: 'services:read', screen: PricesScreen },
  { name: 'codeSets', wing, path: '/code-sets', icon: Library, needs: 'codes:read', screen: CodeSetsScreen },
]

export const CATALOGUE_THINGS: readonly Thing[] = [
  { path: '/services/:id', screen: screenOf(() => import('./ServiceScreen')) },
  { path: '/templates/:id', screen: screenOf(() => import('./TemplateScreen')) },
  { path: '/code-sets/:id', screen: screenOf(() => import('./CodeReleaseScreen')) },
]
