/** Groups that a directory keeps here: each gives nothing until somebody says what. */
import { Link } from 'wouter'
import { useRoleName } from '../administration/roles'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useEvery } from '../graphql/every'
import { useFormats } from '../words/format'
import { GroupsDocument } from './signInDocuments'
import { useWords } from './words'

export function Groups() {
  const { t } = useWords()
  const { instant, count } = useFormats()
  const roleName = useRoleName()
  const { rows, isLoading, error } = useEvery({ query: GroupsDocument, listOf: (data) => data.provisionedGroups })
  return (
    <Panel title={t('groups.title')} isFlush>
      <Trouble error={error} />
      {isLoading && <Loading />}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col" className="number">{t('groups.members')}</th>
            <th scope="col">{t('grants.title')}</th>
            <th scope="col">{t('groups.changed')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.id}>
              <td>
                <Link href={`/sign-in/groups/${each.id}`}>{each.displayName}</Link>
              </td>
              <td className="number">{count(each.members.length)}</td>
              <td>{each.grants.map(({ role, unit }) => `${roleName(role.name)}, ${unit.name}`).join(' · ') || t('groups.nothing')}</td>
              <td className="nowrap">{instant(each.changedAt)}</td>
            </tr>
          ))}
          {!isLoading && !error && rows.length === 0 && (
            <tr>
              <td colSpan={4} className="soft">
                {t('groups.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </Panel>
  )
}
