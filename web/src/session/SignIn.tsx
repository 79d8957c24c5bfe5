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

  async function enter(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(await signIn({ organization, email, password }, t('trouble.offline')))
    localStorage.setItem(KEPT_AS, organization)
    await refresh()
    setBusy(false)
  }

  return (
    <main className="entry">
      <form onSubmit={(event) => void enter(event)} aria-labelledby="sign-in">
        <h1 id="sign-in">{t('signIn.title')}</h1>
        {problem && <Notice tone="bad">{problem}</Notice>}
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
        <Button kind="primary" type="submit" isDisabled={isBusy}>
          {t('signIn.enter')}
        </Button>
      </form>
    </main>
  )
}

/** What went wrong, in words; null where the door opened. */
async function signIn(form: Record<string, string>, offline: string): Promise<string | null> {
  try {
    const answer = await fetch('/auth/sign-in', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(form),
    })
    if (answer.ok) return null
    const { message } = (await answer.json()) as { message: string }
    return message
  } catch {
    return offline
  }
}
