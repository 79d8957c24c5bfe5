/** The second proof, at the door or anew: a code of an app, a recovery code, or a security key. */
import { KeyRound } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { post, type Answer, type Step } from './auth'
import { useSaid } from './said'
import { HAS_KEYS, signedByKey, type Asked } from './securityKey'

interface SecondFactorProps {
  step: Step
  onProved: () => void
  /** It took too long, or something changed: the password is asked for again. */
  onOver: (problem: string | null) => void
}

export function SecondFactor({ step, onProved, onOver }: SecondFactorProps) {
  const { t } = useTranslation()
  const said = useSaid()
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const methods = step.methods ?? []
  const takesCodes = methods.includes('app') || methods.includes('recovery_code')

  async function go(ask: () => Promise<Answer<Step> | null>) {
    setBusy(true)
    const answer = await ask()
    setBusy(false)
    if (answer === null) return setProblem(t('secondFactor.noKey'))
    if (answer.refused === undefined) return onProved()
    const words = said(answer.refused)
    if (answer.refused.code === 'sign_in_again') onOver(words)
    setProblem(words)
    setCode('')
  }

  function prove(event: FormEvent) {
    event.preventDefault()
    void go(() => post('/auth/second-factor', { state: step.state ?? '', code }))
  }

  return (
    <form className="stack" onSubmit={prove} aria-label={t('secondFactor.title')}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {takesCodes && (
        <>
          <TextField
            label={t('secondFactor.code')}
            help={t(methods.includes('app') ? 'secondFactor.codeHelp' : 'secondFactor.recoveryHelp')}
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            autoFocus
            required
          />
          <Button kind="primary" type="submit" isPending={isBusy}>
            {t('secondFactor.enter')}
          </Button>
        </>
      )}
      {methods.includes('key') && HAS_KEYS && (
        <Button isPending={isBusy} autoFocus={!takesCodes} onPress={() => void go(() => provedByKey(step.state ?? ''))}>
          <KeyRound size={14} aria-hidden /> {t('secondFactor.key')}
        </Button>
      )}
    </form>
  )
}

async function provedByKey(state: string): Promise<Answer<Step> | null> {
  const asked = await post<Asked<PublicKeyCredentialRequestOptionsJSON>>('/auth/second-factor/key/options', { state })
  if (asked.refused) return asked
  const credential = await signedByKey(asked.said.options)
  if (credential === null) return null
  return post('/auth/second-factor/key', { state, challenge: asked.said.challenge, credential })
}
