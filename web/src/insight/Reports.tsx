/** What services earned, how payers pay, and what is still owed. */
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/Fields'
import { Loading, Trouble } from '../design/Notice'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import { useFormats } from '../words/format'
import { download } from './csv'

const RevenueChart = lazy(() => import('./RevenueChart'))

const ReportsDocument = graphql(`
  query Reports($revenue: RevenueFilter, $owed: ReceivableFilter) {
    revenueByService(filter: $revenue) {
      service {
        id
        name
      }
      claimCount
      chargeCents
      expectedCents
      paidCents
      adjustedCents
      patientCents
    }
    payerPerformance {
      payer {
        id
        name
      }
      adjudicatedCount
      deniedCount
      paidCents
      expectedCents
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
  const { money, count, percent } = useFormats()
  const { storeId } = useStore()
  const filter = storeId ? { storeId: { equals: storeId } } : null
  const [{ data, error }] = useQuery({ query: ReportsDocument, variables: { revenue: filter, owed: filter } })
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const { revenueByService: revenue, payerPerformance: payers, receivablesByAge: owed } = data
  return (
    <>
      <h1>{t('rooms.reports')}</h1>
      <section className="panel" aria-labelledby="revenue">
        <header>
          <h2 id="revenue">{t('reports.revenue')}</h2>
          <Button onPress={() => download('revenue.csv', revenue.map((row) => ({ service: row.service.name, claims: row.claimCount, charged: row.chargeCents / 100, expected: row.expectedCents / 100, paid: row.paidCents / 100 })))}>
            {t('reports.export')}
          </Button>
        </header>
        <div className="body stack">
          <Suspense fallback={<Loading />}>
            <RevenueChart rows={revenue.map((row) => ({ name: row.service.name, expected: row.expectedCents / 100, paid: row.paidCents / 100 }))} />
          </Suspense>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t('care.service')}</th>
                <th scope="col" className="number">{t('rooms.claims')}</th>
                <th scope="col" className="number">{t('claims.charge')}</th>
                <th scope="col" className="number">{t('claim.expected')}</th>
                <th scope="col" className="number">{t('claims.paid')}</th>
              </tr>
            </thead>
            <tbody>
              {revenue.map((row) => (
                <tr key={row.service.id}>
                  <td>{row.service.name}</td>
                  <td className="number">{count(row.claimCount)}</td>
                  <td className="number">{money(row.chargeCents)}</td>
                  <td className="number">{money(row.expectedCents)}</td>
                  <td className="number">{money(row.paidCents)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className="panel" aria-labelledby="payers">
        <header>
          <h2 id="payers">{t('reports.payers')}</h2>
        </header>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('claims.payer')}</th>
              <th scope="col" className="number">{t('reports.decided')}</th>
              <th scope="col" className="number">{t('reports.denied')}</th>
              <th scope="col" className="number">{t('reports.daysToPay')}</th>
              <th scope="col" className="number">{t('reports.paidToExpected')}</th>
              <th scope="col" className="number">{t('claims.paid')}</th>
            </tr>
          </thead>
          <tbody>
            {payers.map((row) => (
              <tr key={row.payer.id}>
                <td>{row.payer.name}</td>
                <td className="number">{count(row.adjudicatedCount)}</td>
                <td className="number">{row.denialRate ? percent(Number(row.denialRate)) : '—'}</td>
                <td className="number">{row.daysToPay ?? '—'}</td>
                <td className="number">{row.paidToExpected ? percent(Number(row.paidToExpected)) : '—'}</td>
                <td className="number">{money(row.paidCents)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="panel" aria-labelledby="owed">
        <header>
          <h2 id="owed">{t('reports.owed')}</h2>
        </header>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('reports.by')}</th>
              <th scope="col">{t('reports.age')}</th>
              <th scope="col" className="number">{t('rooms.claims')}</th>
              <th scope="col" className="number">{t('reports.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {owed.map((row) => (
              <tr key={`${row.account} ${String(row.fromDays)}`}>
                <td>{t(row.account === 'PATIENT_RECEIVABLE' ? 'reports.patients' : 'reports.insurers')}</td>
                <td>{t('reports.fromDays', { days: row.fromDays })}</td>
                <td className="number">{count(row.claimCount)}</td>
                <td className="number">{money(row.owedCents)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
