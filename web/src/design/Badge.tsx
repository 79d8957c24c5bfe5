/** Where a thing stands, in a word, a shape and a colour. */
import { useTranslation } from 'react-i18next'
import type { DisplayStatus, EncounterStatus } from '../graphql/generated/graphql'

type Tone = 'good' | 'warn' | 'bad' | 'plain'

const CLAIM_TONES: Record<DisplayStatus, Tone> = {
  NEEDS_FIX: 'bad',
  HELD: 'warn',
  READY: 'plain',
  RELEASED: 'plain',
  BATCHED: 'plain',
  SENT: 'plain',
  RECEIVED: 'plain',
  ACCEPTED: 'plain',
  REJECTED: 'bad',
  PAID: 'good',
  PARTIALLY_PAID: 'warn',
  DENIED: 'bad',
  REVERSED: 'warn',
  IN_REVIEW: 'warn',
  SETTLED: 'good',
  CANCELLED: 'plain',
}

const ENCOUNTER_TONES: Record<EncounterStatus, Tone> = {
  DRAFT: 'warn',
  COMPLETED: 'plain',
  SIGNED: 'good',
  AMENDED: 'plain',
  VOIDED: 'plain',
}

export function Badge({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`badge ${tone}`}>{children}</span>
}

export function ClaimBadge({ status }: { status: DisplayStatus }) {
  const { t } = useTranslation()
  return <Badge tone={CLAIM_TONES[status]}>{t(`claimStatus.${status}`)}</Badge>
}

export function EncounterBadge({ status }: { status: EncounterStatus }) {
  const { t } = useTranslation()
  return <Badge tone={ENCOUNTER_TONES[status]}>{t(`encounterStatus.${status}`)}</Badge>
}
