/** How a person signs in, and where they are signed in now. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { Notice } from '../design/Notice'
import { Panel } from '../design/Panel'
import { refusalOf, type Problem } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { EndUserSession, EndUserSessions, RemoveSecurityKey, ResetSecondFactors } from './personDocuments'
import type { ShownPerson } from './PersonScreen'
import { useWords } from './words'

interface Asked {
  title: string
  why: string
  act: () => Promise<Problem | null>
}

export function SignInWays({ person }: { person: ShownPerson }) {
  const may = useMay()
  const [asked, setAsked] = useState<Asked | null>(null)
  const mayManage = may('users:manage')
  return (
    <div className="columns">
      <Sessions person={person} mayManage={mayManage} onAsk={setAsked} />
      <Factors person={person} mayManage={mayManage} onAsk={setAsked} />
      {asked && (
        <FormDialog title={asked.title} act={asked.title} isDangerous onClose={() => setAsked(null)} onAct={asked.act}>
          <p>{asked.why}</p>
        </FormDialog>
      )}
    </div>
  )
}

interface PartProps {
  person: ShownPerson
  mayManage: boolean
  onAsk: (asked: Asked) => void
}

function Sessions({ person, mayManage, onAsk }: PartProps) {
  const { t } = useWords()
  const { instant } = useFormats()
  const [now] = useState(Date.now)
  const [, endOne] = useMutation(EndUserSession)
  const [, endAll] = useMutation(EndUserSessions)
  const sessions = person.sessions.nodes
  const isOpen = (session: (typeof sessions)[number]) => !session.endedAt && Date.parse(session.expiresAt) > now
  const endEvery = () =>
    onAsk({
      title: t('sessions.endAll'),
      why: t('sessions.endAllWhy', { name: person.name }),
      act: async () => {
        const { data, error } = await endAll({ id: person.id })
        return refusalOf(error, data?.endUserSessions)
      },
    })
  return (
    <Panel title={t('sessions.title')} isFlush acts={mayManage && sessions.some(isOpen) && <Button onPress={endEvery}>{t('sessions.endAll')}</Button>}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('sessions.browser')}</th>
            <th scope="col">{t('sessions.address')}</th>
            <th scope="col">{t('sessions.lastSeen')}</th>
            <th scope="col">{t('people.state')}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td>{browserOf(session.userAgent) ?? t('sessions.unknown')}</td>
              <td className="mono">{session.address ?? '—'}</td>
              <td className="nowrap">{instant(session.lastSeenAt)}</td>
              <td>
                {isOpen(session) ? (
                  <span className="row">
                    <Badge tone="good">{t('sessions.open')}</Badge>
                    {mayManage && (
                      <Button
                        onPress={() =>
                          onAsk({
                            title: t('sessions.end'),
                            why: t('sessions.endWhy'),
                            act: async () => {
                              const { data, error } = await endOne({ sessionId: session.id })
                              return refusalOf(error, data?.endUserSession)
                            },
                          })
                        }
                      >
                        {t('sessions.end')}
                      </Button>
                    )}
                  </span>
                ) : (
                  <Badge tone="plain">{t('sessions.over')}</Badge>
                )}
              </td>
            </tr>
          ))}
          {sessions.length === 0 && (
            <tr>
              <td colSpan={4} className="soft">
                {t('sessions.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </Panel>
  )
}

function Factors({ person, mayManage, onAsk }: PartProps) {
  const { t } = useWords()
  const { instant } = useFormats()
  const [, removeKey] = useMutation(RemoveSecurityKey)
  const [, reset] = useMutation(ResetSecondFactors)
  const { authenticatorApps: apps, securityKeys: keys } = person
  const used = (at?: string | null) => (at ? t('factors.used', { at: instant(at) }) : t('factors.neverUsed'))
  const resetAll = () =>
    onAsk({
      title: t('factors.reset'),
      why: t('factors.resetWhy', { name: person.name }),
      act: async () => {
        const { data, error } = await reset({ id: person.id })
        return refusalOf(error, data?.resetSecondFactors)
      },
    })
  return (
    <Panel title={t('factors.title')} acts={mayManage && apps.length + keys.length > 0 && <Button onPress={resetAll}>{t('factors.reset')}</Button>}>
      {apps.length + keys.length === 0 && <p className="soft">{t('factors.none')}</p>}
      {apps.length + keys.length === 0 && person.secondFactorDueAt && <Notice tone="warn">{t('factors.dueAt', { at: instant(person.secondFactorDueAt) })}</Notice>}
      <ul className="plain-list">
        {apps.map((app) => (
          <li key={app.id}>
            {t('factors.app')} <span className="soft">{used(app.lastUsedAt)}</span>
          </li>
        ))}
        {keys.map((key) => (
          <li key={key.id} className="row apart">
            <span>
              {key.name} <span className="soft">{used(key.lastUsedAt)}</span>
            </span>
            {mayManage && (
              <Button
                onPress={() =>
                  onAsk({
                    title: t('factors.remove'),
                    why: t('factors.removeWhy', { key: key.name }),
                    act: async () => {
                      const { data, error } = await removeKey({ keyId: key.id })
                      return refusalOf(error, data?.removeSecurityKey)
                    },
                  })
                }
              >
                {t('factors.remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const BROWSERS = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'] as const
const SYSTEMS = ['Windows', 'iPhone', 'iPad', 'Mac OS', 'Android', 'Linux'] as const

/** As people call it; what is none of the usual stays as it said. */
function browserOf(agent?: string | null): string | null {
  if (!agent) return null
  const browser = BROWSERS.find((name) => agent.includes(name))
  const system = SYSTEMS.find((name) => agent.includes(name))
  return browser ? [browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser, system].filter(Boolean).join(', ') : agent
}
