/** One group of a directory: who is in it, and what being in it gives. */
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { Facts } from '../design/Facts'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { refusalOf } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { Grants } from './Grants'
import { EndGroupGrant, GrantByGroup, GroupDocument } from './signInDocuments'
import { useWords } from './words'

export default function GroupScreen({ id }: { id: string }) {
  const { t } = useWords()
  const { instant } = useFormats()
  const [{ data, error }] = useQuery({ query: GroupDocument, variables: { id } })
  const [, grant] = useMutation(GrantByGroup)
  const [, end] = useMutation(EndGroupGrant)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const group = data.provisionedGroup
  if (!group) return <Notice tone="warn">{t('notFound')}</Notice>
  return (
    <>
      <h1>{group.displayName}</h1>
      <Facts
        facts={[
          [t('groups.external'), <span key="external" className="mono">{group.externalId ?? '—'}</span>],
          [t('groups.changed'), instant(group.changedAt)],
        ]}
      />
      <Grants
        grants={group.grants}
        help={t('groups.nothingYet')}
        onGrant={async ({ roleId, unitId }) => {
          const answer = await grant({ id, roleId, unitId })
          return refusalOf(answer.error, answer.data?.grantByGroup)
        }}
        onEnd={async (grantId) => {
          const answer = await end({ grantId })
          return refusalOf(answer.error, answer.data?.endGroupGrant)
        }}
      />
      <Panel title={t('groups.members')}>
        {group.members.length === 0 && <p className="soft">{t('groups.nobody')}</p>}
        <ul className="plain-list">
          {group.members.map(({ id: memberId, user }) => (
            <li key={memberId}>
              <Link href={`/people/${user.id}`}>{user.name}</Link> <span className="soft">{user.email}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  )
}
