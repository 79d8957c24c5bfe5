/** What is usual is offered, follows what it goes with, and never takes the place of an answer. */
import { expect, test } from 'vitest'
import { withAnswer, withUsual } from './suggestions'
import type { Question } from './template'

const QUESTIONS: Question[] = [
  { id: 'cvx_code', label: 'Vaccine', type: 'code' },
  { id: 'route', label: 'Route', type: 'text', suggested: { by: 'cvx_code', values: { '140': 'IM', '149': 'NS' } } },
  { id: 'stock', label: 'Stock', type: 'text', suggested: { value: 'private' } },
  { id: 'given_on', label: 'Given', type: 'date', suggested: { is_day_of_service: true } },
]

test('a new item begins with what is usual', () => {
  expect(withUsual(QUESTIONS, { stock: 'state' }, '2026-10-15')).toEqual({ stock: 'state', given_on: '2026-10-15' })
})

test('what goes with an answer follows it', () => {
  const first = withAnswer(QUESTIONS, {}, 'cvx_code', '140')
  const second = withAnswer(QUESTIONS, first, 'cvx_code', '149')

  expect([first, second]).toEqual([
    { cvx_code: '140', route: 'IM' },
    { cvx_code: '149', route: 'NS' },
  ])
})

test('what somebody said stays', () => {
  expect(withAnswer(QUESTIONS, { route: 'SC' }, 'cvx_code', '140')).toEqual({ cvx_code: '140', route: 'SC' })
})
