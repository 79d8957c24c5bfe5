/** What a screen says when something is missing, wrong, or still on its way. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CombinedError } from 'urql'
import { problemOf } from '../graphql/refusal'

type Tone = 'plain' | 'good' | 'warn' | 'bad'

export function Notice({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      {children}
    </div>
  )
}

/** The reason why a screen has nothing to show; nothing where all is well. */
export function Trouble({ error }: { error: CombinedError | undefined }) {
  const problem = problemOf(error)
  return problem === null ? null : <Notice tone="bad">{problem}</Notice>
}

export function Loading() {
  const { t } = useTranslation()
  return (
    <p className="soft" role="status">
      {t('loading')}
    </p>
  )
}
