/** How a list of claims is narrowed: its address, and the filter that the API is asked with. */
import type { Adjudication, ClaimFilter, ClaimOrderBy, Account, DisplayStatus, Direction, Money } from '../graphql/generated/graphql'

/** The views that billers ask for most; those of states alone are counted as claims are written. */
export const STATES = {
  all: [],
  attention: ['NEEDS_FIX', 'HELD', 'REJECTED', 'DENIED', 'IN_REVIEW', 'PARTIALLY_PAID', 'REVERSED'],
  fix: ['NEEDS_FIX'],
  held: ['HELD'],
  rejected: ['REJECTED'],
  denied: ['DENIED'],
  ready: ['READY', 'RELEASED', 'BATCHED'],
  waiting: ['SENT', 'RECEIVED', 'ACCEPTED'],
  paid: ['PAID', 'SETTLED'],
} as const satisfies Record<string, readonly DisplayStatus[]>

export const VIEWS = ['attention', 'fix', 'held', 'rejected', 'denied', 'overdue', 'ready', 'waiting', 'paidToday', 'paid', 'all'] as const
export type ViewName = (typeof VIEWS)[number]

/** What an address may say besides its view. */
export const NARROWINGS = ['payer', 'service', 'store', 'status', 'from', 'to', 'decision', 'owes', 'billed', 'sort', 'direction'] as const
type Narrowing = (typeof NARROWINGS)[number]

const SORTS = { servedOn: 'SERVED_ON', created: 'CREATED', charge: 'CHARGE' } as const satisfies Record<string, ClaimOrderBy['by']>
export type SortName = keyof typeof SORTS
const BILLED: Money[] = ['PAYER', 'NEXT_PAYER', 'PATIENT', 'SETTLED']
const DAY = /^\d{4}-\d\d-\d\d$/

export function viewOf(address: URLSearchParams): ViewName {
  const name = address.get('view')
  return VIEWS.find((each) => each === name) ?? 'all'
}

/** What an address asks for; what it says wrongly is left out. `on` is today, where the person is. */
export function filterOf(address: URLSearchParams, chosenStore: string | null, on: string): ClaimFilter {
  const said = (name: Narrowing) => address.get(name)
  const storeId = said('store') ?? chosenStore
  const statuses = said('status')?.split(',') as DisplayStatus[] | undefined
  const decisions = said('decision')?.split(',') as Adjudication[] | undefined
  const [payer, service, owes] = [said('payer'), said('service'), said('owes') as Account | null]
  const [from, to] = [said('from'), said('to')].map((day) => (day !== null && DAY.test(day) ? day : null))
  return {
    ...ofView(viewOf(address), on),
    ...(storeId && { storeId: { equals: storeId } }),
    ...(statuses && { displayStatus: { in: statuses } }),
    ...(decisions && { adjudication: { in: decisions } }),
    ...(payer && { payerId: { equals: payer } }),
    ...(service && { encounterId: { serviceId: service } }),
    ...(owes && { id: { owes } }),
    ...(said('billed') && { money: { in: BILLED } }),
    ...((from || to) && { servedOn: { ...(from && { from }), ...(to && { to }) } }),
  }
}

export function orderOf(address: URLSearchParams): ClaimOrderBy {
  const sort = sortOf(address)
  return { by: SORTS[sort.name], direction: sort.direction }
}

export function sortOf(address: URLSearchParams): { name: SortName; direction: Direction } {
  const name = address.get('sort')
  return {
    name: name !== null && name in SORTS ? (name as SortName) : 'servedOn',
    direction: address.get('direction') === 'ASCENDING' ? 'ASCENDING' : 'DESCENDING',
  }
}

/** The address without what stands at its usual: the same list always has the same address. */
export function searchOf(said: Partial<Record<Narrowing | 'view', string | null>>): string {
  const kept = new URLSearchParams()
  for (const name of ['view', ...NARROWINGS] as const) {
    const value = said[name]
    if (value && !(name === 'view' && value === 'all')) kept.set(name, value)
  }
  return kept.toString()
}

/** The way to the claims behind a figure. */
export function claimsBehind(said: Partial<Record<Narrowing | 'view', string | null>>): string {
  return `/claims?${searchOf(said)}`
}

function ofView(view: ViewName, on: string): ClaimFilter {
  if (view === 'overdue') {
    return {
      work: { equals: 'REVIEW' },
      adjudication: { equals: 'PENDING' },
      transport: { in: ['SENT', 'RECEIVED', 'ACCEPTED'] },
    }
  }
  if (view === 'paidToday') {
    return { adjudication: { in: ['PAID', 'PARTIALLY_PAID'] }, adjudicatedAt: { from: new Date(`${on}T00:00:00`).toISOString() } }
  }
  const states: DisplayStatus[] = [...STATES[view]]
  return states.length > 0 ? { displayStatus: { in: states } } : {}
}
