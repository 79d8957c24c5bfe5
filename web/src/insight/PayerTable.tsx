/** How fast and how fully payers pay; each count leads to its claims. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { claimsBehind } from '../billing/lists'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import type { ReportsQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { download } from '../design/csv'

const DECIDED = 'PAID,PARTIALLY_PAID,DENIED,REVERSED'

interface PayerTableProps {
  rows: ReportsQuery['payerPerformance']
  store: string | null
  isNarrowed: boolean
}

export function PayerTable({ rows, store, isNarrowed }: PayerTableProps) {
  const { t } = useTranslation()
  const { money, count, percent } = useFormats()
  const ratio = (value: string | null | undefined) => (value ? percent(Number(value)) : '—')
  return (
    <section className="panel" aria-labelledby="payers">
      <header>
        <h2 id="payers">{t('reports.payers')}</h2>
        <Button
          isDisabled={rows.length === 0}
          onPress={() =>
            download(
              'payers.csv',
              rows.map((row) => ({
                payer: row.payer.name,
                decided: row.adjudicatedCount,
                denied: row.deniedCount,
                denial_rate: Number(row.denialRate ?? 0),
                days_to_pay: Number(row.daysToPay ?? 0),
                paid_to_expected: Number(row.paidToExpected ?? 0),
                paid: row.paidCents / 100,
              })),
            )
          }
        >
          {t('reports.export')}
        </Button>
      </header>
      <div className="body stack">
        {(isNarrowed || store) && <p className="soft">{t('reports.payersScope')}</p>}
        {rows.length === 0 && <Notice>{t('reports.none')}</Notice>}
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('claims.payer')}</th>
              <th scope="col" className="number">{t('reports.decided')}</th>
              <th scope="col" className="number">{t('reports.deniedCount')}</th>
              <th scope="col" className="number">{t('reports.denied')}</th>
              <th scope="col" className="number">{t('reports.daysToPay')}</th>
              <th scope="col" className="number">{t('reports.paidToExpected')}</th>
              <th scope="col" className="number">{t('claims.paid')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.payer.id}>
                <td>{row.payer.name}</td>
                <td className="number">
                  <Link href={claimsBehind({ payer: row.payer.id, decision: DECIDED })}>{count(row.adjudicatedCount)}</Link>
                </td>
                <td className="number">
                  <Link href={claimsBehind({ payer: row.payer.id, decision: 'DENIED' })}>{count(row.deniedCount)}</Link>
                </td>
                <td className="number">{ratio(row.denialRate)}</td>
                <td className="number">{row.daysToPay ?? '—'}</td>
                <td className="number">{ratio(row.paidToExpected)}</td>
                <td className="number">{money(row.paidCents)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
