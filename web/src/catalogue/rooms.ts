/** The rooms of the catalogue: what is offered, and the codes that it is billed with. */
import { BookOpenCheck, Library, Tag } from 'lucide-react'
import type { Room, Thing } from '../frame/room'
import { later } from '../design/later'

const ServicesScreen = later(() => import('./ServicesScreen'))
const PricesScreen = later(() => import('./PricesScreen'))
const CodeSetsScreen = later(() => import('./CodeSetsScreen'))

const wing = 'administration'

export const CATALOGUE_ROOMS: readonly Room[] = [
  { name: 'services', wing, path: '/services', icon: BookOpenCheck, needs: 'services:read', screen: ServicesScreen },
  { name: 'prices', wing, path: '/prices', icon: Tag, needs: 'services:read', screen: PricesScreen },
  { name: 'codeSets', wing, path: '/code-sets', icon: Library, needs: 'codes:read', screen: CodeSetsScreen },
]

export const CATALOGUE_THINGS: readonly Thing[] = [
  { name: 'service', path: '/services/:id', screen: later(() => import('./ServiceScreen')) },
  { name: 'template', path: '/templates/:id', screen: later(() => import('./TemplateScreen')) },
  { name: 'codeRelease', path: '/code-sets/:id', screen: later(() => import('./CodeReleaseScreen')) },
]
