import { expect, test } from 'vitest'
import { MOST_CHOICES, nextOf } from './every'

const page = (count: number, hasNextPage: boolean, hasPreviousPage = false) => ({
  nodes: Array.from({ length: count }),
  pageInfo: { hasNextPage, hasPreviousPage, endCursor: `at ${String(count)}` },
})

test('a list is asked for to its end', () => {
  expect(nextOf(page(100, true), null)).toBe('at 100')
  expect(nextOf(page(130, false), 'at 100')).toBe('at 100')
})

test('a list stops at what nobody chooses from any more', () => {
  expect(nextOf(page(MOST_CHOICES, true), 'at 900')).toBe('at 900')
})

test('a list whose first pages were forgotten begins anew', () => {
  expect(nextOf(page(30, false, true), 'at 100')).toBeNull()
})
