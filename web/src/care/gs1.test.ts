/** What scanners type for one syringe, in every spelling, is the same unit. */
import { describe, expect, test } from 'vitest'
import { looksScanned, ndcsOf, readScan } from './gs1'

const GTIN = '00319515904414'
const UNIT = { gtin: GTIN, lot: 'AB12C', expiresOn: '2027-06-30', serial: 'S9' }
const YEAR = 2026

describe('a scan', () => {
  test.each([
    `01${GTIN}1727063010AB12C\u001d21S9`,
    `]d201${GTIN}1727063010AB12C\u001d21S9`,
    `\u001d01${GTIN}21S9\u001d1727063010AB12C`,
    `01${GTIN}10AB12C<GS>1727063021S9`,
    `01${GTIN}10AB12C{GS}1727063021S9\r\n`,
    `01${GTIN}10AB12C|1727063021S9`,
    `01${GTIN}10AB12C␝1727060021S9`,
    `]C101${GTIN}1127010117270630240X1~10AB12C~21S9`,
    `(01)${GTIN}(17)270630(10)AB12C(21)S9`,
    `(01) ${GTIN} (17) 270600 (10) AB12C (21) S9`,
  ])('is read: %j', (text) => {
    expect(readScan(text, YEAR)).toEqual({ unit: UNIT, problem: null })
  })

  test.each([
    ['', 'noProduct'],
    ['hello', 'unreadable'],
    ['10AB12C', 'noProduct'],
    ['0100319515904', 'unreadable'],
    ['0100319515904417', 'checkDigit'],
    ['(01)0031951590441X', 'unreadable'],
    [`01${GTIN}17271330`, 'date'],
    [`01${GTIN}17270231`, 'date'],
    [`01${GTIN}10AB12C2112345678901234567`, 'separator'],
  ])('is refused: %j', (text, problem) => {
    expect(readScan(text, YEAR)).toEqual({ unit: null, problem })
  })

  test.each([
    ['280200', '2028-02-29'],
    ['270200', '2027-02-28'],
    ['760131', '2076-01-31'],
    ['770131', '1977-01-31'],
  ])('of %s expires on %s', (text, day) => {
    expect(readScan(`01${GTIN}17${text}`, YEAR).unit?.expiresOn).toBe(day)
  })

  test('may be a bare GTIN or the UPC of a carton', () => {
    expect(readScan(GTIN, YEAR).unit?.gtin).toBe(GTIN)
    expect(readScan(GTIN.slice(2), YEAR).unit?.gtin).toBe(GTIN)
  })

  test('is told apart from what people type', () => {
    expect([`]d201${GTIN}`, `(01)${GTIN}`, `01${GTIN}10A`].map(looksScanned)).toEqual([true, true, true])
    expect(['140', '19515090441', 'Sample', ''].map(looksScanned)).toEqual([false, false, false, false])
  })
})

test('ten digits may be three NDCs, and those of other countries none', () => {
  expect(ndcsOf(GTIN)).toEqual(['01951590441', '19515090441', '19515904401'])
  expect(ndcsOf('05000456012348')).toEqual([])
})
