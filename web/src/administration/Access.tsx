/** What a person may do, at a store or anywhere, and why: through which role, or what stands in the way. */
import { useState } from 'react'
import { useQuery } from 'urql'
import { Badge } from '../design/Badge'
import { ChoiceField, TextField } from '../design/Fields'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useStore } from '../frame/store'
import type { AccessOfQuery } from '../graphql/generated/graphql'
import { AccessOf } from './personDocuments'
import { TOUCHES, useRoleName } from './roles'
import { useSentence, useWords } from './words'

const ANYWHERE = 'anywhere'

type Explained = AccessOfQuery['accessOf'][number]

export function Access({ userId }: { userId: string }) {
  const { t } = useWords()
  const sentence = useSentence()
  const { stores, isLoading } = useStore()
  const [store, setStore] = useState(ANYWHERE)
  const [words, setWords] = useState('')
  const [{ data, error }] = useQuery({
    query: AccessOf,
    variables: { userId, storeId: store === ANYWHERE ? null : store },
  })
  const wanted = words.trim().toLowerCase()
  const fits = (each: Explained) => `${each.permission} ${sentence(each.permission, each.sentence)}`.toLowerCase().includes(wanted)
  const found = (data?.accessOf ?? []).filter(fits)
  const choices = [{ value: ANYWHERE, label: t('access.anywhere') }, ...stores.map(({ id, name }) => ({ value: id, label: name }))]
  return (
    <Panel title={t('access.title')}>
      <div className="fields">
        <ChoiceField label={t('access.where')} value={store} onChange={setStore} choices={choices} isLoading={isLoading} />
        <TextField label={t('access.find')} type="search" value={words} onChange={setWords} />
      </div>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {TOUCHES.map((touch) => (
        <Touched key={touch} title={t(`touch.${touch}`)} found={found.filter((each) => each.touches === touch)} />
      ))}
    </Panel>
  )
}

function Touched({ title, found }: { title: string; found: readonly Explained[] }) {
  const { t } = useWords()
  const sentence = useSentence()
  if (found.length === 0) return null
  return (
    <section className="across" aria-label={title}>
      <h3>{title}</h3>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('access.may')}</th>
            <th scope="col">{t('access.what')}</th>
            <th scope="col">{t('access.why')}</th>
          </tr>
        </thead>
        <tbody>
          {found.map((each) => (
            <tr key={each.permission}>
              <td className="nowrap">
                <Badge tone={each.isAllowed ? 'good' : 'plain'}>{t(each.isAllowed ? 'yes' : 'no')}</Badge>
              </td>
              <td>
                {sentence(each.permission, each.sentence)} <span className="soft mono">{each.permission}</span>
              </td>
              <td>
                <Why explained={each} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Why({ explained }: { explained: Explained }) {
  const { t } = useWords()
  const roleName = useRoleName()
  const ways = explained.grants
    .filter((grant) => explained.isAllowed !== Boolean(grant.hindrance))
    .map((grant) => t('people.roleAt', { role: roleName(grant.roleName), unit: grant.unitName }))
  const words = explained.isAllowed
    ? [ways.length > 0 ? t('access.as', { ways: ways.join(', ') }) : t('access.everyone')]
    : explained.hindrances.map((each) => t(`hindrance.${each}`))
  return (
    <>
      {words.join(' ')}
      {!explained.isAllowed && ways.length > 0 && <span className="soft"> {t('access.closed', { ways: ways.join(', ') })}</span>}
    </>
  )
}
