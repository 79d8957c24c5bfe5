/** What the records that signing writes down keep of an answer, as the server has it (docs/service-templates.md). */
import type { RecordRule } from './definition'

export type RecordKind = RecordRule['kind']

export const RECORD_KINDS = ['immunization', 'observation', 'intervention'] as const

export const COLUMNS = {
  immunization: ['cvx_code', 'ndc', 'lot_number', 'expires_on', 'site_code', 'route_code', 'dose_quantity', 'dose_unit_code', 'funding_source'],
  observation: ['name', 'value', 'unit_code', 'device', 'lot_number'],
  intervention: ['kind', 'detail', 'minutes'],
} as const satisfies Record<RecordKind, readonly string[]>

export type Column = (typeof COLUMNS)[RecordKind][number]

/** Columns that a record may leave empty. */
const OPTIONAL = {
  immunization: [],
  observation: ['unit_code', 'device', 'lot_number'],
  intervention: ['detail', 'minutes'],
} as const satisfies Record<RecordKind, readonly string[]>

export function isNeeded(kind: RecordKind, column: string): boolean {
  return !(OPTIONAL[kind] as readonly string[]).includes(column)
}

/** The rule for another kind: what both kinds keep stays. */
export function asKind({ answers, fixed, ...rule }: RecordRule, kind: RecordKind): RecordRule {
  return { ...rule, kind, ...within('answers', answers, kind), ...within('fixed', fixed, kind) }
}

function within(part: 'answers' | 'fixed', columns: Record<string, string> | undefined, kind: RecordKind): Partial<RecordRule> {
  const kept = Object.entries(columns ?? {}).filter(([column]) => COLUMNS[kind].some((each) => each === column))
  return kept.length === 0 ? {} : { [part]: Object.fromEntries(kept) }
}

export type Filled = { from: 'nothing' } | { from: 'answer' | 'fixed'; value: string }

export function filledIn(rule: RecordRule, column: string): Filled {
  const [answer, fixed] = [rule.answers?.[column], rule.fixed?.[column]]
  if (answer !== undefined) return { from: 'answer', value: answer }
  return fixed === undefined ? { from: 'nothing' } : { from: 'fixed', value: fixed }
}

/** The rule with one column filled in another way. */
export function fill(rule: RecordRule, column: string, filled: Filled): RecordRule {
  const { answers, fixed, ...others } = rule
  const parts = {
    answers: changed(answers, column, filled.from === 'answer' ? filled.value : undefined),
    fixed: changed(fixed, column, filled.from === 'fixed' ? filled.value : undefined),
  }
  return { ...others, ...(parts.answers && { answers: parts.answers }), ...(parts.fixed && { fixed: parts.fixed }) }
}

function changed(columns: Record<string, string> | undefined, column: string, value: string | undefined): Record<string, string> | undefined {
  const others = Object.entries(columns ?? {}).filter(([name]) => name !== column)
  const kept = value === undefined ? others : [...others, [column, value]]
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
