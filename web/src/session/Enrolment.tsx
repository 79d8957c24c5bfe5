/** Adding a second factor: an authenticator app or a security key, on the way in or from one's account. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { post, type Answer, type Step } from './auth'
import { useSaid } from './said'
import { HAS_KEYS, newKey, type Asked } from './securityKey'

interface NewApp {
  secret: string
  uri: string
  enrolment: string
}

interface EnrolmentProps {
  /** Of a sign-in under way; none where one is signed in. */
  state?: string
  onEnrolled: (recoveryCodes: readonly string[]) => void
}

export function Enrolment({ state, onEnrolled }: EnrolmentProps) {
  const { t } = useTranslation()
  const said = useSaid()
  const [app, setApp] = useState<NewApp | null>(null)
  const [isKey, setKey] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const began: Record<string, string> = state === undefined ? {} : { state }

  async function beginApp() {
    const answer = await post<NewApp>('/auth/enrolment/app', began)
    if (answer.refused) return setProblem(said(answer.refused))
    setKey(false)
    setApp(answer.said)
  }

  function take(answer: Answer<Step> | null) {
    if (answer === null) return setProblem(t('secondFactor.noKey'))
    if (answer.refused) return setProblem(said(answer.refused))
    setProblem(null)
    setApp(null)
    setKey(false)
    onEnrolled(answer.said.recoveryCodes ?? [])
  }

  return (
    <div className="stack">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <div className="row">
        <Button onPress={() => void beginApp()}>{t('enrolment.app')}</Button>
        {HAS_KEYS && (
          <Button
            onPress={() => {
              setApp(null)
              setKey(true)
            }}
          >
            {t('enrolment.key')}
          </Button>
        )}
      </div>
      {app && (
        <App
          app={app}
          onCode={async (code) =>
            take(await post('/auth/enrolment/app/confirm', { ...began, enrolment: app.enrolment, code }))
          }
        />
      )}
      {isKey && <Key onName={async (name) => take(await keyAdded(began, name))} />}
    </div>
  )
}

function App({ app, onCode }: { app: NewApp; onCode: (code: string) => Promise<void> }) {
  const { t } = useTranslation()
  return (
    <OneField label={t('enrolment.code')} help={t('enrolment.codeHelp')} autoComplete="one-time-code" onText={onCode}>
      <p>{t('enrolment.secretHelp')}</p>
      <p className="secret mono">{app.secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
      <p>
        <a href={app.uri}>{t('enrolment.openApp')}</a>
      </p>
    </OneField>
  )
}

function Key({ onName }: { onName: (name: string) => Promise<void> }) {
  const { t } = useTranslation()
  return <OneField label={t('enrolment.keyName')} help={t('enrolment.keyNameHelp')} onText={onName} />
}

interface OneFieldProps {
  label: string
  help: string
  autoComplete?: string
  onText: (text: string) => Promise<void>
  children?: React.ReactNode
}

function OneField({ label, help, autoComplete, onText, children }: OneFieldProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function enter(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    await onText(text)
    setBusy(false)
    setText('')
  }

  return (
    <form className="stack" onSubmit={(event) => void enter(event)}>
      {children}
      <TextField label={label} help={help} value={text} onChange={setText} autoComplete={autoComplete} autoFocus required />
      <div className="row">
        <Button kind="primary" type="submit" isPending={isBusy}>
          {t('enrolment.add')}
        </Button>
      </div>
    </form>
  )
}

async function keyAdded(began: Record<string, string>, name: string): Promise<Answer<Step> | null> {
  const asked = await post<Asked<PublicKeyCredentialCreationOptionsJSON>>('/auth/enrolment/key', began)
  if (asked.refused) return asked
  const credential = await newKey(asked.said.options)
  if (credential === null) return null
  return post('/auth/enrolment/key/confirm', { ...began, challenge: asked.said.challenge, credential, name })
}
