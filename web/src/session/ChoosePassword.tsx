/** Following a link that an administrator handed out: the invited, and who lost it, choose a password. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { post } from './auth'
import { useSaid } from './said'
import { Door } from './SignIn'

interface ChoosePasswordProps {
  kind: 'invitation' | 'password-reset'
}

export function ChoosePassword({ kind }: ChoosePasswordProps) {
  const { t } = useTranslation()
  const said = useSaid()
  const [link, setLink] = useState(window.location.hash.slice(1))
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [isDone, setDone] = useState(false)

  async function choose(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    const answer = await post(`/auth/${kind}`, { link: link.trim(), password })
    setBusy(false)
    setProblem(said(answer.refused))
    setDone(answer.refused === undefined)
  }

  const title = t(kind === 'invitation' ? 'chosen.invitation' : 'chosen.reset')
  if (isDone) {
    return (
      <Door title={title}>
        <Notice tone="good">{t('chosen.done')}</Notice>
        <Link className="button primary" href="/">
          {t('signIn.title')}
        </Link>
      </Door>
    )
  }
  return (
    <Door title={title}>
      <form className="stack" onSubmit={(event) => void choose(event)} aria-label={title}>
        {problem && <Notice tone="bad">{problem}</Notice>}
        <TextField
          label={t('chosen.link')}
          help={t('chosen.linkHelp')}
          value={link}
          onChange={setLink}
          autoComplete="off"
          autoFocus={link === ''}
          required
        />
        <TextField
          label={t('chosen.password')}
          help={t('chosen.passwordHelp')}
          value={password}
          onChange={setPassword}
          type="password"
          autoComplete="new-password"
          autoFocus={link !== ''}
          required
        />
        <Button kind="primary" type="submit" isPending={isBusy}>
          {t('chosen.choose')}
        </Button>
      </form>
      <Link href="/">{t('signIn.back')}</Link>
    </Door>
  )
}
