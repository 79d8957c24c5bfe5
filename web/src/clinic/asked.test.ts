/** A question that turns on another's answer, in a day's sheet. */
import { expect, test } from 'vitest'
import type { Definition } from '../care/template'
import { askedOnly, isAskedOf, toSend, waits } from './asked'
import { questionColumns } from './columns'

const FOLLOW_UP: Definition = {
  name: 'Follow-up',
  attestation: 'Done.',
  questions: [
    { id: 'diabetic', label: 'Diabetic', type: 'boolean', required: true },
    { id: 'a1c', label: 'A1c', type: 'decimal', asked_when: { fact: 'diabetic', is: true }, required_when: { fact: 'diabetic', is: true } },
  ],
  groups: [
    {
      id: 'feet',
      label: 'Feet',
      questions: [
        { id: 'side', label: 'Side', type: 'text' },
        { id: 'ulcer', label: 'Ulcer', type: 'text', asked_when: { fact: 'diabetic', is: true } },
      ],
    },
  ],
}
const FEET = [{ side: 'left', ulcer: 'none' }]
const [, A1C, , ULCER] = questionColumns(FOLLOW_UP)

test('what does not apply is not asked, and waits for nothing', () => {
  if (A1C === undefined || ULCER === undefined) throw new Error('The columns are not there.')

  expect([A1C, ULCER].map((column) => isAskedOf(FOLLOW_UP, { diabetic: false }, column))).toEqual([false, false])
  expect([A1C, ULCER].map((column) => isAskedOf(FOLLOW_UP, { diabetic: true }, column))).toEqual([true, true])
  expect(waits(FOLLOW_UP, { diabetic: false }, A1C)).toBe(false)
  expect(waits(FOLLOW_UP, { diabetic: true }, A1C)).toBe(true)
  expect(waits(FOLLOW_UP, { diabetic: true, a1c: '7.1' }, A1C)).toBe(false)
})

test('what is not asked is not sent', () => {
  expect(askedOnly(FOLLOW_UP, { diabetic: false, a1c: '7.1', feet: FEET })).toEqual({
    diabetic: false,
    a1c: null,
    feet: [{ side: 'left' }],
  })
})

test('an answer that stops to apply is taken back, and comes again with what it turns on', () => {
  const [yes, no] = [{ diabetic: true, a1c: '7.1', feet: FEET }, { diabetic: false, a1c: '7.1', feet: FEET }]

  expect(toSend(FOLLOW_UP, yes, no)).toEqual({ diabetic: false, a1c: null, feet: [{ side: 'left' }] })
  expect(toSend(FOLLOW_UP, no, yes)).toEqual(yes)
  expect(toSend(FOLLOW_UP, no, { ...no, a1c: '8' })).toEqual({})
})
