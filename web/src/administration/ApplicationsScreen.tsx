/** Partners' programs: what each may do and where, how it proves itself, and when it last came. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { ByName, useLetters } from '../design/ByName'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import type { ApplicationDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf, type Problem } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { ApplicationsDocument, CreateClient, CreateKeyedClient } from './applicationDocuments'
import { endOf } from './days'
import { Scopes } from './Scopes'
import { ShownOnce, type Secret } from './ShownOnce'
import { choicesOf, useUnits } from './units'
import { useWords } from './words'

const PAGE = 50

export default function ApplicationsScreen() {
  const { t } = useWords()
  const letters = useLetters()
  const { filter } = letters
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({ query: ApplicationsDocument, variables: { first: PAGE, after, filter } })
  const columns = useColumns()
  const [isAdding, setAdding] = useState(false)
  const [secret, setSecret] = useState<Secret | null>(null)
  return (
    <>
      <div className="titled">
        <h1>{t('applications.title')}</h1>
        <Button kind="primary" onPress={() => setAdding(true)}>
          {t('applications.register')}
        </Button>
      </div>
      <ByName letters={letters} />
      <Listing
        label={t('applications.title')}
        list={data?.clientApplications}
        columns={columns}
        pathOf={(row) => `/applications/${row.id}`}
        none={letters.none(t('applications.none'))}
        isLoading={fetching}
        error={error}
        more={more}
      />
      {isAdding && <RegisterDialog onClose={() => setAdding(false)} onSecret={setSecret} />}
      {secret && <ShownOnce secret={secret} onClose={() => setSecret(null)} />}
    </>
  )
}

function useColumns(): Column<ApplicationDetailsFragment>[] {
  const { t } = useWords()
  const { instant } = useFormats()
  return useMemo(
    () => [
      {
        name: 'name',
        label: t('people.name'),
        width: 'minmax(160px, 1.4fr)',
        show: (each) => <Link href={`/applications/${each.id}`}>{each.name}</Link>,
      },
      { name: 'where', label: t('access.where'), width: 'minmax(140px, 1fr)', show: (each) => each.unit?.name ?? t('access.anywhere') },
      { name: 'scopes', label: t('applications.scopes'), width: '110px', isNumber: true, show: (each) => each.scopes.length },
      { name: 'proof', label: t('applications.proof'), width: '120px', show: (each) => t(each.usesKeys ? 'applications.keys' : 'applications.secret') },
      {
        name: 'used',
        label: t('applications.lastUsed'),
        width: '190px',
        show: (each) => (each.lastUsedAt ? instant(each.lastUsedAt) : <span className="soft">{t('factors.neverUsed')}</span>),
      },
      { name: 'state', label: t('people.state'), width: '110px', show: (each) => <ApplicationBadge application={each} /> },
    ],
    [t, instant],
  )
}

export function ApplicationBadge({ application }: { application: { disabledAt?: string | null } }) {
  const { t } = useWords()
  return <Badge tone={application.disabledAt ? 'plain' : 'good'}>{t(application.disabledAt ? 'applications.revoked' : 'applications.active')}</Badge>
}

interface RegisterProps {
  onClose: () => void
  onSecret: (secret: Secret) => void
}

const EVERYWHERE = ''

function RegisterDialog({ onClose, onSecret }: RegisterProps) {
  const { t } = useWords()
  const [, go] = useLocation()
  const { units, isLoading } = useUnits()
  const form = useForm({ name: '', unitId: EVERYWHERE, proof: 'secret', publicKeys: '', secretExpiresAt: '' })
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set())
  const [, create] = useMutation(CreateClient)
  const [, createKeyed] = useMutation(CreateKeyedClient)
  const byKeys = form.values.proof === 'keys'

  async function register(): Promise<Problem | null> {
    const { name, publicKeys, secretExpiresAt } = form.values
    const given = { name, scopes: [...scopes], unitId: orNull(form.values.unitId) }
    if (byKeys) {
      const { data, error } = await createKeyed({ ...given, publicKeys })
      const made = data?.createKeyedClient
      if (made?.__typename === 'ClientApplication') go(`/applications/${made.id}`)
      return refusalOf(error, made)
    }
    const { data, error } = await create({ ...given, secretExpiresAt: endOf(secretExpiresAt) })
    const made = data?.createClient
    if (made?.__typename === 'ClientWithSecret') {
      onSecret({ title: t('secret.secretOf', { name: made.client.name }), help: t('secret.client', { id: made.client.clientId }), text: made.secret })
    }
    return refusalOf(error, made)
  }

  return (
    <FormDialog title={t('applications.register')} act={t('applications.register')} isWide form={form} onClose={onClose} onAct={register}>
      <div className="fields">
        <TextField label={t('people.name')} required autoFocus {...form.field('name')} />
        <ChoiceField
          label={t('access.where')}
          help={t('memberships.branchHelp')}
          choices={[{ value: EVERYWHERE, label: t('access.anywhere') }, ...choicesOf(units)]}
          isLoading={isLoading}
          placeholder={t('access.anywhere')}
          {...form.field('unitId')}
        />
        <ChoiceField
          label={t('applications.proof')}
          choices={[
            { value: 'secret', label: t('applications.secret') },
            { value: 'keys', label: t('applications.keys') },
          ]}
          {...form.field('proof')}
        />
        {!byKeys && <TextField label={t('applications.secretUntil')} type="date" help={t('memberships.lastDayHelp')} {...form.field('secretExpiresAt')} />}
      </div>
      {byKeys && <TextField label={t('applications.publicKeys')} lines={4} required help={t('applications.publicKeysHelp')} {...form.field('publicKeys')} />}
      <Scopes value={scopes} onChange={setScopes} />
    </FormDialog>
  )
}
