import { describe, expect, it } from 'vitest'
import type { Definition } from './definition'
import { differencesOf } from './differences'
import type { Say } from './words'

/** Says the key and what goes into it, so that a test reads what a person would. */
const t = ((key: string, given: Record<string, unknown> = {}) => [key, ...Object.values(given)].join(' ')) as unknown as Say

const BEFORE: Definition = {
  kind: 'own',
  name: 'Own',
  attestation: 'Mine.',
  questions: [
    { id: 'minutes', label: 'Minutes', type: 'integer', required: true },
    { id: 'product', label: 'Product', type: 'text' },
    { id: 'advice', label: 'Advice', type: 'text' },
  ],
  codes: { one: '99406' },
  coding: [{ id: 'one', explanation: 'One.', procedure: { slot: 'one' }, when: { fact: 'minutes', above: '3' } }],
}

function against(after: Partial<Definition>) {
  return differencesOf(BEFORE, { ...BEFORE, ...after }, t, 'en')
}

describe('the difference between two versions', () => {
  it('is nothing where only what goes without saying differs', () => {
    const questions = BEFORE.questions?.map((question) => ({ ...question, help: '', required: question.required ?? false, labels: {} }))

    expect(against({ questions, groups: [], evidence: [] })).toEqual([])
  })

  it('says another kind of service in words', () => {
    const [difference] = against({ kind: 'immunization' })

    expect(difference?.parts).toEqual([{ part: 'serviceKind', before: 'kinds.own own', after: 'kinds.immunization immunization' }])
  })

  it('names what was added, removed, moved and changed', () => {
    const questions: Definition['questions'] = [
      { id: 'product', label: 'Product', type: 'text' },
      { id: 'minutes', label: 'Minutes spent', type: 'integer' },
      { id: 'mood', label: 'Mood', type: 'text' },
    ]

    expect(against({ questions })).toEqual([
      { section: 'questions', how: 'removed', name: 'Advice', parts: [] },
      { section: 'questions', how: 'moved', name: 'Product', parts: [] },
      {
        section: 'questions',
        how: 'changed',
        name: 'Minutes spent',
        parts: [
          { part: 'label', before: 'Minutes', after: 'Minutes spent' },
          { part: 'required', before: 'yes', after: '' },
        ],
      },
      { section: 'questions', how: 'added', name: 'Mood', parts: [] },
    ])
  })

  it('says conditions and codes in words', () => {
    const coding: Definition['coding'] = [{ id: 'one', explanation: 'One.', procedure: { slot: 'one' }, when: { fact: 'minutes', above: '5' } }]

    expect(against({ coding, codes: { one: '99407' } })).toEqual([
      {
        section: 'coding',
        how: 'changed',
        name: 'One.',
        parts: [
          { part: 'when', before: 'comparing.above Minutes 3', after: 'comparing.above Minutes 5' },
        ],
      },
      { section: 'codes', how: 'changed', name: 'one', parts: [{ part: 'code', before: '99406', after: '99407' }] },
    ])
  })

  it('names the records that are written down, and what of each comes from elsewhere now', () => {
    const measured = { kind: 'observation' as const, answers: { value: 'minutes' }, fixed: { name: 'pulse' } }
    const advised = { kind: 'intervention' as const, fixed: { kind: 'advice' } }
    const before = { ...BEFORE, records: [measured, advised] }
    const records: Definition['records'] = [
      { ...measured, fixed: { name: 'pulse', unit_code: '/min' }, answers: { value: 'product' }, when: { fact: 'minutes', answered: true } },
      { kind: 'immunization', for_each: 'vaccines' },
    ]

    expect(differencesOf(before, { ...BEFORE, records }, t, 'en')).toEqual([
      {
        section: 'records',
        how: 'changed',
        name: 'records.of records.observation pulse',
        parts: [
          { part: 'when', before: 'condition.always', after: 'comparing.answered Minutes ' },
          { part: 'value', before: 'coding.ofAnswer Minutes', after: 'coding.ofAnswer Product' },
          { part: 'unit_code', before: '', after: '/min' },
        ],
      },
      { section: 'records', how: 'removed', name: 'records.of records.intervention advice', parts: [] },
      { section: 'records', how: 'added', name: 'records.each records.immunization vaccines', parts: [] },
    ])
    expect(differencesOf(before, { ...before, records: [advised, measured] }, t, 'en')).toEqual([])
  })

  it('says of a drug and of what is filled in which answers they follow', () => {
    const product = { ndc: 'product', quantity: 'minutes', unit: 'advice', lot: 'advice' }
    const questions = BEFORE.questions?.map((question) => (question.id === 'advice' ? { ...question, suggested: { by: 'product', values: { cigars: 'Stop' } } } : question))
    const coding = BEFORE.coding.map((rule) => ({ ...rule, product }))

    const parts = against({ questions, coding }).flatMap((each) => each.parts)

    expect(parts.map(({ part, after }) => [part, after])).toEqual([
      ['suggested', 'suggesting.saidBy Product cigars → Stop'],
      ['product', ['ndc Product', 'quantity Minutes', 'unit Advice', 'lot Advice'].map((said) => `product.said product.${said}`).join(', ')],
    ])
  })
})
