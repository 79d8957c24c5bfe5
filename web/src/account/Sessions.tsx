/** Where one is signed in, and the end of it there. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { post } from '../session/auth'
import { useSaid } from '../session/said'
import { useFormats } from '../words/format'
import { useAsked } from './asked'

interface OwnSession {
  id: string
  isCurrent: boolean
  userAgent: string | null
  address: string | null
  openedAt: string
  lastSeenAt: string
}

export function Sessions() {
  const { t } = useTranslation()
  const { instant } = useFormats()
  const words = useSaid()
  const { said, problem, look } = useAsked<{ sessions: OwnSession[] }>('/auth/sessions')
  const [refusal, setRefusal] = useState<string | null>(null)
  const sessions = said?.sessions ?? []

  async function end(fields: Record<string, string>) {
    const { refused } = await post('/auth/sessions/end', fields)
    setRefusal(words(refused))
    look()
  }

  return (
    <section className="panel" aria-labelledby="sessions">
      <header>
        <h2 id="sessions">{t('account.sessions')}</h2>
        {sessions.length > 1 && <Button onPress={() => void end({})}>{t('account.endOthers')}</Button>}
      </header>
      {(problem ?? refusal) && <Notice tone="bad">{problem ?? refusal}</Notice>}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('account.device')}</th>
            <th scope="col">{t('account.address')}</th>
            <th scope="col">{t('account.openedAt')}</th>
            <th scope="col">{t('account.lastSeenAt')}</th>
            <th scope="col">{t('account.end')}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((each) => (
            <tr key={each.id}>
              <td title={each.userAgent ?? undefined}>{deviceOf(each.userAgent)}</td>
              <td>{each.address ?? '—'}</td>
              <td>{instant(each.openedAt)}</td>
              <td>{instant(each.lastSeenAt)}</td>
              <td>
                {each.isCurrent ? (
                  <Badge tone="good">{t('account.here')}</Badge>
                ) : (
                  <Button aria-label={`${t('account.end')}: ${instant(each.openedAt)}`} onPress={() => void end({ id: each.id })}>
                    {t('account.end')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The browser and the system, as far as it tells. */
function deviceOf(userAgent: string | null): string {
  if (userAgent === null) return '—'
  const browser = /(Edg|Firefox|Chrome|Safari)\/[\d.]+/.exec(userAgent)?.[1] ?? userAgent.split(' ')[0] ?? '—'
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(userAgent)?.[0]
  return [browser === 'Edg' ? 'Edge' : browser, system].filter(Boolean).join(' · ')
}
