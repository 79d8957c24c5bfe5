/** People who render services: what runs out first, and everyone with their licences. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Listing } from '../design/Listing'
import { Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import type { AdministeredProvidersQuery, ExpirationsQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { AddProvider, ExpirationsDocument, ProvidersDocument } from './providerDocuments'
import { detailsOf, NOBODY, ProviderFields } from './ProviderFields'
import { useWords } from './words'

const PAGE = 50
const DAYS_AHEAD = 120
const DAYS_BEHIND = -60
const URGENT_DAYS = 30

type ProviderRow = AdministeredProvidersQuery['providers']['nodes'][number]
type Expiring = ExpirationsQuery['expirations'][number]

export default function ProvidersScreen() {
  const { t } = useWords()
  const may = useMay()
  const { after, more } = useScroll('providers')
  const [{ data, fetching, error }] = useQuery({ query: ProvidersDocument, variables: { first: PAGE, after } })
  const [isAdding, setAdding] = useState(false)
  const columns = useColumns()
  return (
    <>
      <div className="titled">
        <h1>{t('providers.title')}</h1>
        {may('providers:manage') && (
          <Button kind="primary" onPress={() => setAdding(true)}>
            {t('providers.add')}
          </Button>
        )}
      </div>
      <RunningOut />
      <Listing
        label={t('providers.title')}
        list={data?.providers}
        columns={columns}
        pathOf={(row) => `/providers/${row.id}`}
        none={t('providers.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
    </>
  )
}

function RunningOut() {
  const { t } = useWords()
  const { day } = useFormats()
  const [{ data, error }] = useQuery({
    query: ExpirationsDocument,
    variables: { filter: { daysLeft: { from: DAYS_BEHIND, to: DAYS_AHEAD } } },
  })
  const found = data?.expirations ?? []
  return (
    <Panel title={t('providers.runningOut', { days: DAYS_AHEAD })} isFlush={found.length > 0}>
      <Trouble error={error} />
      {data && found.length === 0 && <p className="soft">{t('providers.nothingRunsOut')}</p>}
      {found.length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('providers.lastDay')}</th>
              <th scope="col">{t('providers.left')}</th>
              <th scope="col">{t('providers.what')}</th>
              <th scope="col">{t('providers.of')}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((each) => (
              <tr key={`${each.kind} ${each.number ?? ''} ${each.provider?.id ?? ''} ${each.store?.id ?? ''} ${each.payer?.id ?? ''} ${each.effectiveToOn}`}>
                <td className="nowrap">{day(each.effectiveToOn)}</td>
                <td>
                  <DaysLeft days={each.daysLeft} />
                </td>
                <td>
                  {t(`expiring.${each.kind as 'license'}`)} <span className="mono soft">{each.number}</span>
                </td>
                <td>
                  <Whose expiring={each} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function DaysLeft({ days }: { days: number }) {
  const { t } = useWords()
  if (days < 0) return <Badge tone="bad">{t('providers.expired')}</Badge>
  return <Badge tone={days <= URGENT_DAYS ? 'warn' : 'plain'}>{t('providers.days', { count: days })}</Badge>
}

function Whose({ expiring: { provider, store, payer } }: { expiring: Expiring }) {
  return (
    <>
      {provider && (
        <Link href={`/providers/${provider.id}`}>
          {provider.lastName}, {provider.firstName}
        </Link>
      )}
      {!provider && store && <Link href={`/stores/${store.id}`}>{store.name}</Link>}
      <span className="soft">{[payer?.name, provider && store?.name].filter(Boolean).map((name) => ` · ${String(name)}`).join('')}</span>
    </>
  )
}

function useColumns(): Column<ProviderRow>[] {
  const { t } = useWords()
  return useMemo(
    () => [
      {
        name: 'name',
        label: t('people.name'),
        width: 'minmax(160px, 1.4fr)',
        show: (provider) => (
          <Link href={`/providers/${provider.id}`}>
            {provider.lastName}, {provider.firstName}
          </Link>
        ),
      },
      { name: 'kind', label: t('providers.kind'), width: '120px', show: (provider) => t(`providerKind.${provider.kind as 'pharmacist'}`) },
      { name: 'npi', label: 'NPI', width: '120px', show: (provider) => <span className="mono">{provider.npi}</span> },
      {
        name: 'licences',
        label: t('providers.licences'),
        width: 'minmax(160px, 1fr)',
        show: ({ credentials }) => statesIn(credentials, 'LICENSE') || <span className="soft">—</span>,
      },
      {
        name: 'immunizes',
        label: t('providers.immunizes'),
        width: 'minmax(120px, 1fr)',
        show: ({ credentials }) => statesIn(credentials, 'IMMUNIZATION_CERTIFICATE') || <span className="soft">—</span>,
      },
      {
        name: 'state',
        label: t('people.state'),
        width: '110px',
        show: (provider) => <Badge tone={provider.isActive ? 'good' : 'plain'}>{t(provider.isActive ? 'providers.active' : 'providers.inactive')}</Badge>,
      },
    ],
    [t],
  )
}

/** Those in force today. */
function statesIn(credentials: ProviderRow['credentials'], kind: string): string {
  return [...new Set(credentials.filter((each) => each.isInForce && each.kind === kind).map((each) => each.state))].toSorted().join(', ')
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [, go] = useLocation()
  const form = useForm(NOBODY)
  const [, add] = useMutation(AddProvider)
  return (
    <FormDialog
      title={t('providers.add')}
      act={t('providers.add')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await add({ details: detailsOf(form.values, true) })
        if (data?.addProvider.__typename === 'Provider') go(`/providers/${data.addProvider.id}`)
        return refusalOf(error, data?.addProvider)
      }}
    >
      <ProviderFields form={form} />
    </FormDialog>
  )
}
