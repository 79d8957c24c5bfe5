/** What stands on each account of the ledger, and the proof that debits and credits are equal. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { download } from '../design/csv'
import { Button } from '../design/Fields'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { graphql } from '../graphql/generated'
import { useFormats } from '../words/format'

const TrialBalanceDocument = graphql(`
  query TrialBalance($filter: BalanceFilter) {
    trialBalance(filter: $filter) {
      account
      debitCents
      creditCents
      balanceCents
    }
  }
`)

export function TrialBalance({ store, isNarrowed }: { store: string | null; isNarrowed: boolean }) {
  const { t } = useTranslation()
  const { money } = useFormats()
  const [{ data, error }] = useQuery({ query: TrialBalanceDocument, variables: { filter: store ? { storeId: { equals: store } } : {} } })
  const rows = data?.trialBalance ?? []
  const label = (account: (typeof rows)[number]['account']) => t(`ledger.account.${account}`)
  // The API has credits negative; a reader of balances does not.
  const credit = (row: (typeof rows)[number]) => Math.abs(row.creditCents)
  const debits = rows.reduce((sum, row) => sum + row.debitCents, 0)
  const credits = rows.reduce((sum, row) => sum + credit(row), 0)
  const exportNow = () =>
    download(
      'trial-balance.csv',
      rows.map((row) => ({ account: label(row.account), debit: row.debitCents / 100, credit: credit(row) / 100, balance: row.balanceCents / 100 })),
    )
  return (
    <Panel
      title={t('reports.trialBalance')}
      acts={
        <Button isDisabled={rows.length === 0} onPress={exportNow}>
          {t('reports.export')}
        </Button>
      }
    >
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {(isNarrowed || store) && <p className="soft">{t(store ? 'reports.balanceOfStore' : 'reports.balanceOfAll')}</p>}
      {data && rows.length === 0 && <Notice>{t('reports.nothingPosted')}</Notice>}
      {rows.length > 0 && (
        <>
          <table className="plain" aria-label={t('reports.trialBalance')}>
            <thead>
              <tr>
                <th scope="col">{t('ledger.onAccount')}</th>
                <th scope="col" className="number">{t('ledger.debit')}</th>
                <th scope="col" className="number">{t('ledger.credit')}</th>
                <th scope="col" className="number">{t('ledger.balance')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.account}>
                  <td>{label(row.account)}</td>
                  <td className="number">{money(row.debitCents)}</td>
                  <td className="number">{money(credit(row))}</td>
                  <td className="number">{money(row.balanceCents)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t('claims.total')}</th>
                <td className="number">{money(debits)}</td>
                <td className="number">{money(credits)}</td>
                <td className="number">{money(debits - credits)}</td>
              </tr>
            </tfoot>
          </table>
          {debits === credits ? <Notice tone="good">{t('reports.balances')}</Notice> : <Notice tone="bad">{t('reports.differs', { amount: money(debits - credits) })}</Notice>}
        </>
      )}
    </Panel>
  )
}
