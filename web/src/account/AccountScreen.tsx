/** One's own account: the password, second factors, where one is signed in, and tokens. */
import { useTranslation } from 'react-i18next'
import { Facts } from '../design/Facts'
import { Loading, Notice } from '../design/Notice'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { useAsked } from './asked'
import { Factors } from './Factors'
import { PasswordPanel } from './PasswordPanel'
import { Sessions } from './Sessions'
import { Tokens } from './Tokens'

interface Described {
  name?: string
  email?: string
  secondFactorDueAt?: string | null
  lastSignIn?: { at: string | null; address: string | null; failedAttempts: number }
}

export default function AccountScreen() {
  const { t } = useTranslation()
  const may = useMay()
  const { instant } = useFormats()
  const { said, problem } = useAsked<Described>('/auth/me')
  if (problem) return <Notice tone="bad">{problem}</Notice>
  if (said === null) return <Loading />
  const before = said.lastSignIn
  const facts: [string, string][] = [
    [t('account.name'), said.name ?? '—'],
    [t('signIn.email'), said.email ?? '—'],
    [t('account.lastSignIn'), before?.at ? `${instant(before.at)} · ${before.address ?? '—'}` : '—'],
  ]
  return (
    <>
      <h1>{t('account.title')}</h1>
      {(before?.failedAttempts ?? 0) > 0 && (
        <Notice tone="warn">{t('account.failedAttempts', { count: before?.failedAttempts ?? 0 })}</Notice>
      )}
      {said.secondFactorDueAt && <Notice tone="warn">{t('account.factorDue', { at: instant(said.secondFactorDueAt) })}</Notice>}
      <section className="panel" aria-label={t('account.title')}>
        <div className="body">
          <Facts facts={facts} />
        </div>
      </section>
      <Factors />
      <PasswordPanel />
      <Sessions />
      {may('personal_tokens:have') && <Tokens />}
    </>
  )
}
