/** Every 835 payment, narrowed by where it stands, by its payer's day, or by its number. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { Badge } from '../design/Badge'
import { ChoiceField, TextField } from '../design/Fields'
import type { Column } from '../design/Table'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import { graphql } from '../graphql/generated'
import type { Direction, RemittanceFilter, RemittancesQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'

const PAGE = 50
const STATES = ['quarantined', 'balanced', 'partially_posted', 'posted'] as const

/** What the address may say. */
const SAID = ['state', 'trace', 'from', 'to', 'direction'] as const
type Said = (typeof SAID)[number]

const RemittancesDocument = graphql(`
  query Remittances($first: Int!, $after: String, $filter: RemittanceFilter, $orderBy: RemittanceOrderBy) {
    remittances(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
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
  const [address, setAddress] = useSearchParams()
  const said = (name: Said) => address.get(name) ?? ''
  const asked = useMemo(() => askedFor(address), [address])
  const { after, more } = useScroll(JSON.stringify(asked))
  const [{ data, fetching, error }] = useQuery({ query: RemittancesDocument, variables: { first: PAGE, after, ...asked } })

  function narrow(change: Partial<Record<Said, string>>) {
    const kept = SAID.map((name) => [name, change[name] ?? said(name)] as const).filter(([, value]) => value)
    setAddress(new URLSearchParams(kept.map(([name, value]) => [name, value])))
  }

  const columns: Column<Row>[] = [
    {
      name: 'trace',
      label: t('remittance.trace'),
      width: 'minmax(160px, 1.4fr)',
      show: (row) => <Link href={`/remittances/${row.id}`}>{row.traceNumber}</Link>,
    },
    { name: 'payer', label: t('claims.payer'), width: 'minmax(160px, 1.4fr)', show: (row) => row.payerName },
    { name: 'paidOn', label: t('claim.paidOn'), width: '120px', sortsBy: 'paidOn', show: (row) => day(row.paidOn) },
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
      <div className="narrowing">
        <TextField label={t('remittance.trace')} type="search" value={said('trace')} onChange={(trace) => narrow({ trace })} />
        <ChoiceField
          label={t('claims.status')}
          value={said('state')}
          onChange={(state) => narrow({ state })}
          choices={[{ value: '', label: t('claims.any') }, ...STATES.map((state) => ({ value: state, label: t(`remittance.state.${state}`) }))]}
          placeholder={t('claims.any')}
        />
        <TextField label={t('remittance.from')} type="date" value={said('from')} onChange={(from) => narrow({ from })} />
        <TextField label={t('remittance.to')} type="date" value={said('to')} onChange={(to) => narrow({ to })} />
      </div>
      <Listing
        label={t('rooms.remittances')}
        list={data?.remittances}
        columns={columns}
        pathOf={(row) => `/remittances/${row.id}`}
        none={t(address.size > 0 ? 'remittance.noneSuch' : 'remittance.none')}
        isLoading={fetching}
        error={error}
        more={more}
        sort={{ name: 'paidOn', direction: asked.orderBy.direction }}
        onSort={(_, direction) => narrow({ direction: direction === 'ASCENDING' ? direction : '' })}
      />
    </>
  )
}

function askedFor(address: URLSearchParams) {
  const [state, trace, from, to] = ['state', 'trace', 'from', 'to'].map((name) => address.get(name)?.trim())
  const direction: Direction = address.get('direction') === 'ASCENDING' ? 'ASCENDING' : 'DESCENDING'
  const filter: RemittanceFilter = {
    ...(state && { status: { equals: state } }),
    ...(trace && { traceNumber: { equals: trace } }),
    ...((from || to) && { paidOn: { ...(from && { from }), ...(to && { to }) } }),
  }
  return { filter, orderBy: { by: 'PAID_ON' as const, direction } }
}
