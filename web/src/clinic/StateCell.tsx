/** How far one patient's documentation is, in a shape, a colour and words. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import type { RowState } from './rows'

type Tone = 'good' | 'warn' | 'bad' | 'plain'

const TONES: Record<RowState['kind'], Tone> = {
  empty: 'plain', unknown: 'warn', keeping: 'plain', away: 'warn', looking: 'plain',
  problem: 'bad', wrong: 'bad', missing: 'warn', ready: 'good', signed: 'good',
}

/** The same without words, where there is no room for them. */
export function StateMark({ state }: { state: RowState }) {
  return state.kind === 'empty' ? null : <span className={`mark badge ${TONES[state.kind]}`} aria-hidden />
}

export function StateCell({ state, encounterId }: { state: RowState; encounterId: string | null }) {
  const { t } = useTranslation()
  if (state.kind === 'empty') return null
  const more = state.kind === 'missing' || state.kind === 'wrong' ? state.labels.join(', ') : state.kind === 'problem' ? state.message : ''
  return (
    <span className="state" title={more}>
      <Badge tone={TONES[state.kind]}>{t(`clinic.state.${state.kind}`)}</Badge>
      {more !== '' && <span className="more">{more}</span>}
      {encounterId !== null && (
        <Link href={`/encounters/${encounterId}`} tabIndex={-1} className="soft">
          {t('clinic.open')}
        </Link>
      )}
    </span>
  )
}
