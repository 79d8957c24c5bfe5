/** One's own second factors: seen, added, renamed, taken away. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/Fields'
import { Loading, Notice } from '../design/Notice'
import { post, type Step } from '../session/auth'
import { Enrolment } from '../session/Enrolment'
import { RecoveryCodes } from '../session/RecoveryCodes'
import { useSaid } from '../session/said'
import { useFormats } from '../words/format'
import { useAsked } from './asked'

interface OwnFactors {
  hasApp: boolean
  keys: { id: string; name: string; addedAt: string; lastUsedAt: string | null }[]
  recoveryCodesLeft: number
  isRequired: boolean
}

export function Factors() {
  const { t } = useTranslation()
  const words = useSaid()
  const { said: factors, problem, look } = useAsked<OwnFactors>('/auth/factors')
  const [refusal, setRefusal] = useState<string | null>(null)
  const [codes, setCodes] = useState<readonly string[]>([])

  async function change(path: string, fields: Record<string, string> = {}) {
    const answer = await post<Step>(path, fields)
    setRefusal(words(answer.refused))
    setCodes(answer.said?.recoveryCodes ?? [])
    look()
  }

  if (problem) return <Notice tone="bad">{problem}</Notice>
  if (factors === null) return <Loading />
  return (
    <section className="panel" aria-labelledby="factors">
      <header>
        <h2 id="factors">{t('account.factors')}</h2>
      </header>
      <div className="body stack">
        {refusal && <Notice tone="bad">{refusal}</Notice>}
        <p className="soft">{t(factors.isRequired ? 'account.factorRequired' : 'account.factorAdvised')}</p>
        {codes.length > 0 && <RecoveryCodes codes={codes} onKept={() => setCodes([])} />}
        <Listed factors={factors} change={change} />
        <Enrolment
          onEnrolled={(recoveryCodes) => {
            setCodes(recoveryCodes)
            look()
          }}
        />
      </div>
    </section>
  )
}

interface ListedProps {
  factors: OwnFactors
  change: (path: string, fields?: Record<string, string>) => Promise<void>
}

function Listed({ factors, change }: ListedProps) {
  const { t } = useTranslation()
  const { instant } = useFormats()
  if (!factors.hasApp && factors.keys.length === 0) return <p>{t('account.noFactors')}</p>
  return (
    <ul className="plain-list">
      {factors.hasApp && (
        <li className="row apart">
          <span>{t('account.app')}</span>
          <Button aria-label={`${t('account.remove')}: ${t('account.app')}`} onPress={() => void change('/auth/factors/app/remove')}>
            {t('account.remove')}
          </Button>
        </li>
      )}
      {factors.keys.map((key) => (
        <li className="row apart" key={key.id}>
          <span>
            {t('account.key')}: {key.name}{' '}
            <span className="soft">{key.lastUsedAt && t('account.lastUsed', { at: instant(key.lastUsedAt) })}</span>
          </span>
          <Button
            aria-label={`${t('account.remove')}: ${key.name}`}
            onPress={() => void change('/auth/factors/key/remove', { id: key.id })}
          >
            {t('account.remove')}
          </Button>
        </li>
      ))}
      <li className="row apart">
        <span>{t('account.codesLeft', { count: factors.recoveryCodesLeft })}</span>
        <Button onPress={() => void change('/auth/factors/recovery-codes')}>{t('account.newCodes')}</Button>
      </li>
    </ul>
  )
}
