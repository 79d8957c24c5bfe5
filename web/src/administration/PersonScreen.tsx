/** One person: who they are, where they work as what, how they sign in, and what they may do. */
import { useQuery } from 'urql'
import { Facts } from '../design/Facts'
import { Loading, Notice, Trouble } from '../design/Notice'
import type { PersonQuery } from '../graphql/generated/graphql'
import { Access } from './Access'
import { Memberships } from './Memberships'
import { PersonActs } from './PersonActs'
import { PersonBadge } from './PersonBadge'
import { PersonDocument } from './personDocuments'
import { SignInWays } from './SignInWays'
import { useWords } from './words'

export type ShownPerson = NonNullable<PersonQuery['user']>

export default function PersonScreen({ id }: { id: string }) {
  const { t } = useWords()
  const [{ data, error }] = useQuery({ query: PersonDocument, variables: { id } })
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const person = data.user
  if (!person) return <Notice tone="warn">{t('notFound')}</Notice>
  return (
    <>
      <div className="titled">
        <h1>{person.name}</h1>
        <PersonActs person={person} />
      </div>
      <Facts
        facts={[
          [t('people.email'), person.email],
          [t('people.state'), <PersonBadge key="state" person={person} />],
        ]}
      />
      <Memberships person={person} />
      <SignInWays person={person} />
      <Access userId={person.id} />
    </>
  )
}
