import { expect, test } from 'vitest'
import { askedFor, daysOf } from './periods'

test('the month before January is in the year before', () => {
  expect(daysOf('lastMonth', '2027-01-15')).toEqual({ from: '2026-12-01', to: '2026-12-31' })
})

test('ninety days reach over the end of a month', () => {
  expect(daysOf('quarter', '2028-03-01')).toEqual({ from: '2027-12-02', to: null })
})

test('days that are said are before a period that is named', () => {
  expect(askedFor(new URLSearchParams('period=year&from=2026-02-03'), '2026-11-26')).toEqual({ from: '2026-02-03', to: null, period: null })
})

test('what is said wrongly is left out', () => {
  expect(askedFor(new URLSearchParams('period=age&from=yesterday'), '2026-11-26')).toEqual({ from: '2026-08-28', to: null, period: 'quarter' })
})
