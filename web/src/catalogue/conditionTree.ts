/** Conditions as groups of comparisons within one another, which a form can show and change. */
import type { Condition, Scalar } from '../care/conditions'

export const OPERATORS = [
  'is', 'isNot', 'one_of', 'includes', 'includes_fact', 'at_least', 'at_most', 'above', 'below', 'answered', 'notAnswered', 'not_before',
] as const
export type Operator = (typeof OPERATORS)[number]

export interface Comparison {
  fact: string
  operator: Operator
  value: Scalar | Scalar[] | undefined
}

export interface Group {
  joins: 'all' | 'any'
  /** Holds where the group does not. */
  isNot: boolean
  parts: Part[]
}

export type Part = Comparison | Group

/** Operators that compare with another fact. */
export const OF_FACTS: ReadonlySet<Operator> = new Set(['includes_fact', 'not_before'])
const PLAIN: ReadonlySet<string> = new Set(['is', 'one_of', 'includes', 'includes_fact', 'at_least', 'at_most', 'above', 'below', 'not_before'])

export function isGroup(part: Part): part is Group {
  return 'joins' in part
}

/** Null where something in it is none of what conditions are made of. */
export function treeOf(condition: Condition | undefined): Group | null {
  const parts = condition === undefined ? [] : partsOf(condition)
  if (parts === null) return null
  const [only] = parts
  return parts.length === 1 && only !== undefined && isGroup(only) ? only : groupOf(parts)
}

/** Undefined where nothing is compared: it always holds. */
export function conditionOf(root: Group): Condition | undefined {
  if (root.parts.length === 0) return undefined
  const [only] = root.parts
  const isAlone = root.parts.length === 1 && only !== undefined && !root.isNot && !isGroup(only)
  return isAlone ? conditionFor(only) : conditionFor(root)
}

function groupOf(parts: Part[], joins: Group['joins'] = 'all', isNot = false): Group {
  return { joins, isNot, parts }
}

function partsOf({ all, any, not, fact, ...own }: Condition): Part[] | null {
  const compared = fact === undefined ? (Object.keys(own).length > 0 ? null : []) : comparing(fact, own)
  const opposite = not === undefined ? [] : opposed(not)
  const groups = [all === undefined ? [] : inner(all, 'all'), any === undefined ? [] : inner(any, 'any')]
  if (compared === null || opposite === null || groups.includes(null)) return null
  return [...compared, ...(groups as Part[][]).flat(), ...opposite]
}

function inner(conditions: readonly Condition[], joins: Group['joins']): Part[] | null {
  const parts = conditions.map(partOf)
  return parts.includes(null) ? null : [groupOf(parts as Part[], joins)]
}

function partOf(condition: Condition): Part | null {
  const parts = partsOf(condition)
  if (parts === null) return null
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : groupOf(parts)
}

function comparing(fact: string, own: Omit<Condition, 'fact'>): Comparison[] | null {
  const parts: Comparison[] = []
  for (const [name, value] of Object.entries(own)) {
    if (name === 'answered') parts.push({ fact, operator: value ? 'answered' : 'notAnswered', value: undefined })
    else if (PLAIN.has(name)) parts.push({ fact, operator: name as Operator, value: value as Scalar })
    else return null
  }
  return parts
}

function opposed(condition: Condition): Part[] | null {
  const { fact, is, ...others } = condition
  if (fact !== undefined && is !== undefined && Object.keys(others).length === 0) return [{ fact, operator: 'isNot', value: is }]
  const tree = treeOf(condition)
  if (tree === null) return null
  return [tree.isNot ? groupOf([tree], 'all', true) : { ...tree, isNot: true }]
}

function conditionFor(part: Part): Condition {
  if (isGroup(part)) {
    const condition = { [part.joins]: part.parts.map(conditionFor) }
    return part.isNot ? { not: condition } : condition
  }
  const { fact, operator, value } = part
  if (operator === 'answered' || operator === 'notAnswered') return { fact, answered: operator === 'answered' }
  return operator === 'isNot' ? { not: { fact, is: value as Scalar } } : { fact, [operator]: value }
}
