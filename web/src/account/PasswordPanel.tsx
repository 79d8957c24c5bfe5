/** Another password in place of the present one. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { post } from '../session/auth'
import { useSaid } from '../session/said'

export function PasswordPanel() {
  const { t } = useTranslation()
  const said = useSaid()
  const [present, setPresent] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isDone, setDone] = useState(false)

  async function change(event: FormEvent) {
    event.preventDefault()
    const { refused } = await post('/auth/password', { present, password })
    setProblem(said(refused))
    setDone(refused === undefined)
    if (refused) return
    setPresent('')
    setPassword('')
  }

  return (
    <section className="panel" aria-labelledby="password">
      <header>
        <h2 id="password">{t('account.password')}</h2>
      </header>
      <form className="body stack" onSubmit={(event) => void change(event)} aria-labelledby="password">
        {problem && <Notice tone="bad">{problem}</Notice>}
        {isDone && <Notice tone="good">{t('account.passwordChanged')}</Notice>}
        <div className="fields">
          <TextField
            label={t('account.present')}
            value={present}
            onChange={setPresent}
            type="password"
            autoComplete="current-password"
            required
          />
          <TextField
            label={t('chosen.password')}
            help={t('chosen.passwordHelp')}
            value={password}
            onChange={setPassword}
            type="password"
            autoComplete="new-password"
            required
          />
        </div>
        <div className="row">
          <Button type="submit">{t('account.changePassword')}</Button>
        </div>
      </form>
    </section>
  )
}
