import { expect, test } from 'vitest'
import { feesIn, linesOf } from './fees'

test('a schedule is read however its lines are parted, and written as it is read', () => {
  const { fees } = feesIn('90471 21.50\n\n g0008, $39\n90656;0.07')

  expect(fees).toEqual([
    { procedureCode: '90471', allowedCents: 2150 },
    { procedureCode: 'G0008', allowedCents: 3900 },
    { procedureCode: '90656', allowedCents: 7 },
  ])
  expect(feesIn(linesOf(fees)).fees).toEqual(fees)
})

test('the first line that is no fee is named', () => {
  expect(feesIn('90471 21.50\n90472\n90473 x').strange).toBe('90472')
})
