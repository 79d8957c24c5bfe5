/** Every 835 payment, newest first. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { Notice, Trouble } from '../design/Notice'
import { Table, onTableKey, type Column } from '../design/Table'
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
  const [, go] = useLocation()
  const { day, money, count } = useFormats()
  const { after, more } = useScroll('remittances')
  const [{ data, fetching, error }] = useQuery({ query: RemittancesDocument, variables: { first: PAGE, after } })
  const list = data?.remittances
  const onMore = useCallback(() => more(list?.pageInfo.endCursor), [more, list?.pageInfo.endCursor])
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
      show: (row) => <Badge tone={row.status === 'posted' ? 'good' : row.status === 'quarantined' ? 'bad' : 'plain'}>{row.status}</Badge>,
    },
  ]
  return (
    <>
      <h1>{t('rooms.remittances')}</h1>
      <Trouble error={error} />
      <section onKeyDown={onTableKey}>
        <Table<Row>
          label={t('rooms.remittances')}
          columns={columns}
          rows={list?.nodes ?? []}
          keyOf={(row) => row.id}
          onOpen={(row) => go(`/remittances/${row.id}`)}
          total={list?.totalCount}
          isCapped={list?.totalCountIsCapped}
          hasMore={list?.pageInfo.hasNextPage ?? false}
          onMore={onMore}
          isLoading={fetching}
          empty={error ? null : <Notice>{t('remittance.none')}</Notice>}
        />
      </section>
    </>
  )
}
