import { expect, test } from 'vitest'
import { centsOf, standingOf, type Leg } from './owed'

const leg = (account: Leg['account'], amountCents: number, sourceKind = 'claim_payments'): Leg => ({ account, amountCents, entry: { sourceKind } })

test('what is owed is what is left of the charge, and of the share of the patient', () => {
  const legs = [
    leg('INSURANCE_RECEIVABLE', 100_00, 'claims'),
    leg('REVENUE', -100_00, 'claims'),
    leg('INSURANCE_RECEIVABLE', -100_00),
    leg('UNAPPLIED_CASH', 70_00),
    leg('PATIENT_RECEIVABLE', 30_00),
    leg('PATIENT_RECEIVABLE', -12_50, 'write_offs'),
    leg('WRITE_OFFS', 12_50, 'write_offs'),
  ]

  expect(standingOf(legs)).toEqual({ byPayerCents: 0, byPatientCents: 17_50, owedCents: 17_50, refundableCents: { PAYER: 70_00, PATIENT: 0 } })
})

test('what was given back cannot be given back again, and what a patient paid too much can', () => {
  const legs = [
    leg('UNAPPLIED_CASH', 70_00),
    leg('INSURANCE_RECEIVABLE', 20_00, 'refunds'),
    leg('CASH', -20_00, 'refunds'),
    leg('PATIENT_RECEIVABLE', -5_00),
  ]

  expect(standingOf(legs).refundableCents).toEqual({ PAYER: 50_00, PATIENT: 5_00 })
})

test.each([
  ['12.5', 1250],
  ['$1,200.07', 120007],
  ['0', 0],
  ['-3', null],
  ['12.345', null],
  ['a lot', null],
  ['', null],
])('%s is an amount or none', (typed, cents) => {
  expect(centsOf(typed)).toBe(cents)
})
