import { describe, expect, it } from 'vitest'
import type { Condition } from '../care/conditions'
import { comparisonsOf, conditionOf } from './comparisons'

describe('a condition as comparisons', () => {
  it.each<Condition>([
    { fact: 'minutes', above: '3' },
    { fact: 'screened', is: true },
    { fact: 'quit_date', answered: true },
    { not: { fact: 'funding_source', is: 'state' } },
    { any: [{ fact: 'route_code', is: 'PO' }, { fact: 'route_code', is: 'NS' }] },
    { all: [{ fact: 'age', at_least: 3 }, { fact: 'route_code', one_of: ['IM', 'SC'] }] },
  ])('%j comes back as it was', (condition) => {
    const read = comparisonsOf(condition)

    expect(read === null ? null : conditionOf(read)).toEqual(condition)
  })

  it('of one fact between bounds is two comparisons that all hold', () => {
    const read = comparisonsOf({ fact: 'minutes', above: '3', at_most: '10' })

    expect(read === null ? null : conditionOf(read)).toEqual({
      all: [{ fact: 'minutes', above: '3' }, { fact: 'minutes', at_most: '10' }],
    })
  })

  it('that always holds has none', () => {
    expect(conditionOf({ joins: 'all', parts: [] })).toBeUndefined()
    expect(comparisonsOf(undefined)).toEqual({ joins: 'all', parts: [] })
  })

  it.each<Condition>([
    { any: [{ all: [{ fact: 'a', is: 1 }, { fact: 'b', is: 2 }] }] },
    { not: { all: [{ fact: 'a', is: 1 }] } },
    { fact: 'a', includes_fact: 'b' },
    { all: [{ any: [{ fact: 'a', is: 1 }, { fact: 'b', is: 1 }] }, { fact: 'c', is: 1 }] },
    { fact: 'a', is: 1, any: [{ fact: 'b', is: 1 }] },
  ])('is not made of %j', (condition) => {
    expect(comparisonsOf(condition)).toBeNull()
  })
})
