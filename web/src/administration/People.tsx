/** Everyone who signs in: where they work as what, and whether they can come in. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { Badge } from '../design/Badge'
import { ByName, useLetters } from '../design/ByName'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import { graphql } from '../graphql/generated'
import type { PeopleQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { PersonBadge } from './PersonBadge'
import { useRoleName } from './roles'
import { ShownOnce, type Secret } from './ShownOnce'
import { useWords } from './words'

const PAGE = 50

const PeopleDocument = graphql(`
  query People($first: Int!, $after: String, $filter: UserFilter) {
    users(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        email
        name
        isActive
        hasAccepted
        isLocked
        memberships {
          id
          role {
            id
            name
          }
          unit {
            id
            name
          }
        }
        authenticatorApps {
          id
        }
        securityKeys {
          id
        }
      }
    }
  }
`)

const InviteUser = graphql(`
  mutation InviteUser($email: String!, $name: String!) {
    inviteUser(email: $email, name: $name) {
      ... on Invitation {
        invitation
        expiresAt
        user {
          id
          name
        }
      }
      ...Refused
    }
  }
`)

type PersonRow = PeopleQuery['users']['nodes'][number]

export default function People() {
  const { t } = useWords()
  const may = useMay()
  const [address, setAddress] = useSearchParams()
  const isGone = address.get('view') === 'gone'
  const letters = useLetters()
  const filter = { isActive: !isGone, ...letters.filter }
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({
    query: PeopleDocument,
    variables: { first: PAGE, after, filter },
  })
  const columns = useColumns()
  const [isInviting, setInviting] = useState(false)
  const [secret, setSecret] = useState<Secret | null>(null)
  return (
    <>
      <div className="titled">
        <h1>{t('people.title')}</h1>
        {may('users:manage') && (
          <Button kind="primary" onPress={() => setInviting(true)}>
            {t('people.invite')}
          </Button>
        )}
      </div>
      <div className="filters" role="group" aria-label={t('people.views')}>
        <Button aria-pressed={!isGone} onPress={() => setAddress({})}>
          {t('people.active')}
        </Button>
        <Button aria-pressed={isGone} onPress={() => setAddress({ view: 'gone' })}>
          {t('people.gone')}
        </Button>
      </div>
      <ByName letters={letters} />
      <Listing
        label={t('people.title')}
        list={data?.users}
        columns={columns}
        pathOf={(row) => `/people/${row.id}`}
        none={letters.none(t('people.none'))}
        isLoading={fetching}
        error={error}
        more={more}
      />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} onInvited={setSecret} />}
      {secret && <ShownOnce secret={secret} onClose={() => setSecret(null)} />}
    </>
  )
}

function useColumns(): Column<PersonRow>[] {
  const { t } = useWords()
  const roleName = useRoleName()
  return useMemo(
    () => [
      {
        name: 'name',
        label: t('people.name'),
        width: 'minmax(140px, 1fr)',
        show: (person) => <Link href={`/people/${person.id}`}>{person.name}</Link>,
      },
      { name: 'email', label: t('people.email'), width: 'minmax(180px, 1.3fr)', show: (person) => person.email },
      {
        name: 'roles',
        label: t('people.roles'),
        width: 'minmax(220px, 2fr)',
        show: (person) =>
          person.memberships.map(({ role, unit }) => t('people.roleAt', { role: roleName(role.name), unit: unit.name })).join(' · ') || '—',
      },
      {
        name: 'factor',
        label: t('people.secondFactor'),
        width: '130px',
        show: ({ authenticatorApps, securityKeys }) =>
          authenticatorApps.length + securityKeys.length > 0 ? <Badge tone="good">{t('yes')}</Badge> : <span className="soft">{t('no')}</span>,
      },
      { name: 'state', label: t('people.state'), width: '110px', show: (person) => <PersonBadge person={person} /> },
    ],
    [t, roleName],
  )
}

interface InviteProps {
  onClose: () => void
  onInvited: (secret: Secret) => void
}

function InviteDialog({ onClose, onInvited }: InviteProps) {
  const { t } = useWords()
  const form = useForm({ name: '', email: '' })
  const [, invite] = useMutation(InviteUser)
  return (
    <FormDialog
      title={t('people.invite')}
      act={t('people.invite')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await invite(form.values)
        const made = data?.inviteUser
        if (made?.__typename === 'Invitation') {
          onInvited({ title: t('secret.invitationFor', { name: made.user.name }), help: t('secret.invitation', { address: `${location.origin}/auth/invitation` }), text: made.invitation, expiresAt: made.expiresAt })
        }
        return refusalOf(error, made)
      }}
    >
      <TextField label={t('people.name')} required autoFocus {...form.field('name')} />
      <TextField label={t('people.email')} type="email" required help={t('people.emailHelp')} {...form.field('email')} />
    </FormDialog>
  )
}
