/** Every claim, narrowed by where it stands: the biller's list of work. */
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { ClaimBadge } from '../design/Badge'
import { Listing } from '../design/Listing'
import { Notice } from '../design/Notice'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import type { ClaimsQuery } from '../graphql/generated/graphql'
import { today, useFormats } from '../words/format'
import { BulkBar } from './BulkBar'
import { ExportClaims } from './ExportClaims'
import { filterOf, NARROWINGS, orderOf, searchOf, sortOf } from './lists'
import { Narrowing } from './Narrowing'
import { ClaimTotals, Views } from './Views'

const PAGE = 50

const ClaimsDocument = graphql(`
  query Claims($first: Int!, $after: String, $filter: ClaimFilter, $orderBy: ClaimOrderBy) {
    claims(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        patientControlNumber
        servedOn
        displayStatus
        chargeCents
        expectedCents
        paidCents
        patientResponsibilityCents
        patient {
          id
          firstName
          lastName
        }
        payer {
          id
          name
        }
      }
    }
  }
`)

type ClaimRow = ClaimsQuery['claims']['nodes'][number]

export default function Claims() {
  const { t } = useTranslation()
  const { storeId } = useStore()
  const [address, setAddress] = useSearchParams()
  const said = useMemo(() => Object.fromEntries(['view', ...NARROWINGS].map((name) => [name, address.get(name)])), [address])
  const search = searchOf(said)
  const go = useCallback((to: string) => setAddress(new URLSearchParams(to)), [setAddress])
  const on = today()
  const [filter, orderBy] = useMemo(() => {
    const asked = new URLSearchParams(search)
    return [filterOf(asked, storeId, on), orderOf(asked)]
  }, [search, storeId, on])
  const { after, more } = useScroll(JSON.stringify([filter, orderBy]))
  const [{ data, fetching, error }, ask] = useQuery({ query: ClaimsDocument, variables: { first: PAGE, after, filter, orderBy } })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const list = data?.claims
  // Counts and choices are asked for after the list: the server answers one after the other.
  const waits = list === undefined && error === undefined
  const totals = useTotals(filter, waits)
  const isBackwards = Boolean(said.from && said.to && said.from > said.to)

  return (
    <>
      <div className="row apart">
        <h1>{t('rooms.claims')}</h1>
        <ExportClaims filter={filter} isEmpty={list?.totalCount === 0} />
      </div>
      <Views search={search} onChange={go} waits={waits} />
      <Narrowing address={address} waits={waits} onChange={(change) => go(searchOf({ ...said, ...change }))} />
      {isBackwards && <Notice tone="warn">{t('claims.backwards')}</Notice>}
      <BulkBar
        chosen={chosen}
        filter={filter}
        total={list?.totalCount ?? 0}
        isCapped={list?.totalCountIsCapped ?? false}
        onChoose={setChosen}
        onActed={() => ask({ requestPolicy: 'network-only' })}
      />
      <Listing
        label={t('rooms.claims')}
        list={list}
        columns={useColumns()}
        pathOf={(row) => `/claims/${row.id}`}
        none={t(search === '' ? 'claims.none' : 'claims.noneSuch')}
        isLoading={fetching}
        error={error}
        more={more}
        chosen={chosen}
        onChoose={setChosen}
        nameOf={(row) => row.patientControlNumber}
        sort={sortOf(address)}
        onSort={(sort, direction) => go(searchOf({ ...said, sort, direction }))}
        totals={totals}
      />
    </>
  )
}

function useTotals(filter: object, pause: boolean) {
  const { t } = useTranslation()
  const { money } = useFormats()
  const variables = useMemo(() => ({ filters: [filter] }), [filter])
  const [{ data }] = useQuery({ query: ClaimTotals, variables, pause })
  const total = data?.claimTotals[0]
  if (!total) return undefined
  return {
    number: t('claims.total'),
    charge: money(total.chargeCents),
    expected: money(total.expectedCents),
    paid: money(total.paidCents),
    patientOwes: money(total.patientResponsibilityCents),
  }
}

function useColumns(): Column<ClaimRow>[] {
  const { t } = useTranslation()
  const { day, money } = useFormats()
  return useMemo(
    () => [
      {
        name: 'number',
        label: t('claims.number'),
        width: 'minmax(176px, 1.1fr)',
        show: (claim) => <Link href={`/claims/${claim.id}`}>{claim.patientControlNumber}</Link>,
      },
      { name: 'servedOn', label: t('claims.servedOn'), width: '108px', sortsBy: 'servedOn', show: (claim) => day(claim.servedOn) },
      {
        name: 'patient',
        label: t('claims.patient'),
        width: 'minmax(100px, 1.3fr)',
        show: ({ patient }) => `${patient.lastName}, ${patient.firstName}`,
      },
      { name: 'payer', label: t('claims.payer'), width: 'minmax(100px, 1.3fr)', show: (claim) => claim.payer.name },
      { name: 'status', label: t('claims.status'), width: '116px', show: (claim) => <ClaimBadge status={claim.displayStatus} /> },
      { name: 'charge', label: t('claims.charge'), width: '92px', isNumber: true, sortsBy: 'charge', show: (claim) => money(claim.chargeCents) },
      {
        name: 'expected',
        label: t('claim.expected'),
        width: '92px',
        isNumber: true,
        show: ({ expectedCents }) => (typeof expectedCents === 'number' ? money(expectedCents) : '—'),
      },
      { name: 'paid', label: t('claims.paid'), width: '92px', isNumber: true, show: (claim) => money(claim.paidCents) },
      {
        name: 'patientOwes',
        label: t('claims.patientOwesShort'),
        width: '92px',
        isNumber: true,
        show: (claim) => money(claim.patientResponsibilityCents),
      },
    ],
    [t, day, money],
  )
}
