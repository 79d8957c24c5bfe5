/** What narrows a list of claims besides its view. */
import { useTranslation } from 'react-i18next'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { useStore } from '../frame/store'
import { useEvery } from '../graphql/every'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { inWords } from '../words/said'

const NarrowingPayers = graphql(`
  query NarrowingPayers($first: Int!, $after: String) {
    payers(first: $first, after: $after, orderBy: { by: NAME, direction: ASCENDING }) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
      }
    }
  }
`)

const NarrowingServices = graphql(`
  query NarrowingServices($first: Int!, $after: String) {
    services(first: $first, after: $after, orderBy: { by: NAME, direction: ASCENDING }) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
      }
    }
  }
`)

interface NarrowingProps {
  address: URLSearchParams
  onChange: (said: Record<string, string | null>) => void
  /** For what is more urgent than the choices. */
  waits: boolean
}

export function Narrowing({ address, onChange, waits }: NarrowingProps) {
  const { t } = useTranslation()
  const may = useMay()
  const { stores } = useStore()
  const payers = useEvery({ query: NarrowingPayers, listOf: (data) => data.payers, pause: waits || !may('payers:read') })
  const services = useEvery({ query: NarrowingServices, listOf: (data) => data.services, pause: waits || !may('services:read') })
  const choices = (things: readonly { id: string; name: string }[]) => [
    { value: '', label: t('claims.any') },
    ...things.map(({ id, name }) => ({ value: id, label: inWords(name) })),
  ]
  const said = (name: string) => address.get(name) ?? ''
  const chosen = { payers: choices(payers.rows), services: choices(services.rows) }
  const besides = [
    address.get('status') && t('claims.only', { what: said('status').split(',').map((each) => t(`claimStatus.${each as 'PAID'}`)).join(', ') }),
    address.get('store') && (stores.find(({ id }) => id === address.get('store'))?.name ?? t('frame.store')),
    address.get('decision') && t('claims.decided', { what: said('decision').split(',').map((each) => t(`claimStatus.${each as 'PAID'}`)).join(', ') }),
    address.get('billed') && t('claims.billed'),
    address.get('owes') && t(address.get('owes') === 'PATIENT_RECEIVABLE' ? 'claims.patientsOwe' : 'claims.payersOwe'),
  ].filter(Boolean)
  return (
    <div className="narrowing">
      <ChoiceField label={t('claims.payer')} value={said('payer')} onChange={(payer) => onChange({ payer })} choices={chosen.payers} isLoading={waits || payers.isLoading} placeholder={t('claims.any')} />
      <ChoiceField label={t('claims.service')} value={said('service')} onChange={(service) => onChange({ service })} choices={chosen.services} isLoading={waits || services.isLoading} placeholder={t('claims.any')} />
      <div className="span">
        <TextField label={t('claims.from')} type="date" value={said('from')} onChange={(from) => onChange({ from })} />
        <TextField label={t('claims.to')} type="date" value={said('to')} onChange={(to) => onChange({ to })} />
      </div>
      {besides.length > 0 && (
        <Button kind="quiet" onPress={() => onChange({ status: null, store: null, decision: null, owes: null, billed: null })}>
          {besides.join(' · ')} ✕<span className="unseen">{t('claims.clear')}</span>
        </Button>
      )}
    </div>
  )
}
