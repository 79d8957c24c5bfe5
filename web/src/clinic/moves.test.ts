/** Arrows, Home, End and Tab in a sheet some of whose cells are not asked. */
import { expect, test } from 'vitest'
import { moveOf, nextToFill, placeAfter, type At } from './moves'

const LAST = { row: 3, column: 3 }
const PLAIN = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false }
/** The third column is asked in the first row alone. */
const isAsked = ({ row, column }: At) => column !== 2 || row === 0

test.each([
  ['ArrowRight', {}, { row: 1, column: 1 }, { row: 1, column: 3 }],
  ['ArrowLeft', {}, { row: 1, column: 3 }, { row: 1, column: 1 }],
  ['ArrowUp', { ctrlKey: true }, { row: 3, column: 1 }, { row: 0, column: 1 }],
  ['ArrowDown', {}, { row: 0, column: 2 }, { row: 0, column: 2 }],
  ['End', {}, { row: 1, column: 0 }, { row: 1, column: 3 }],
  ['Home', { ctrlKey: true }, { row: 3, column: 3 }, { row: 0, column: 0 }],
  ['PageDown', {}, { row: 0, column: 0 }, { row: 3, column: 0 }],
])('%s %j from %j leads to %j', (key, held, from, to) => {
  const move = moveOf({ ...PLAIN, ...held, key })

  expect(move && placeAfter(from, move, LAST, isAsked)).toEqual(to)
})

test('letters and what Alt makes of arrows move nothing', () => {
  expect([moveOf({ ...PLAIN, key: 'l' }), moveOf({ ...PLAIN, key: 'ArrowLeft', altKey: true })]).toEqual([null, null])
})

test('Tab goes from one open cell to the next, over the end of a row, and out at the end of the sheet', () => {
  const canFill = ({ row, column }: At) => row !== 1 && column === 1

  expect(nextToFill({ row: 0, column: 1 }, 1, LAST, canFill)).toEqual({ row: 2, column: 1 })
  expect(nextToFill({ row: 2, column: 1 }, -1, LAST, canFill)).toEqual({ row: 0, column: 1 })
  expect(nextToFill({ row: 3, column: 1 }, 1, LAST, canFill)).toBeNull()
})
