/** Tables as CSV files that no spreadsheet takes for formulas (CWE-1236). */

import { save } from './save'

const LOOKS_LIKE_A_FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

export type CsvRow = Record<string, string | number>

export function csvOf(rows: readonly CsvRow[]): string {
  const first = rows[0]
  if (first === undefined) return ''
  const names = Object.keys(first)
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
  return lines.map((line) => line.map(cell).join(',')).join('\r\n')
}

export function download(fileName: string, rows: readonly CsvRow[]): void {
  save(fileName, csvOf(rows))
}

/** A text that would be a formula is told apart by an apostrophe; a number stays a number. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = LOOKS_LIKE_A_FORMULA.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
