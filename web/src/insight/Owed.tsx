/** What payers and patients owe, by the age of the service; each sum leads to its claims. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { claimsBehind } from '../billing/lists'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import type { ReportsQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { download } from '../design/csv'

/** From how many days on a receivable belongs to the next age, as the report has it. */
const AGES_DAYS = [0, 31, 61, 91, 121]
const ACCOUNTS = ['INSURANCE_RECEIVABLE', 'PATIENT_RECEIVABLE'] as const

export function Owed({ rows, store }: { rows: ReportsQuery['receivablesByAge']; store: string | null }) {
  const { t } = useTranslation()
  const { money, count } = useFormats()
  const label = (account: string) => t(account === 'PATIENT_RECEIVABLE' ? 'reports.patients' : 'reports.insurers')
  const most = Math.max(1, ...rows.map((row) => row.owedCents))
  return (
    <section className="panel" aria-labelledby="owed">
      <header>
        <h2 id="owed">{t('reports.owed')}</h2>
        <Button
          isDisabled={rows.length === 0}
          onPress={() =>
            download(
              'receivables.csv',
              rows.map((row) => ({ owed_by: label(row.account), from_days: row.fromDays, claims: row.claimCount, owed: row.owedCents / 100 })),
            )
          }
        >
          {t('reports.export')}
        </Button>
      </header>
      <div className="body stack">
        {rows.length === 0 && <Notice>{t('reports.nothingOwed')}</Notice>}
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('reports.by')}</th>
              <th scope="col">{t('reports.age')}</th>
              <th scope="col" className="number">{t('rooms.claims')}</th>
              <th scope="col" className="number">{t('reports.amount')}</th>
              <td aria-hidden />
            </tr>
          </thead>
          <tbody>
            {ACCOUNTS.flatMap((account) => rows.filter((row) => row.account === account)).map((row) => (
              <tr key={`${row.account} ${String(row.fromDays)}`}>
                <td>{label(row.account)}</td>
                <td>
                  <Age fromDays={row.fromDays} />
                </td>
                <td className="number">
                  <Link href={claimsBehind({ store, owes: row.account, ...servedWithin(row.fromDays) })}>{count(row.claimCount)}</Link>
                </td>
                <td className="number">{money(row.owedCents)}</td>
                <td className="amount" aria-hidden>
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none">
                    <rect width={(100 * Math.max(0, row.owedCents)) / most} height="8" />
                  </svg>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Age({ fromDays }: { fromDays: number }) {
  const { t } = useTranslation()
  const next = nextAge(fromDays)
  return <>{next === undefined ? t('reports.fromDays', { days: fromDays }) : t('reports.days', { from: fromDays, to: next - 1 })}</>
}

/** The days of service of an age, counted from today in UTC as the report counts. */
function servedWithin(fromDays: number): { from: string | null; to: string } {
  const next = nextAge(fromDays)
  return { from: next === undefined ? null : daysAgo(next - 1), to: daysAgo(fromDays) }
}

function nextAge(fromDays: number): number | undefined {
  return AGES_DAYS[AGES_DAYS.indexOf(fromDays) + 1]
}

function daysAgo(days: number): string {
  const day = new Date()
  day.setUTCDate(day.getUTCDate() - days)
  return day.toISOString().slice(0, 10)
}
