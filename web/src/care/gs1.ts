/** Reads a vaccine's GS1 2D barcode as scanners type it (GS1 General Specifications, 7.8 and 3). */

export interface ScannedUnit {
  /** AI 01, fourteen digits. */
  gtin: string
  /** AI 10. */
  lot: string | null
  /** AI 17, as an ISO date. */
  expiresOn: string | null
  /** AI 21. */
  serial: string | null
}

export type ScanProblem = 'unreadable' | 'noProduct' | 'checkDigit' | 'date' | 'separator'
export type Scan = { unit: ScannedUnit; problem: null } | { unit: null; problem: ScanProblem }

type Elements = Map<string, string>

const SEPARATOR = '\u001d'
/** Data Matrix, GS1-128, QR and DataBar say before the content what they are. */
const SYMBOLOGY = /^\](?:d2|C1|Q3|e0|J1)/
/** How scanners spell a separator that a keyboard has no key for. */
const SPELT_OUT = /[<{[](?:GS|FNC1|F1)[>}\]]|\\x1d|\\u001d|%1d/gi
/** What no element may hold (character set 82) can only stand for a separator. */
const NEVER_IN_ELEMENTS = /[^!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+/g
/** Lengths of elements that need no separator, by the first two digits (figure 7.8.5-2). */
const FIXED: Readonly<Record<string, number>> = {
  '00': 18, '01': 14, '02': 14, '03': 14, '04': 16, '11': 6, '12': 6, '13': 6, '14': 6, '15': 6,
  '16': 6, '17': 6, '18': 6, '19': 6, '20': 2,
}
const VARIABLE = /^(10|21|22|30|37|9[0-9]|24[0-3]|25[0-5]|40[0-3]|71[0-9]|7[02-9][0-9]{2}|8[0-9]{3})/
const MEASURED = /^(3[1-6][0-9]{2}|41[0-7])/
const LONGEST: Readonly<Record<string, number>> = { '10': 20, '21': 20, '30': 8, '37': 8 }
const LONGEST_OF_ALL = 90

class Unreadable extends Error {
  constructor(readonly problem: ScanProblem) {
    super(problem)
  }
}

/** Text of a scanner, typed text with brackets `(01)…(17)…(10)…`, a bare GTIN, or a drug's UPC. */
export function readScan(text: string, year: number): Scan {
  try {
    return { unit: unitOf(elementsOf(text.trim()), year), problem: null }
  } catch (failure) {
    if (failure instanceof Unreadable) return { unit: null, problem: failure.problem }
    throw failure
  }
}

/** Whether a text can be nothing but a scan: no lot, code or name looks like this. */
export function looksScanned(text: string): boolean {
  const trimmed = text.trim()
  return SYMBOLOGY.test(trimmed) || /^\(01\)/.test(trimmed) || /^[^0-9]?01\d{14}/.test(trimmed)
}

/** The eleven-digit NDCs that a GTIN may hold: its ten digits have lost where the zero belongs. */
export function ndcsOf(gtin: string): string[] {
  if (gtin.slice(1, 3) !== '03') return []
  const ten = gtin.slice(3, 13)
  return [`0${ten}`, `${ten.slice(0, 5)}0${ten.slice(5)}`, `${ten.slice(0, 9)}0${ten.slice(9)}`].filter(
    (ndc, place, all) => all.indexOf(ndc) === place,
  )
}

function unitOf(elements: Elements, year: number): ScannedUnit {
  const gtin = elements.get('01')
  if (gtin === undefined) throw new Unreadable('noProduct')
  if (!/^\d{14}$/.test(gtin) || !hasItsCheckDigit(gtin)) throw new Unreadable('checkDigit')
  const expires = elements.get('17')
  return {
    gtin,
    lot: elements.get('10') ?? null,
    expiresOn: expires === undefined ? null : dayOf(expires, year),
    serial: elements.get('21') ?? null,
  }
}

function elementsOf(text: string): Elements {
  const bare = text.replace(SYMBOLOGY, '')
  if (/^\d{14}$/.test(bare)) return new Map([['01', bare]])
  if (/^3\d{11}$/.test(bare)) return new Map([['01', `00${bare}`]])
  if (bare.startsWith('(')) return bracketed(bare)
  return concatenated(bare.replace(SPELT_OUT, SEPARATOR).replace(NEVER_IN_ELEMENTS, SEPARATOR))
}

function bracketed(text: string): Elements {
  const found: Elements = new Map()
  for (const [, identifier, value] of text.matchAll(/\((\d{2,4})\)([^(]*)/g)) {
    found.set(identifier ?? '', checkedLength(identifier ?? '', (value ?? '').trim()))
  }
  return found
}

function concatenated(text: string): Elements {
  const found: Elements = new Map()
  let rest = text
  while (rest !== '') {
    if (rest.startsWith(SEPARATOR)) {
      rest = rest.slice(1)
      continue
    }
    const [identifier, end] = nextElement(rest)
    found.set(identifier, checkedLength(identifier, rest.slice(identifier.length, end)))
    rest = rest.slice(end)
  }
  return found
}

/** Its identifier, and where in the text it ends. */
function nextElement(rest: string): [string, number] {
  const short = rest.slice(0, 2)
  const fixed = FIXED[short]
  if (fixed !== undefined) return [short, 2 + fixed]
  const measured = MEASURED.exec(rest)?.[1]
  if (measured !== undefined) return [measured, measured.length + (measured.length === 3 ? 13 : 6)]
  const variable = VARIABLE.exec(rest)?.[1]
  if (variable === undefined) throw new Unreadable('unreadable')
  const end = rest.indexOf(SEPARATOR)
  return [variable, end === -1 ? rest.length : end]
}

function checkedLength(identifier: string, value: string): string {
  const fixed = FIXED[identifier]
  const isWhole = fixed === undefined ? value.length > 0 : value.length === fixed && /^\d+$/.test(value)
  if (!isWhole) throw new Unreadable('unreadable')
  if (value.length > (LONGEST[identifier] ?? LONGEST_OF_ALL)) throw new Unreadable('separator')
  return value
}

/** Modulo 10 with weights 3 and 1 (section 7.9). */
function hasItsCheckDigit(gtin: string): boolean {
  const sum = [...gtin].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 3 : 1), 0)
  return sum % 10 === 0
}

/** YYMMDD of the century that is nearest (section 7.12); day 00 is the month's last. */
function dayOf(text: string, year: number): string {
  const [short = 0, month = 0, day = 0] = [0, 2, 4].map((start) => Number(text.slice(start, start + 2)))
  const apart = short - (year % 100)
  const century = Math.floor(year / 100) + (apart >= 51 ? -1 : apart <= -50 ? 1 : 0)
  const full = century * 100 + short
  const last = new Date(Date.UTC(full, month, 0)).getUTCDate()
  if (month < 1 || month > 12 || day > last) throw new Unreadable('date')
  return [String(full), pair(month), pair(day || last)].join('-')
}

function pair(number: number): string {
  return String(number).padStart(2, '0')
}
