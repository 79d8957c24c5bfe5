import { describe, expect, it } from 'vitest'
import { asKind, fill, filledIn } from './recordColumns'

const RULE = { kind: 'observation' as const, answers: { value: 'systolic', lot_number: 'lot' }, fixed: { name: 'systolic' } }

describe('a column of a record', () => {
  it('comes from an answer, is always the same, or is left empty, and from one place alone', () => {
    const fixed = fill(RULE, 'value', { from: 'fixed', value: '120' })

    expect(filledIn(RULE, 'value')).toEqual({ from: 'answer', value: 'systolic' })
    expect(fixed).toEqual({ kind: 'observation', answers: { lot_number: 'lot' }, fixed: { name: 'systolic', value: '120' } })
    expect(fill(fixed, 'value', { from: 'answer', value: 'systolic' }).fixed).toEqual(RULE.fixed)
    expect(fill({ kind: 'intervention', fixed: { kind: 'plan' } }, 'kind', { from: 'nothing' })).toEqual({ kind: 'intervention' })
  })

  it('stays where the other kind has it too', () => {
    expect(asKind(RULE, 'immunization')).toEqual({ kind: 'immunization', answers: { lot_number: 'lot' } })
  })
})
