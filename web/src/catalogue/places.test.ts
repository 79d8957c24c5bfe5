import { describe, expect, it } from 'vitest'
import { at, isWithin, moved, withAt } from './places'

const DEFINITION = { name: 'Own', questions: [{ id: 'a', label: 'A' }, { id: 'b', label: 'B' }] }

describe('a place in a definition', () => {
  it('is read and changed by the path that the server names', () => {
    const changed = withAt(DEFINITION, 'questions.1.label', 'Other')

    expect(at(changed, 'questions.1.label')).toBe('Other')
    expect(at(DEFINITION, 'questions.1.label')).toBe('B')
    expect(changed.questions[0]).toBe(DEFINITION.questions[0])
  })

  it('that is not there yet is made, and undefined takes it away', () => {
    const made = withAt(DEFINITION, 'questions.0.labels.es', 'Uno')

    expect(made.questions[0]).toEqual({ id: 'a', label: 'A', labels: { es: 'Uno' } })
    expect(withAt(made, 'questions.0.labels', undefined)).toEqual(DEFINITION)
    expect(at(made, 'questions.7.label')).toBeUndefined()
  })

  it('lies within what begins with it, by whole names', () => {
    expect(isWithin('questions.1.label', 'questions.1')).toBe(true)
    expect(isWithin('questions.10', 'questions.1')).toBe(false)
  })
})

it('an item is moved among the others', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
})
