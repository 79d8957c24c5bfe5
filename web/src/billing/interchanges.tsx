/** What every screen says of an interchange: its number, and where it stands. */
import { useTranslation } from 'react-i18next'
import { Badge } from '../design/Badge'

export const STATES = ['built', 'sending', 'sent', 'accepted', 'partially_accepted', 'rejected', 'failed'] as const
type State = (typeof STATES)[number]

const TONES: Record<State, 'good' | 'warn' | 'bad' | 'plain'> = {
  built: 'plain',
  sending: 'plain',
  sent: 'plain',
  accepted: 'good',
  partially_accepted: 'warn',
  rejected: 'bad',
  failed: 'bad',
}

/** As ISA13 has it: nine digits. */
export function numberOf({ controlNumber }: { controlNumber: number }): string {
  return String(controlNumber).padStart(9, '0')
}

export function InterchangeBadge({ interchange }: { interchange: { status: string; lastError?: string | null } }) {
  const { t } = useTranslation()
  const state = interchange.status as State
  return <Badge tone={interchange.lastError && state !== 'accepted' ? 'bad' : TONES[state]}>{t(`submission.state.${state}`)}</Badge>
}
