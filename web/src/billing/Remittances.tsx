/** Every 835 payment, newest first. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import type { Column } from '../design/Table'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import { graphql } from '../graphql/generated'
import type { RemittancesQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'

const PAGE = 50

const RemittancesDocument = graphql(`
  query Remittances($first: Int!, $after: String) {
    remittances(first: $first, after: $after) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        traceNumber
        payerName
        paidOn
        paidCents
        claimCount
        status
      }
    }
  }
`)

type Row = RemittancesQuery['remittances']['nodes'][number]

export default function Remittances() {
  const { t } = useTranslation()
  const { day, money, count } = useFormats()
  const { after, more } = useScroll('remittances')
  const [{ data, fetching, error }] = useQuery({ query: RemittancesDocument, variables: { first: PAGE, after } })
  const columns: Column<Row>[] = [
    {
      name: 'trace',
      label: t('remittance.trace'),
      width: 'minmax(160px, 1.4fr)',
      show: (row) => <Link href={`/remittances/${row.id}`}>{row.traceNumber}</Link>,
    },
    { name: 'payer', label: t('claims.payer'), width: 'minmax(160px, 1.4fr)', show: (row) => row.payerName },
    { name: 'paidOn', label: t('claim.paidOn'), width: '120px', show: (row) => day(row.paidOn) },
    { name: 'count', label: t('remittance.claims'), width: '90px', isNumber: true, show: (row) => count(row.claimCount) },
    { name: 'paid', label: t('claims.paid'), width: '120px', isNumber: true, show: (row) => money(row.paidCents) },
    {
      name: 'status',
      label: t('claims.status'),
      width: '140px',
      show: (row) => <Badge tone={row.status === 'posted' ? 'good' : row.status === 'quarantined' ? 'bad' : 'plain'}>{t(`remittance.state.${row.status}` as 'remittance.state.posted')}</Badge>,
    },
  ]
  return (
    <>
      <h1>{t('rooms.remittances')}</h1>
      <Listing
        label={t('rooms.remittances')}
        list={data?.remittances}
        columns={columns}
        pathOf={(row) => `/remittances/${row.id}`}
        none={t('remittance.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
    </>
  )
}
