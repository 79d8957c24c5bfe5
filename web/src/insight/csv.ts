/** Tables as CSV files that no spreadsheet takes for formulas (CWE-1236). */

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
  const url = URL.createObjectURL(new Blob([`\ufeff${csvOf(rows)}`], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}

/** A text that would be a formula is told apart by an apostrophe; a number stays a number. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = LOOKS_LIKE_A_FORMULA.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
