import { describe, expect, it } from 'vitest'
import type { Condition } from '../care/conditions'
import { conditionOf, treeOf } from './conditionTree'

describe('a condition as groups', () => {
  it.each<Condition>([
    { fact: 'minutes', above: '3' },
    { fact: 'quit_date', answered: false },
    { fact: 'given', includes_fact: 'wanted' },
    { not: { fact: 'funding_source', is: 'state' } },
    { any: [{ fact: 'route_code', is: 'PO' }, { fact: 'route_code', is: 'NS' }] },
    { all: [{ fact: 'age', at_least: 3 }, { any: [{ fact: 'route_code', is: 'IM' }, { not: { fact: 'screened', is: true } }] }] },
    { any: [{ all: [{ fact: 'a', is: 1 }] }, { fact: 'b', is: 2 }] },
    { not: { any: [{ fact: 'a', is: 1 }, { not: { all: [{ fact: 'b', is: 2 }, { fact: 'c', is: 3 }] } }] } },
  ])('%j comes back as it was', (condition) => {
    const tree = treeOf(condition)

    expect(tree === null ? null : conditionOf(tree)).toEqual(condition)
  })

  it.each<[Condition, Condition]>([
    [{ fact: 'minutes', above: '3', at_most: '10' }, { all: [{ fact: 'minutes', above: '3' }, { fact: 'minutes', at_most: '10' }] }],
    [{ fact: 'a', is: 1, any: [{ fact: 'b', is: 1 }] }, { all: [{ fact: 'a', is: 1 }, { any: [{ fact: 'b', is: 1 }] }] }],
    [{ not: { not: { fact: 'a', is: 1 } } }, { not: { all: [{ not: { fact: 'a', is: 1 } }] } }],
  ])('%j is said with a part for each', (condition, parts) => {
    const tree = treeOf(condition)

    expect(tree === null ? null : conditionOf(tree)).toEqual(parts)
  })

  it('that always holds has no parts', () => {
    const always = { joins: 'all', isNot: false, parts: [] } as const

    expect(treeOf(undefined)).toEqual(always)
    expect(conditionOf({ ...always, parts: [] })).toBeUndefined()
  })

  it('keeps a group that is still empty', () => {
    expect(treeOf({ any: [] })).toEqual({ joins: 'any', isNot: false, parts: [] })
    expect(treeOf({ all: [{ fact: 'a', is: 1 }, { any: [] }] })?.parts).toHaveLength(2)
  })

  it('of what no condition is made of has no form', () => {
    expect(treeOf({ fact: 'a', resembles: 'b' } as Condition)).toBeNull()
    expect(treeOf({ all: [{ is: 1 }] })).toBeNull()
  })
})
