/** What people type for a day, and what a letter chooses. */
import { expect, test } from 'vitest'
import type { Question } from '../care/template'
import { answerFrom, choiceFrom, dayFrom } from './typed'

test.each([
  ['2027-06-30', '2027-06-30'],
  ['6/30/27', '2027-06-30'],
  ['063027', '2027-06-30'],
  ['02/2028', '2028-02-29'],
  ['2/30/2027', null],
  ['13/2027', null],
  ['soon', null],
])('%s is the day %s', (text, day) => {
  expect(dayFrom(text)).toBe(day)
})

const SITE: Question = {
  id: 'site',
  label: 'Site',
  type: 'choice',
  choices: [
    { value: 'LD', label: 'Left deltoid' },
    { value: 'LT', label: 'Left thigh' },
    { value: 'RD', label: 'Right deltoid' },
  ],
}

test('a letter goes through the choices that begin with it', () => {
  expect([undefined, 'LD', 'LT'].map((present) => choiceFrom(SITE, 'l', present))).toEqual(['LD', 'LT', 'LD'])
  expect(choiceFrom(SITE, 'z', undefined)).toBeUndefined()
})

const DOSE: Question = { id: 'dose', label: 'Dose', type: 'decimal' }
const FOLLOWED: Question = { ...SITE, id: 'sites', many: true }

test.each<[Question, string, unknown]>([
  [SITE, 'left thigh', 'LT'],
  [SITE, 'rd', 'RD'],
  [SITE, 'left', undefined],
  [FOLLOWED, 'Left thigh; RD', ['LT', 'RD']],
  [DOSE, '0,5', '0.5'],
  [DOSE, 'half', undefined],
  [{ id: 'count', label: 'Count', type: 'integer' }, '12', 12],
  [{ id: 'screened', label: 'Screened', type: 'boolean' }, 'Yes', true],
  [{ id: 'lot', label: 'Lot', type: 'text', longest: 3 }, 'ABCD', undefined],
])('%o is answered by %s with %j', (question, text, answer) => {
  expect(answerFrom(question, text)).toEqual(answer)
})

test('nothing takes an answer back, and nonsense is none', () => {
  const expires: Question = { id: 'expires', label: 'Expires', type: 'date' }

  expect([answerFrom(expires, ' '), answerFrom(expires, 'soon')]).toEqual([null, undefined])
})
