/** What was earned, by service, payer or store: drawn, in numbers, and as a sheet. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { claimsBehind } from '../billing/lists'
import { Button } from '../design/Fields'
import { later } from '../design/later'
import { Loading, Notice } from '../design/Notice'
import type { ReportsQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { download } from '../design/csv'
import type { Days } from './periods'

const RevenueChart = later(() => import('./RevenueChart'))
// It comes while the figures do.
void RevenueChart.fetch()

const WAYS = ['service', 'payer', 'store'] as const
export type Way = (typeof WAYS)[number]

interface RevenueProps {
  data: ReportsQuery
  way: Way
  onWay: (way: Way) => void
  /** The days and the store that the figures are of. */
  days: Days & { store: string | null }
}

export function Revenue({ data, way, onWay, days }: RevenueProps) {
  const { t } = useTranslation()
  const { money, count } = useFormats()
  const found = rowsOf(data, way)
  const rows = found ?? []
  const sum = (name: 'chargeCents' | 'expectedCents' | 'paidCents' | 'claimCount') => rows.reduce((total, row) => total + row[name], 0)
  return (
    <section className="panel" aria-labelledby="revenue">
      <header>
        <h2 id="revenue">{t('reports.revenueOf')}</h2>
        <div className="filters" role="group" aria-label={t('reports.revenueOf')}>
          {WAYS.map((each) => (
            <Button key={each} aria-pressed={each === way} onPress={() => onWay(each)}>
              {t(`reports.way.${each}`)}
            </Button>
          ))}
        </div>
        <Button
          isDisabled={rows.length === 0}
          onPress={() =>
            download(
              `revenue-by-${way}.csv`,
              rows.map((row) => ({ [way]: row.name, claims: row.claimCount, charged: row.chargeCents / 100, expected: row.expectedCents / 100, paid: row.paidCents / 100 })),
            )
          }
        >
          {t('reports.export')}
        </Button>
      </header>
      <div className="body stack">
        {!found && <Loading />}
        {found?.length === 0 && <Notice>{t('reports.none')}</Notice>}
        {rows.length > 0 && (
          <>
            <RevenueChart rows={rows.map((row) => ({ name: inWords(row.name), expected: row.expectedCents / 100, paid: row.paidCents / 100 }))} />
            <table className="plain" aria-label={t('reports.revenueOf')}>
              <thead>
                <tr>
                  <th scope="col">{t(`reports.way.${way}`)}</th>
                  <th scope="col" className="number">{t('rooms.claims')}</th>
                  <th scope="col" className="number">{t('claims.charge')}</th>
                  <th scope="col" className="number">{t('claim.expected')}</th>
                  <th scope="col" className="number">{t('claims.paid')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td>{inWords(row.name)}</td>
                    <td className="number">
                      <Link href={claimsBehind({ ...days, billed: 'yes', [way]: row.id })}>{count(row.claimCount)}</Link>
                    </td>
                    <td className="number">{money(row.chargeCents)}</td>
                    <td className="number">{money(row.expectedCents)}</td>
                    <td className="number">{money(row.paidCents)}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row">{t('claims.total')}</th>
                  <td className="number">{count(sum('claimCount'))}</td>
                  <td className="number">{money(sum('chargeCents'))}</td>
                  <td className="number">{money(sum('expectedCents'))}</td>
                  <td className="number">{money(sum('paidCents'))}</td>
                </tr>
              </tfoot>
            </table>
          </>
        )}
      </div>
    </section>
  )
}

/** Undefined until it was asked for. */
function rowsOf(data: ReportsQuery, way: Way) {
  if (way === 'service') return data.revenueByService?.map(({ service, ...row }) => ({ ...row, ...service }))
  if (way === 'payer') return data.revenueByPayer?.map(({ payer, ...row }) => ({ ...row, ...payer }))
  return data.revenueByStore?.map(({ store, ...row }) => ({ ...row, ...store }))
}
