/** When a question is asked: a template's conditions, as far as the answers alone decide them. */
import { isEmpty, type Answer, type Item, type Question } from './template'

export type Scalar = string | number | boolean

/** As docs/service-templates.md has it; numbers come as text where exactness matters. */
export interface Condition {
  fact?: string
  is?: Scalar
  one_of?: Scalar[]
  includes?: Scalar
  includes_fact?: string
  at_least?: Scalar
  at_most?: Scalar
  above?: Scalar
  below?: Scalar
  not_before?: string
  answered?: boolean
  all?: Condition[]
  any?: Condition[]
  not?: Condition
}

/** What only the server can decide is asked: it says itself what it does not need. */
export function isAsked(question: Question, answers: Item, known: ReadonlySet<string>): boolean {
  return question.asked_when === undefined || holds(question.asked_when, answers, known) !== false
}

/** Whether an answer must be there, as far as that can be known here. */
export function isRequired(question: Question, answers: Item, known: ReadonlySet<string>): boolean {
  if (!isAsked(question, answers, known)) return false
  return question.required === true || (question.required_when !== undefined && holds(question.required_when, answers, known) === true)
}

/** Undefined where it turns on something that is no answer. */
export function holds(condition: Condition, answers: Item, known: ReadonlySet<string>): boolean | undefined {
  const each = (condition.all ?? []).map((part) => holds(part, answers, known))
  const some = (condition.any ?? []).map((part) => holds(part, answers, known))
  const opposite = condition.not === undefined ? undefined : holds(condition.not, answers, known)
  const parts = [compares(condition, answers, known), ...each]
  if (some.length > 0) parts.push(some.includes(true) ? true : some.includes(undefined) ? undefined : false)
  if (condition.not !== undefined) parts.push(opposite === undefined ? undefined : !opposite)
  return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true
}

function compares(condition: Condition, answers: Item, known: ReadonlySet<string>): boolean | undefined {
  const { fact } = condition
  if (fact === undefined) return true
  const others = [condition.includes_fact, condition.not_before].filter((name) => name !== undefined)
  if (![fact, ...others].every((name) => known.has(name))) return undefined
  const value = answers[fact]
  if (condition.answered !== undefined && condition.answered === isEmpty(value)) return false
  return isOneOf(condition, value) && hasAmong(condition, value, answers) && isWithin(condition, value) && isNotBefore(condition, value, answers)
}

function isOneOf({ is, one_of }: Condition, value: Answer | undefined): boolean {
  const same = (wanted: Scalar) => value !== null && value !== undefined && typeof value === typeof wanted && value === wanted
  return (is === undefined || same(is)) && (one_of === undefined || one_of.some(same))
}

function hasAmong({ includes, includes_fact }: Condition, value: Answer | undefined, answers: Item): boolean {
  const wanted = [includes, includes_fact === undefined ? undefined : answers[includes_fact]]
  return wanted.every((each) => each === undefined || (Array.isArray(value) && value.includes(String(each))))
}

function isWithin({ at_least, at_most, above, below }: Condition, value: Answer | undefined): boolean {
  if ([at_least, at_most, above, below].every((bound) => bound === undefined)) return true
  const number = isEmpty(value) ? Number.NaN : Number(value)
  return (
    !Number.isNaN(number) &&
    (at_least === undefined || number >= Number(at_least)) &&
    (at_most === undefined || number <= Number(at_most)) &&
    (above === undefined || number > Number(above)) &&
    (below === undefined || number < Number(below))
  )
}

function isNotBefore({ not_before }: Condition, value: Answer | undefined, answers: Item): boolean {
  if (not_before === undefined) return true
  const other = answers[not_before]
  return typeof value === 'string' && typeof other === 'string' && value >= other
}
