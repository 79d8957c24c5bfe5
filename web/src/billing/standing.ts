/** What a claim's states allow to be offered; the API decides again. */
import type { Adjudication, Readiness, Transport } from '../graphql/generated/graphql'

const AT_PAYER: readonly Transport[] = ['SENT', 'RECEIVED', 'ACCEPTED']

interface Standing {
  readiness: Readiness
  transport: Transport
  holds: readonly { releasedAt?: string | null }[]
}

/** The next step is not a person's: it leaves by itself, or the payer has not decided yet. */
export function isUnderWay({ readiness, transport, adjudication }: { readiness: Readiness; transport: Transport; adjudication: Adjudication }) {
  if (readiness !== 'RELEASED' || adjudication !== 'PENDING') return false
  return transport !== 'REJECTED'
}

export function mayBe({ readiness, transport, holds }: Standing) {
  const isLiving = readiness !== 'CANCELLED'
  const isHere = isLiving && transport === 'NOT_SENT'
  const isRejected = isLiving && transport === 'REJECTED'
  const isHeld = holds.some((hold) => !hold.releasedAt)
  return {
    held: isHere && !isHeld,
    lifted: isHeld,
    checked: isHere && readiness !== 'RELEASED',
    overridden: isHere,
    released: isHere && readiness === 'READY' && !isHeld,
    corrected: isHere || isRejected,
    resubmitted: isRejected,
    replaced: isLiving && AT_PAYER.includes(transport),
    cancelled: isHere || isRejected,
  }
}
