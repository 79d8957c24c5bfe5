/** One program of a partner: what it may do, how it proves itself, and how much it may ask. */
import { useState } from 'react'
import { useQuery } from 'urql'
import { Button } from '../design/Fields'
import { Facts } from '../design/Facts'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { ApplicationDetailsFragment } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { ApplicationActs, type ApplicationAct } from './ApplicationActs'
import { ApplicationDocument } from './applicationDocuments'
import { ApplicationBadge } from './ApplicationsScreen'
import { useRoles } from './roles'
import { useSentence, useWords } from './words'

export default function ApplicationScreen({ id }: { id: string }) {
  const { t } = useWords()
  const { instant, count } = useFormats()
  const [{ data, error }] = useQuery({ query: ApplicationDocument, variables: { id } })
  const [act, setAct] = useState<ApplicationAct | null>(null)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const application = data.clientApplication
  if (!application) return <Notice tone="warn">{t('notFound')}</Notice>
  const isActive = !application.disabledAt
  return (
    <>
      <div className="titled">
        <h1>{application.name}</h1>
        {isActive && (
          <div className="row">
            <Button onPress={() => setAct({ act: 'grant' })}>{t('applications.grant')}</Button>
            <Button onPress={() => setAct({ act: 'limit' })}>{t('applications.limit')}</Button>
            <Button kind="danger" onPress={() => setAct({ act: 'disable' })}>
              {t('applications.revoke')}
            </Button>
          </div>
        )}
      </div>
      <Facts
        facts={[
          [t('people.state'), <ApplicationBadge key="state" application={application} />],
          [t('applications.clientId'), <span key="id" className="mono">{application.clientId}</span>],
          [t('access.where'), application.unit?.name ?? t('access.anywhere')],
          [t('applications.lastUsed'), application.lastUsedAt ? instant(application.lastUsedAt) : t('factors.neverUsed')],
          [t('applications.requests'), count(application.requestsPerMinute)],
          [t('applications.cost'), count(application.costPerMinute)],
        ]}
      />
      <Proofs application={application} onAct={isActive ? setAct : undefined} />
      <MayDo scopes={application.scopes} />
      {act && <ApplicationActs application={application} asked={act} onClose={() => setAct(null)} />}
    </>
  )
}

interface ProofsProps {
  application: ApplicationDetailsFragment
  onAct?: (act: ApplicationAct) => void
}

function Proofs({ application, onAct }: ProofsProps) {
  const { t } = useWords()
  const { usesKeys, keys, secrets } = application
  const add = usesKeys ? 'addKeys' : 'rotate'
  return (
    <Panel
      title={t(usesKeys ? 'applications.keys' : 'applications.secrets')}
      isFlush
      acts={onAct && <Button onPress={() => onAct({ act: add })}>{t(`applications.${add}`)}</Button>}
    >
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t(usesKeys ? 'applications.key' : 'applications.secret')}</th>
            <th scope="col">{t('applications.since')}</th>
            <th scope="col">{t('until')}</th>
            <th scope="col">{t('applications.lastUsed')}</th>
            {usesKeys && onAct && <th scope="col">{t('acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {usesKeys
            ? keys.map((key) => (
                <ProofRow key={key.id} proof={key} name={`${key.keyId} (${key.kind})`} onEnd={onAct && (() => onAct({ act: 'endKey', keyId: key.id, name: key.keyId }))} />
              ))
            : secrets.map((secret, place) => <ProofRow key={secret.id} proof={secret} name={`#${String(place + 1)}`} />)}
        </tbody>
      </table>
    </Panel>
  )
}

interface ProofRowProps {
  proof: { createdAt: string; expiresAt?: string | null; lastUsedAt?: string | null }
  name: string
  onEnd?: () => void
}

function ProofRow({ proof, name, onEnd }: ProofRowProps) {
  const { t } = useWords()
  const { instant } = useFormats()
  return (
    <tr>
      <td className="mono">{name}</td>
      <td className="nowrap">{instant(proof.createdAt)}</td>
      <td className="nowrap">{proof.expiresAt ? instant(proof.expiresAt) : t('memberships.always')}</td>
      <td className="nowrap">{proof.lastUsedAt ? instant(proof.lastUsedAt) : t('factors.neverUsed')}</td>
      {onEnd && (
        <td className="acts">
          <Button kind="quiet" aria-label={`${t('applications.endKey')}: ${name}`} onPress={onEnd}>
            {t('applications.endKey')}
          </Button>
        </td>
      )}
    </tr>
  )
}

function MayDo({ scopes }: { scopes: readonly string[] }) {
  const { t } = useWords()
  const sentence = useSentence()
  const { meanings } = useRoles()
  return (
    <Panel title={t('applications.scopes')}>
      <ul className="plain-list">
        {scopes.map((scope) => (
          <li key={scope}>
            {sentence(scope, meanings.find((meaning) => meaning.name === scope)?.sentence ?? '')} <span className="soft mono">{scope}</span>
          </li>
        ))}
      </ul>
      {scopes.length === 0 && <p className="soft">{t('applications.mayNothing')}</p>}
    </Panel>
  )
}
