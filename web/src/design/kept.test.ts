import { beforeEach, expect, test, vi } from 'vitest'
import { forgetPlaces, leaveHere, leftHere } from './kept'

let states: unknown[] = []
let here = 0

beforeEach(() => {
  here = 0
  states = [null, null]
  vi.stubGlobal('history', {
    get state() {
      return states[here]
    },
    replaceState: (state: unknown) => (states[here] = state),
  })
})

test('each place is found as it was left, until all is forgotten', () => {
  leaveHere('words', 'sam')
  here = 1
  expect(leftHere('words')).toBeUndefined()
  leaveHere('words', 'mock')
  here = 0

  expect(leftHere('words')).toBe('sam')

  forgetPlaces()

  expect(leftHere('words')).toBeUndefined()
})
