/** What a claim's legs say of who owes what, as the API counts it; it decides again. */
import type { Account } from '../graphql/generated/graphql'

export interface Leg {
  account: Account
  /** Debits positive, credits negative. */
  amountCents: number
  entry: { sourceKind: string }
}

export interface Standing {
  byPayerCents: number
  byPatientCents: number
  /** What may still be given up. */
  owedCents: number
  /** What may be given back. */
  refundableCents: { PAYER: number; PATIENT: number }
}

const OWED: readonly Account[] = ['PATIENT_RECEIVABLE', 'DENIALS', 'INSURANCE_RECEIVABLE']
const AMOUNT = /^\d{1,9}(\.\d{1,2})?$/

export function standingOf(legs: readonly Leg[]): Standing {
  const on = (account: Account, isWanted: (leg: Leg) => boolean = () => true) =>
    legs.reduce((sum, leg) => (leg.account === account && isWanted(leg) ? sum + leg.amountCents : sum), 0)
  const byPatientCents = on('PATIENT_RECEIVABLE')
  const givenBack = on('INSURANCE_RECEIVABLE', (leg) => leg.entry.sourceKind === 'refunds')
  return {
    byPayerCents: on('INSURANCE_RECEIVABLE'),
    byPatientCents,
    owedCents: OWED.reduce((sum, account) => sum + Math.max(0, on(account)), 0),
    refundableCents: { PAYER: Math.max(0, on('UNAPPLIED_CASH') - givenBack), PATIENT: Math.max(0, -byPatientCents) },
  }
}

/** Dollars as a person types them, `$1,200.50`; null where that is no amount. */
export function centsOf(typed: string): number | null {
  const plain = typed.replaceAll(/[$,\s]/g, '')
  return AMOUNT.test(plain) ? Math.round(Number(plain) * 100) : null
}

export function dollarsOf(cents: number): string {
  return (cents / 100).toFixed(2)
}
