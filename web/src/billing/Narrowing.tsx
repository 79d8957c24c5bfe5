/** What narrows a list of claims besides its view. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'

const Narrowable = graphql(`
  query Narrowable($payers: Boolean!, $services: Boolean!) {
    payers(first: 100) @include(if: $payers) {
      nodes {
        id
        name
      }
    }
    services(first: 100) @include(if: $services) {
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
}

export function Narrowing({ address, onChange }: NarrowingProps) {
  const { t } = useTranslation()
  const may = useMay()
  const { stores } = useStore()
  const [{ data }] = useQuery({ query: Narrowable, variables: { payers: may('payers:read'), services: may('services:read') } })
  const choices = (things: readonly { id: string; name: string }[] | undefined) => [
    { value: '', label: t('claims.any') },
    ...(things ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ]
  const said = (name: string) => address.get(name) ?? ''
  const chosen = { payers: choices(data?.payers?.nodes), services: choices(data?.services?.nodes) }
  const besides = [
    address.get('status') && t('claims.only', { what: said('status').split(',').map((each) => t(`claimStatus.${each as 'PAID'}`)).join(', ') }),
    address.get('store') && (stores.find(({ id }) => id === address.get('store'))?.name ?? t('frame.store')),
    address.get('decision') && t('claims.decided', { what: said('decision').split(',').map((each) => t(`claimStatus.${each as 'PAID'}`)).join(', ') }),
    address.get('billed') && t('claims.billed'),
    address.get('owes') && t(address.get('owes') === 'PATIENT_RECEIVABLE' ? 'claims.patientsOwe' : 'claims.payersOwe'),
  ].filter(Boolean)
  return (
    <div className="narrowing">
      <ChoiceField label={t('claims.payer')} value={said('payer')} onChange={(payer) => onChange({ payer })} choices={chosen.payers} placeholder={t('claims.any')} />
      <ChoiceField label={t('claims.service')} value={said('service')} onChange={(service) => onChange({ service })} choices={chosen.services} placeholder={t('claims.any')} />
      <TextField label={t('claims.from')} type="date" value={said('from')} onChange={(from) => onChange({ from })} />
      <TextField label={t('claims.to')} type="date" value={said('to')} onChange={(to) => onChange({ to })} />
      {besides.length > 0 && (
        <Button kind="quiet" onPress={() => onChange({ status: null, store: null, decision: null, owes: null, billed: null })}>
          {besides.join(' · ')} ✕<span className="unseen">{t('claims.clear')}</span>
        </Button>
      )}
    </div>
  )
}
