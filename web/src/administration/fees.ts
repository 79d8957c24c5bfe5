/** A fee schedule as text: a procedure and dollars a line. */
import type { PayerFeeInput } from '../graphql/generated/graphql'

const LINE = /^(\w+)[\s,;:]+\$?(\d{1,9}(?:\.\d{1,2})?)$/

export function linesOf(fees: readonly PayerFeeInput[]): string {
  return fees.map(({ procedureCode, allowedCents }) => `${procedureCode} ${(allowedCents / 100).toFixed(2)}`).join('\n')
}

/** The fees, or the first line that is none. */
export function feesIn(text: string): { fees: PayerFeeInput[]; strange: string | null } {
  const fees: PayerFeeInput[] = []
  for (const line of text.split('\n').map((each) => each.trim()).filter(Boolean)) {
    const [, code, dollars] = LINE.exec(line) ?? []
    if (code === undefined) return { fees: [], strange: line }
    fees.push({ procedureCode: code.toUpperCase(), allowedCents: Math.round(Number(dollars) * 100) })
  }
  return { fees, strange: null }
}
