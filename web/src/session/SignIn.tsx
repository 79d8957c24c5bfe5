/** The door: organization, e-mail and password. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { useSession } from './session'

const KEPT_AS = 'screen.organization'

export function SignIn() {
  const { t } = useTranslation()
  const { refresh } = useSession()
  const [organization, setOrganization] = useState(localStorage.getItem(KEPT_AS) ?? '')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function enter(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    setBusy(true)
    localStorage.setItem(KEPT_AS, organization)
    const outcome = await signIn({ organization, email, password }, t('trouble.offline'))
    if (outcome === 'more is asked') return form.submit()
    setProblem(outcome.problem)
    await refresh()
    setBusy(false)
  }

  return (
    <main className="entry">
      <form
        action="/auth/sign-in"
        method="post"
        onSubmit={(event) => void enter(event)}
        aria-labelledby="sign-in"
      >
        <h1 id="sign-in">{t('signIn.title')}</h1>
        {problem && <Notice tone="bad">{problem}</Notice>}
        <TextField
          label={t('signIn.organization')}
          value={organization}
          onChange={setOrganization}
          autoComplete="organization"
          name="organization"
          required
          help={t('signIn.organizationHelp')}
        />
        <TextField label={t('signIn.email')} value={email} onChange={setEmail} type="email" name="email" autoComplete="username" required />
        <TextField
          label={t('signIn.password')}
          value={password}
          onChange={setPassword}
          type="password"
          name="password"
          autoComplete="current-password"
          required
        />
        <Button kind="primary" type="submit" isDisabled={isBusy}>
          {t('signIn.enter')}
        </Button>
      </form>
    </main>
  )
}

type Outcome = { problem: string | null } | 'more is asked'

/** A second factor is asked for, or set up, on the pages under /auth: they come back here. */
async function signIn(form: Record<string, string>, offline: string): Promise<Outcome> {
  try {
    const answer = await fetch('/auth/sign-in', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(form),
    })
    const said = (await answer.json()) as { message?: string; csrfToken?: string }
    if (!answer.ok) return { problem: said.message ?? offline }
    return said.csrfToken ? { problem: null } : 'more is asked'
  } catch {
    return { problem: offline }
  }
}
