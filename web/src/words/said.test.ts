import { beforeAll, expect, test } from 'vitest'
import said from './es/said.json'
import { inWords, learn } from './said'

beforeAll(() => learn('es', said))

test('a sentence is said in the other language, with what was filled in', () => {
  expect(inWords('Correct the birth date.', 'es')).toBe('Corrija la fecha de nacimiento.')
  expect(inWords('Line 2: QW has to be the first modifier.', 'es')).toBe('Línea 2: QW debe ser el primer modificador.')
})

test('what was filled in is said in the other language too', () => {
  expect(inWords('Denied: $0.00 by SIM1-03.', 'es')).toBe('Denegada: $0.00 por SIM1-03.')
  expect(inWords('A finding keeps the claim here: Nothing is charged.', 'es')).toBe('Un hallazgo retiene aquí la reclamación: No se cobra nada.')
})

test('several sentences are said one after the other', () => {
  const told = inWords('Turned back before adjudication (STC A7:164). The payer does not know this member number.', 'es')

  expect(told).toBe('Devuelta antes de decidirse (STC A7:164). El pagador no conoce este número de miembro.')
})

test('what there are no words for, or another language, stays as it was said', () => {
  expect(inWords('Qapla.', 'es')).toBe('Qapla.')
  expect(inWords('Correct the birth date.', 'en')).toBe('Correct the birth date.')
})
