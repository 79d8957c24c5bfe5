/** What services, payers and stores earned, how payers pay, and what is still owed; each leads to its claims. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useSearchParams } from 'wouter'
import { TextField } from '../design/Fields'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import { Owed } from './Owed'
import { PayerTable } from './PayerTable'
import { Revenue } from './Revenue'

const ReportsDocument = graphql(`
  query Reports($revenue: RevenueFilter, $owed: ReceivableFilter, $months: PerformanceFilter) {
    revenueByService(filter: $revenue) {
      service {
        id
        name
      }
      claimCount
      chargeCents
      expectedCents
      paidCents
    }
    revenueByPayer(filter: $revenue) {
      payer {
        id
        name
      }
      claimCount
      chargeCents
      expectedCents
      paidCents
    }
    revenueByStore(filter: $revenue) {
      store {
        id
        name
      }
      claimCount
      chargeCents
      expectedCents
      paidCents
    }
    payerPerformance(filter: $months) {
      payer {
        id
        name
      }
      adjudicatedCount
      deniedCount
      paidCents
      daysToPay
      denialRate
      paidToExpected
    }
    receivablesByAge(filter: $owed) {
      account
      fromDays
      claimCount
      owedCents
    }
  }
`)

const DAY = /^\d{4}-\d\d-\d\d$/

export default function Reports() {
  const { t } = useTranslation()
  const { storeId } = useStore()
  const [address, setAddress] = useSearchParams()
  const [from, to] = ['from', 'to'].map((name) => (DAY.test(address.get(name) ?? '') ? address.get(name) : null))
  const ofStore = storeId ? { storeId: { equals: storeId } } : {}
  const days = { ...(from && { from }), ...(to && { to }) }
  const isNarrowed = Boolean(from || to)
  const variables = {
    revenue: { ...ofStore, ...(isNarrowed && { servedOn: days }) },
    owed: ofStore,
    months: isNarrowed ? { monthOn: { ...(from && { from: `${from.slice(0, 7)}-01` }), ...(to && { to }) } } : {},
  }
  const [{ data, error }] = useQuery({ query: ReportsDocument, variables })
  const period = { from: from ?? null, to: to ?? null, store: storeId }

  function narrow(name: 'from' | 'to', day: string) {
    const changed = new URLSearchParams(address)
    if (day) changed.set(name, day)
    else changed.delete(name)
    setAddress(changed)
  }

  return (
    <>
      <div className="row apart">
        <h1>{t('rooms.reports')}</h1>
        <div className="narrowing">
          <TextField label={t('claims.from')} type="date" value={from ?? ''} onChange={(day) => narrow('from', day)} />
          <TextField label={t('claims.to')} type="date" value={to ?? ''} onChange={(day) => narrow('to', day)} />
        </div>
      </div>
      {from && to && from > to && <Notice tone="warn">{t('claims.backwards')}</Notice>}
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {data && (
        <>
          <Revenue data={data} period={period} />
          <PayerTable rows={data.payerPerformance} store={storeId} isNarrowed={isNarrowed} />
          <Owed rows={data.receivablesByAge} store={storeId} />
        </>
      )}
    </>
  )
}
