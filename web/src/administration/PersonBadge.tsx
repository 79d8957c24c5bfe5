/** Whether somebody can sign in, in a word. */
import { Badge } from '../design/Badge'
import { useWords } from './words'

export interface Enters {
  isActive: boolean
  hasAccepted: boolean
  isLocked: boolean
}

const TONES = { active: 'good', invited: 'plain', locked: 'warn', gone: 'plain' } as const

export function stateOf({ isActive, hasAccepted, isLocked }: Enters): keyof typeof TONES {
  if (!isActive) return 'gone'
  if (!hasAccepted) return 'invited'
  return isLocked ? 'locked' : 'active'
}

export function PersonBadge({ person }: { person: Enters }) {
  const { t } = useWords()
  const state = stateOf(person)
  return <Badge tone={TONES[state]}>{t(`personState.${state}`)}</Badge>
}
