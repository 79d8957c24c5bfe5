/** What the pharmacy offers: each service, which version of its template is used, and whether all of it has a price. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { useKept } from '../design/kept'
import { Listing } from '../design/Listing'
import { Loading } from '../design/Notice'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import type { CataloguePricingQuery, ServiceDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today } from '../words/format'
import { inWords } from '../words/said'
import { AdoptDialog } from './AdoptDialog'
import { CopyService, PricingDocument, ServicesDocument } from './documents'
import { useKindWords } from './kinds'
import { Waits } from './PublishDialog'
import { useSettled } from '../design/settled'
import { inForceOn } from './versions'
import { useWords } from './words'

const PAGE = 50
const STATES = ['offered', 'retired', 'all'] as const

type Pricing = CataloguePricingQuery['servicePricing'][number]

export default function ServicesScreen() {
  const { t } = useWords()
  const may = useMay()
  const [words, setWords] = useKept('words', '')
  const [state, setState] = useKept<(typeof STATES)[number]>('state', 'offered')
  const letters = useSettled(words).trim()
  const filter = {
    ...(letters && { name: { contains: letters } }),
    ...(state !== 'all' && { isActive: state === 'offered' }),
  }
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({ query: ServicesDocument, variables: { first: PAGE, after, filter } })
  const [pricing] = useQuery({ query: PricingDocument, variables: { on: today() } })
  const columns = useColumns(pricing.data?.servicePricing)
  const [act, setAct] = useState<'adopt' | 'copy' | 'waits' | null>(null)
  return (
    <>
      <div className="titled">
        <h1>{t('services.title')}</h1>
        {may('services:manage') && (
          <div className="row">
            <Button onPress={() => setAct('copy')}>{t('services.copy')}</Button>
            <Button kind="primary" onPress={() => setAct('adopt')}>
              {t('services.adopt')}
            </Button>
          </div>
        )}
      </div>
      <div className="sought">
        <TextField type="search" label={t('services.search')} value={words} onChange={setWords} />
        <ChoiceField label={t('services.state')} choices={STATES.map((each) => ({ value: each, label: t(`services.${each}`) }))} value={state} onChange={(chosen) => setState(chosen as 'all')} />
      </div>
      <Listing
        label={t('services.title')}
        list={data?.services}
        columns={columns}
        pathOf={(row) => `/services/${row.id}`}
        none={t(letters ? 'services.noneSuch' : 'services.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
      {act === 'adopt' && <AdoptDialog onClose={() => setAct(null)} onWaits={() => setAct('waits')} />}
      {act === 'copy' && <CopyDialog onClose={() => setAct(null)} />}
      {act === 'waits' && <Waits onClose={() => setAct(null)} />}
    </>
  )
}

function useColumns(pricing: readonly Pricing[] | undefined): Column<ServiceDetailsFragment>[] {
  const { t } = useWords()
  const kindWords = useKindWords()
  return useMemo(
    () => [
      { name: 'name', label: t('services.name'), width: 'minmax(200px, 1.6fr)', show: (service) => <Link href={`/services/${service.id}`}>{inWords(service.name)}</Link> },
      { name: 'kind', label: t('services.kind'), width: 'minmax(160px, 1fr)', show: (service) => kindWords(service.kind) },
      { name: 'version', label: t('services.version'), width: '150px', show: (service) => <InForce service={service} /> },
      { name: 'prices', label: t('services.prices'), width: '170px', show: (service) => <Priced pricing={pricing?.find(({ serviceId }) => serviceId === service.id)} /> },
      { name: 'state', label: t('services.state'), width: '120px', show: (service) => <StateBadge isActive={service.isActive} /> },
    ],
    [t, kindWords, pricing],
  )
}

function InForce({ service }: { service: ServiceDetailsFragment }) {
  const { t } = useWords()
  const version = inForceOn(service.templates, today())
  const hasDraft = service.templates.some(({ effectiveFromOn }) => !effectiveFromOn)
  return (
    <span className="row">
      {version ? t('services.versionOf', { version: version.version }) : '—'} {hasDraft && <Badge tone="warn">{t('versionState.draft')}</Badge>}
    </span>
  )
}

function Priced({ pricing }: { pricing: Pricing | undefined }) {
  const { t } = useWords()
  if (pricing === undefined) return <>—</>
  const count = pricing.procedureCodes.length
  const priced = count - pricing.unpricedCodes.length
  if (priced === count) return <>{t('services.allPriced', { count })}</>
  return <Badge tone="warn">{t('services.somePriced', { priced, count })}</Badge>
}

export function StateBadge({ isActive }: { isActive: boolean }) {
  const { t } = useWords()
  return <Badge tone={isActive ? 'good' : 'plain'}>{t(isActive ? 'services.offered' : 'services.retired')}</Badge>
}

/** A service like one that there is, to be changed before it is offered. */
export function CopyDialog({ service, onClose }: { service?: ServiceDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const [, go] = useLocation()
  const form = useForm({ serviceId: service?.id ?? '', name: '' })
  const [{ data: listed }] = useQuery({ query: ServicesDocument, variables: { first: 100, after: null, filter: {} } })
  const [, copy] = useMutation(CopyService)
  const choices = (listed?.services.nodes ?? []).map(({ id, name }) => ({ value: id, label: inWords(name) }))
  return (
    <FormDialog
      title={t('services.copy')}
      act={t('services.copy')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        if (form.values.serviceId === '') return { message: t('services.chooseOne'), path: 'serviceId' }
        const { data, error } = await copy(form.values)
        const made = data?.copyService
        if (made?.__typename === 'Service') go(made.templates[0] ? `/templates/${made.templates[0].id}` : `/services/${made.id}`)
        return refusalOf(error, made)
      }}
    >
      <p>{t('services.copyWhy')}</p>
      {listed ? <ChoiceField label={t('services.original')} required choices={choices} {...form.field('serviceId')} /> : <Loading />}
      <TextField label={t('services.newName')} required {...form.field('name')} />
    </FormDialog>
  )
}
