/** The spans of days that a report is asked for by name. */

/** The first is what a report begins with: however long a pharmacy has been at work, it reads no more than this. */
export const PERIODS = ['quarter', 'month', 'lastMonth', 'year', 'all'] as const
export type PeriodName = (typeof PERIODS)[number]

/** Days of service, as the API takes them; null: without end. */
export interface Days {
  from: string | null
  to: string | null
}

const DAYS_OF_A_QUARTER = 90
const DAY = /^\d{4}-\d\d-\d\d$/

/** The days of a period that holds `on`, itself a day as the API takes it. */
export function daysOf(period: PeriodName, on: string): Days {
  const [year, month, day] = on.split('-').map(Number) as [number, number, number]
  const that = (month: number, day: number) => new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
  switch (period) {
    case 'quarter':
      return { from: that(month, day - DAYS_OF_A_QUARTER), to: null }
    case 'month':
      return { from: that(month, 1), to: null }
    case 'lastMonth':
      return { from: that(month - 1, 1), to: that(month, 0) }
    case 'year':
      return { from: that(1, 1), to: null }
    case 'all':
      return { from: null, to: null }
  }
}

/** What an address asks for: days of its own, or a period by name. */
export function askedFor(address: URLSearchParams, on: string): Days & { period: PeriodName | null } {
  const [from, to] = ['from', 'to'].map((name) => address.get(name)).map((day) => (day && DAY.test(day) ? day : null))
  if (from || to) return { from: from ?? null, to: to ?? null, period: null }
  const period = PERIODS.find((each) => each === address.get('period')) ?? PERIODS[0]
  return { ...daysOf(period, on), period }
}
