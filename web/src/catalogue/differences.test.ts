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
})
