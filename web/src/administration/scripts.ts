/** What a simulated payer can be told to do with a claim, and which details belong to it. */
import type { PayerInstructionsQuery, PayerOutcome, PayerScriptInput } from '../graphql/generated/graphql'
import { orNull } from '../design/form'

export type Instructions = NonNullable<PayerInstructionsQuery['payerInstructions']>
export type Script = Instructions['scripts'][number]

const NUMBERS = ['allowedPercent', 'deductiblePercent', 'coinsurancePercent', 'delaySeconds'] as const
export type Detail = (typeof NUMBERS)[number] | 'reasonCode' | 'remarkCodes' | 'copay' | 'statusCode'

/** In the order in which they are chosen from: what is asked for most comes first. */
const DETAILS = {
  DENY: ['reasonCode', 'remarkCodes'],
  PAY: [],
  UNDERPAY: ['allowedPercent'],
  SHARE: ['deductiblePercent', 'coinsurancePercent', 'copay'],
  CROSS_OVER: ['deductiblePercent', 'coinsurancePercent', 'copay'],
  CORRECT: ['allowedPercent'],
  TAKE_BACK: ['allowedPercent'],
  RECOUP: [],
  SILENT: [],
  LATE: ['delaySeconds'],
  TWICE: [],
  OUT_OF_ORDER: [],
  UNBALANCED: [],
  UNMATCHED: [],
  UNDATED: [],
  REJECT_CLAIM: ['statusCode'],
  REJECT_PROVIDER: ['statusCode'],
  REJECT_BATCH: ['statusCode'],
  REJECT_SET: [],
  REJECT_INTERCHANGE: [],
} as const satisfies Record<PayerOutcome, readonly Detail[]>

export const OUTCOMES = Object.keys(DETAILS) as PayerOutcome[]

/** As the simulator has them where nothing is said. */
export const NO_SCRIPT = {
  memberId: '',
  patientControlNumber: '',
  outcome: 'DENY',
  reasonCode: '29',
  remarkCodes: '',
  allowedPercent: '80',
  deductiblePercent: '20',
  coinsurancePercent: '20',
  copay: '0',
  delaySeconds: '30',
  statusCode: '562',
}

export type ScriptValues = typeof NO_SCRIPT

export function detailsFor(outcome: string): readonly Detail[] {
  return DETAILS[outcome as PayerOutcome]
}

/** The first detail of this outcome that should be a number and is none. */
export function noNumberIn(values: ScriptValues): Detail | null {
  const wanted = detailsFor(values.outcome)
  const wholes = NUMBERS.filter((name) => wanted.includes(name) && !/^\d{1,6}$/.test(values[name].trim()))
  if (wholes[0]) return wholes[0]
  return wanted.includes('copay') && !/^\d{1,6}([.]\d{1,2})?$/.test(values.copay.trim()) ? 'copay' : null
}

/** Says of a script only what its outcome makes use of. */
export function inputOf(values: ScriptValues): PayerScriptInput {
  const said: Record<Detail, Partial<PayerScriptInput>> = {
    reasonCode: { reasonCode: values.reasonCode.trim().toUpperCase() },
    remarkCodes: { remarkCodes: values.remarkCodes.toUpperCase().split(/[\s,]+/).filter(Boolean) },
    allowedPercent: { allowedPercent: Number(values.allowedPercent) },
    deductiblePercent: { deductiblePercent: Number(values.deductiblePercent) },
    coinsurancePercent: { coinsurancePercent: Number(values.coinsurancePercent) },
    copay: { copayCents: Math.round(Number(values.copay) * 100) },
    delaySeconds: { delaySeconds: Number(values.delaySeconds) },
    statusCode: { statusCode: values.statusCode.trim() },
  }
  const details = detailsFor(values.outcome).map((name) => said[name])
  return Object.assign(
    { outcome: values.outcome as PayerOutcome, memberId: orNull(values.memberId), patientControlNumber: orNull(values.patientControlNumber) },
    ...details,
  ) as PayerScriptInput
}

/** A script that stands, as it is named when it is taken back. */
export function sameOf(script: Script): PayerScriptInput {
  const { outcome, patientControlNumber, memberId, reasonCode, remarkCodes, statusCode } = script
  const { allowedPercent, deductiblePercent, coinsurancePercent, copayCents, delaySeconds } = script
  const numbers = { allowedPercent, deductiblePercent, coinsurancePercent, copayCents, delaySeconds }
  return { outcome, patientControlNumber, memberId, reasonCode, remarkCodes: [...remarkCodes], statusCode, ...numbers }
}
