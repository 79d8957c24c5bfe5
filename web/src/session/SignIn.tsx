/** The door: who it is, and whatever else the pharmacy asks for before it opens. */
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Button, TextField } from '../design/Fields'
import mark from '../design/mark.svg'
import { useTitle } from '../design/title'
import { Notice } from '../design/Notice'
import { post, type Step } from './auth'
import { Enrolment } from './Enrolment'
import { organizationsHere } from './organizations'
import { RecoveryCodes } from './RecoveryCodes'
import { useSaid } from './said'
import { SecondFactor } from './SecondFactor'
import { useFormats } from '../words/format'
import { useSession } from './session'

export function SignIn() {
  const { t } = useTranslation()
  const { instant } = useFormats()
  const { refresh } = useSession()
  const [step, setStep] = useState<Step | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  function again(words: string | null) {
    setProblem(words)
    setStep(null)
  }

  if (step?.recoveryCodes) {
    return (
      <Door title={t('enrolment.title')}>
        <RecoveryCodes codes={step.recoveryCodes} onKept={() => void refresh()} />
      </Door>
    )
  }
  if (step?.secondFactorDueAt) {
    return (
      <Door title={t('signIn.graceTitle')}>
        <Notice tone="warn">{t('account.factorDue', { at: instant(step.secondFactorDueAt) })}</Notice>
        <Button kind="primary" autoFocus onPress={() => void refresh()}>
          {t('signIn.goOn')}
        </Button>
      </Door>
    )
  }
  if (step?.next === 'second_factor') {
    return (
      <Door title={t('secondFactor.title')}>
        <SecondFactor step={step} onProved={() => void refresh()} onOver={again} />
        <Button kind="quiet" onPress={() => again(null)}>
          {t('signIn.back')}
        </Button>
      </Door>
    )
  }
  if (step?.next === 'enrolment') {
    return (
      <Door title={t('enrolment.title')}>
        <p>{t('enrolment.mustHave')}</p>
        <Enrolment state={step.state} onEnrolled={(recoveryCodes) => setStep({ recoveryCodes: [...recoveryCodes] })} />
        <Button kind="quiet" onPress={() => again(null)}>
          {t('signIn.back')}
        </Button>
      </Door>
    )
  }
  return (
    <Door title={t('signIn.title')}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Credentials
        onProblem={setProblem}
        onStep={(next) => {
          if (next.csrfToken === undefined || next.secondFactorDueAt !== undefined) setStep(next)
          else void refresh()
        }}
      />
    </Door>
  )
}

export function Door({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title)
  return (
    <main className="entry">
      <div className="card">
        <img className="mark" src={mark} alt="" />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}

interface CredentialsProps {
  onStep: (step: Step) => void
  onProblem: (problem: string | null) => void
}

function Credentials({ onStep, onProblem }: CredentialsProps) {
  const { t } = useTranslation()
  const said = useSaid()
  const [organization, setOrganization] = useState(organizationsHere()[0] ?? '')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function enter(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    const answer = await post<Step>('/auth/sign-in', { organization, email, password })
    setBusy(false)
    onProblem(said(answer.refused))
    if (answer.said) onStep(answer.said)
  }

  return (
    <>
      <form className="stack" onSubmit={(event) => void enter(event)} aria-label={t('signIn.title')}>
        <TextField
          label={t('signIn.organization')}
          value={organization}
          onChange={setOrganization}
          autoComplete="organization"
          required
          help={t('signIn.organizationHelp')}
        />
        <TextField label={t('signIn.email')} value={email} onChange={setEmail} type="email" autoComplete="username" required />
        <TextField
          label={t('signIn.password')}
          value={password}
          onChange={setPassword}
          type="password"
          autoComplete="current-password"
          required
        />
        <Button kind="primary" type="submit" isPending={isBusy}>
          {t('signIn.enter')}
        </Button>
      </form>
      <OtherWays organization={organization} />
    </>
  )
}

/** Through the organization's own provider, or with a link that an administrator handed out. */
function OtherWays({ organization }: { organization: string }) {
  const { t } = useTranslation()
  const [address] = useLocation()
  const [wantsName, setWantsName] = useState(false)

  function throughProvider() {
    const slug = organization.trim()
    if (slug === '') return setWantsName(true)
    window.location.assign(`/auth/oidc/${encodeURIComponent(slug)}?target=${encodeURIComponent(address)}`)
  }

  return (
    <div className="stack other-ways">
      <Button onPress={throughProvider}>{t('signIn.provider')}</Button>
      {wantsName && <p className="error" role="alert">{t('signIn.nameFirst')}</p>}
      <p className="soft">
        <Link href="/invitation">{t('signIn.invited')}</Link> · <Link href="/password-reset">{t('signIn.lostPassword')}</Link>
      </p>
    </div>
  )
}
