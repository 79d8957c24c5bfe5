/** Every claim, narrowed by where it stands: the biller's list of work. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { ClaimBadge } from '../design/Badge'
import { Button } from '../design/Fields'
import type { Column } from '../design/Table'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import type { ClaimFilter, ClaimsQuery, DisplayStatus } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'

const PAGE = 50

const ClaimsDocument = graphql(`
  query Claims($first: Int!, $after: String, $filter: ClaimFilter) {
    claims(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        patientControlNumber
        servedOn
        displayStatus
        chargeCents
        paidCents
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

const ClaimCounts = graphql(`
  query ClaimCounts($filter: ClaimCountFilter) {
    claimCounts(filter: $filter) {
      displayStatus
      count
    }
  }
`)

type ClaimRow = ClaimsQuery['claims']['nodes'][number]

/** The views that billers ask for most, each a set of states. */
const VIEWS = {
  all: [],
  work: ['NEEDS_FIX', 'HELD', 'REJECTED', 'DENIED', 'IN_REVIEW', 'PARTIALLY_PAID', 'REVERSED'],
  ready: ['READY', 'RELEASED', 'BATCHED'],
  waiting: ['SENT', 'RECEIVED', 'ACCEPTED'],
  paid: ['PAID', 'SETTLED'],
} as const satisfies Record<string, readonly DisplayStatus[]>

type ViewName = keyof typeof VIEWS

export default function Claims() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const view = viewOf(address.get('view'))
  const filter = useFilter(view)
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({
    query: ClaimsDocument,
    variables: { first: PAGE, after, filter },
  })
  const columns = useColumns()

  return (
    <>
      <h1>{t('rooms.claims')}</h1>
      <Views view={view} onChange={(name) => setAddress({ view: name })} />
      <Listing
        label={t('rooms.claims')}
        list={data?.claims}
        columns={columns}
        pathOf={(row) => `/claims/${row.id}`}
        none={t('claims.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
    </>
  )
}

function Views({ view, onChange }: { view: ViewName; onChange: (view: ViewName) => void }) {
  const { t } = useTranslation()
  const { storeId } = useStore()
  const { count } = useFormats()
  const [{ data }] = useQuery({
    query: ClaimCounts,
    variables: { filter: storeId ? { storeId: { equals: storeId } } : null },
  })
  const counts = new Map(data?.claimCounts.map((each) => [each.displayStatus, each.count]))
  const total = (states: readonly DisplayStatus[]) =>
    states.length === 0
      ? [...counts.values()].reduce((sum, each) => sum + each, 0)
      : states.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0)
  return (
    <div className="filters" role="group" aria-label={t('claims.views')}>
      {(Object.keys(VIEWS) as ViewName[]).map((name) => (
        <Button key={name} aria-pressed={name === view} onPress={() => onChange(name)}>
          {t(`claims.view.${name}`)} <span className="soft">{data ? count(total(VIEWS[name])) : ''}</span>
        </Button>
      ))}
    </div>
  )
}

function useFilter(view: ViewName): ClaimFilter {
  const { storeId } = useStore()
  return useMemo(() => {
    const states: DisplayStatus[] = [...VIEWS[view]]
    return {
      ...(storeId && { storeId: { equals: storeId } }),
      ...(states.length > 0 && { displayStatus: { in: states } }),
    }
  }, [view, storeId])
}

function useColumns(): Column<ClaimRow>[] {
  const { t } = useTranslation()
  const { day, money } = useFormats()
  return useMemo(
    () => [
      {
        name: 'number',
        label: t('claims.number'),
        width: 'minmax(130px, 1fr)',
        show: (claim) => <Link href={`/claims/${claim.id}`}>{claim.patientControlNumber}</Link>,
      },
      { name: 'servedOn', label: t('claims.servedOn'), width: '110px', show: (claim) => day(claim.servedOn) },
      {
        name: 'patient',
        label: t('claims.patient'),
        width: 'minmax(140px, 1.4fr)',
        show: ({ patient }) => `${patient.lastName}, ${patient.firstName}`,
      },
      { name: 'payer', label: t('claims.payer'), width: 'minmax(140px, 1.4fr)', show: (claim) => claim.payer.name },
      { name: 'status', label: t('claims.status'), width: '140px', show: (claim) => <ClaimBadge status={claim.displayStatus} /> },
      { name: 'charge', label: t('claims.charge'), width: '100px', isNumber: true, show: (claim) => money(claim.chargeCents) },
      { name: 'paid', label: t('claims.paid'), width: '100px', isNumber: true, show: (claim) => money(claim.paidCents) },
    ],
    [t, day, money],
  )
}

function viewOf(name: string | null): ViewName {
  return name !== null && name in VIEWS ? (name as ViewName) : 'all'
}
