/** What a screen says when something is missing, wrong, or still on its way. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CombinedError } from 'urql'
import { isHeard, problemOf } from '../graphql/refusal'
import { useRenewal } from '../session/renewal'
import { Button } from './Fields'

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
  if (error === undefined || problem === null) return null
  return (
    <Notice tone="bad">
      {problem}
      {isHeard(error) && <Again />}
    </Notice>
  )
}

/** Nothing tells that the server answers again: the person looks. */
function Again() {
  const { t } = useTranslation()
  const renew = useRenewal()
  return (
    <p>
      <Button onPress={renew}>{t('broken.again')}</Button>
    </p>
  )
}

export function Loading() {
  const { t } = useTranslation()
  return (
    <p className="soft" role="status">
      {t('loading')}
    </p>
  )
}

/** A room of which nothing is known yet, or cannot be. */
export function Awaiting({ title, error }: { title: string; error: CombinedError | undefined }) {
  return (
    <>
      <h1>{title}</h1>
      {error ? <Trouble error={error} /> : <Loading />}
    </>
  )
}
