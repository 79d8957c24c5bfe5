import { describe, expect, it } from 'vitest'
import { holds, isAsked, type Condition } from './conditions'

const KNOWN = new Set(['minutes', 'product', 'tests'])
const ANSWERS = { minutes: 12, product: 'other', tests: ['flu', 'strep'] }

describe('a condition', () => {
  it.each<[Condition, boolean | undefined]>([
    [{}, true],
    [{ fact: 'minutes', above: '3', at_most: '10' }, false],
    [{ fact: 'minutes', at_least: 12, below: 13 }, true],
    [{ fact: 'product', is: 'other' }, true],
    [{ fact: 'product', one_of: ['cigarettes'] }, false],
    [{ fact: 'tests', includes: 'flu' }, true],
    [{ not: { fact: 'tests', includes: 'covid' } }, true],
    [{ fact: 'quit_on', answered: false }, undefined],
    [{ fact: 'patient.age_years', at_least: 65 }, undefined],
    [{ all: [{ fact: 'patient.age_years', at_least: 65 }, { fact: 'minutes', above: 20 }] }, false],
    [{ any: [{ fact: 'patient.age_years', at_least: 65 }, { fact: 'minutes', above: 10 }] }, true],
    [{ any: [{ fact: 'patient.age_years', at_least: 65 }, { fact: 'minutes', above: 20 }] }, undefined],
  ])('%j is %s', (condition, expected) => {
    expect(holds(condition, ANSWERS, KNOWN)).toBe(expected)
  })

  it('of what only the server knows leaves the question on the form', () => {
    const question = { id: 'product', label: 'Product', type: 'text' as const }

    expect(isAsked({ ...question, asked_when: { fact: 'store.state', is: 'MN' } }, ANSWERS, KNOWN)).toBe(true)
    expect(isAsked({ ...question, asked_when: { fact: 'minutes', above: 20 } }, ANSWERS, KNOWN)).toBe(false)
  })
})
