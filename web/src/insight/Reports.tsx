/** What services, payers and stores earned, how payers pay, and what is still owed; each leads to its claims. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useSearchParams } from 'wouter'
import { Button, TextField } from '../design/Fields'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { today } from '../words/format'
import { Owed } from './Owed'
import { PayerTable } from './PayerTable'
import { askedFor, PERIODS } from './periods'
import { Revenue, type Way } from './Revenue'
import { TrialBalance } from './TrialBalance'

const ReportsDocument = graphql(`
  query Reports($revenue: RevenueFilter, $owed: ReceivableFilter, $months: PerformanceFilter, $byService: Boolean!, $byPayer: Boolean!, $byStore: Boolean!) {
    revenueByService(filter: $revenue) @include(if: $byService) {
      service {
        id
        name
      }
      claimCount
      chargeCents
      expectedCents
      paidCents
    }
    revenueByPayer(filter: $revenue) @include(if: $byPayer) {
      payer {
        id
        name
      }
      claimCount
      chargeCents
      expectedCents
      paidCents
    }
    revenueByStore(filter: $revenue) @include(if: $byStore) {
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

export default function Reports() {
  const { t } = useTranslation()
  const { storeId } = useStore()
  const may = useMay()
  const [address, setAddress] = useSearchParams()
  const [way, setWay] = useState<Way>('service')
  const { from, to, period } = askedFor(address, today())
  const ofStore = storeId ? { storeId: { equals: storeId } } : {}
  const days = { ...(from && { from }), ...(to && { to }) }
  const isNarrowed = Boolean(from || to)
  const variables = {
    revenue: { ...ofStore, ...(isNarrowed && { servedOn: days }) },
    owed: ofStore,
    months: isNarrowed ? { monthOn: { ...(from && { from: `${from.slice(0, 7)}-01` }), ...(to && { to }) } } : {},
    byService: way === 'service',
    byPayer: way === 'payer',
    byStore: way === 'store',
  }
  const [{ data, error }] = useQuery({ query: ReportsDocument, variables })

  function narrow(name: 'from' | 'to', day: string) {
    const changed = new URLSearchParams()
    for (const [each, value] of Object.entries({ from, to, [name]: day })) if (value) changed.set(each, value)
    setAddress(changed)
  }

  return (
    <>
      <div className="row apart">
        <h1>{t('rooms.reports')}</h1>
        <div className="narrowing">
          <div className="filters" role="group" aria-label={t('reports.periods')}>
            {PERIODS.map((name) => (
              <Button key={name} aria-pressed={name === period} onPress={() => setAddress(new URLSearchParams({ period: name }))}>
                {t(`reports.period.${name}`)}
              </Button>
            ))}
          </div>
          <div className="span">
            <TextField label={t('claims.from')} type="date" value={from ?? ''} onChange={(day) => narrow('from', day)} />
            <TextField label={t('claims.to')} type="date" value={to ?? ''} onChange={(day) => narrow('to', day)} />
          </div>
        </div>
      </div>
      {from && to && from > to && <Notice tone="warn">{t('claims.backwards')}</Notice>}
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {data && (
        <>
          <Revenue data={data} way={way} onWay={setWay} days={{ from, to, store: storeId }} />
          <PayerTable rows={data.payerPerformance} store={storeId} isNarrowed={isNarrowed} />
          <Owed rows={data.receivablesByAge} store={storeId} />
        </>
      )}
      {may('ledger:read') && <TrialBalance store={storeId} isNarrowed={isNarrowed} />}
    </>
  )
}
