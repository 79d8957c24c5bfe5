/** What permits a disclosure that is accounted for, in the order of 45 CFR 164.512. */
import type { DisclosureKind } from '../graphql/generated/graphql'

/** Those that a person records; payment is kept by itself. */
export const RECORDED: readonly DisclosureKind[] = [
  'REQUIRED_BY_LAW',
  'PUBLIC_HEALTH',
  'ABUSE_OR_NEGLECT',
  'HEALTH_OVERSIGHT',
  'JUDICIAL',
  'LAW_ENFORCEMENT',
  'DECEDENT',
  'DONATION',
  'RESEARCH',
  'SAFETY_THREAT',
  'GOVERNMENT_FUNCTION',
  'WORKERS_COMPENSATION',
  'IMPERMISSIBLE',
]

/** Whose agency may have them kept back (45 CFR 164.528(a)(2)). */
export const SUSPENDABLE: readonly DisclosureKind[] = ['HEALTH_OVERSIGHT', 'LAW_ENFORCEMENT']
