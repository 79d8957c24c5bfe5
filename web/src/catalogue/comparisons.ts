/** Conditions as a list of comparisons, which a form can show; what is more than that is left to the expert's view. */
import type { Condition, Scalar } from '../care/conditions'

export const OPERATORS = ['is', 'isNot', 'one_of', 'includes', 'at_least', 'at_most', 'above', 'below', 'answered', 'notAnswered', 'not_before'] as const
export type Operator = (typeof OPERATORS)[number]

export interface Comparison {
  fact: string
  operator: Operator
  value: Scalar | Scalar[] | undefined
}

export interface Comparisons {
  joins: 'all' | 'any'
  parts: Comparison[]
}

const PLAIN = ['is', 'one_of', 'includes', 'at_least', 'at_most', 'above', 'below', 'not_before'] as const

/** Null where the condition says more than a list of comparisons can. */
export function comparisonsOf(condition: Condition | undefined): Comparisons | null {
  if (condition === undefined) return { joins: 'all', parts: [] }
  const { all, any, not, ...own } = condition
  const parts = own.fact === undefined ? [] : comparing(own)
  if (parts === null || (own.fact === undefined && Object.keys(own).length > 0)) return null
  if (any !== undefined && (all !== undefined || not !== undefined || parts.length > 0)) return null
  const opposite = not === undefined ? [] : opposed(not)
  const inner = (all ?? any ?? []).map(single)
  if (opposite === null || inner.includes(null)) return null
  const found = [...parts, ...opposite, ...(inner as Comparison[][]).flat()]
  if (any !== undefined && inner.some((each) => each?.length !== 1)) return null
  return { joins: any === undefined ? 'all' : 'any', parts: found }
}

/** Undefined where nothing is compared: it always holds. */
export function conditionOf({ joins, parts }: Comparisons): Condition | undefined {
  const conditions = parts.map(conditionFor)
  if (conditions.length === 0) return undefined
  return conditions.length === 1 ? conditions[0] : { [joins]: conditions }
}

function single(condition: Condition): Comparison[] | null {
  const found = comparisonsOf(condition)
  return found === null || found.joins === 'any' ? null : found.parts
}

function comparing({ fact = '', ...own }: Condition): Comparison[] | null {
  const parts: Comparison[] = []
  for (const [name, value] of Object.entries(own)) {
    if (name === 'answered') parts.push({ fact, operator: value ? 'answered' : 'notAnswered', value: undefined })
    else if ((PLAIN as readonly string[]).includes(name)) parts.push({ fact, operator: name as Operator, value: value as Scalar })
    else return null
  }
  return parts
}

function opposed({ fact, is, ...others }: Condition): Comparison[] | null {
  if (fact === undefined || is === undefined || Object.keys(others).length > 0) return null
  return [{ fact, operator: 'isNot', value: is }]
}

function conditionFor({ fact, operator, value }: Comparison): Condition {
  switch (operator) {
    case 'answered':
      return { fact, answered: true }
    case 'notAnswered':
      return { fact, answered: false }
    case 'isNot':
      return { not: { fact, is: value as Scalar } }
    default:
      return { fact, [operator]: value }
  }
}
