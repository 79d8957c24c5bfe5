/** Conditions, codes and units in words. */
import type { Condition, Scalar } from '../care/conditions'
import { labelIn, type Suggestion } from '../care/template'
import { isGroup, OF_FACTS, treeOf, type Comparison, type Group } from './conditionTree'
import type { CodeChoice, Definition, Product, RecordRule, Units } from './definition'
import { factWords, questionOf } from './facts'
import type { Say } from './words'

export interface Saying {
  definition: Definition
  t: Say
  language: string
}

export function conditionWords(condition: Condition | undefined, saying: Saying): string {
  const { t } = saying
  const tree = treeOf(condition)
  if (tree === null) return JSON.stringify(condition)
  return tree.parts.length === 0 ? t('condition.always') : groupWords(tree, saying)
}

function groupWords({ joins, isNot, parts }: Group, saying: Saying): string {
  const { t } = saying
  const each = parts.map((part) => (isGroup(part) ? nested(part, saying) : comparisonWords(part, saying)))
  const words = each.join(t(joins === 'all' ? 'condition.and' : 'condition.or'))
  return isNot ? t('condition.not', { what: words }) : words
}

function nested(group: Group, saying: Saying): string {
  const words = groupWords(group, saying)
  return group.isNot || group.parts.length < 2 ? words : `(${words})`
}

function comparisonWords({ fact, operator, value }: Comparison, saying: Saying): string {
  const shown = OF_FACTS.has(operator) ? said(String(value), saying) : valueWords(fact, value, saying)
  return saying.t(`comparing.${operator}`, { fact: said(fact, saying), value: shown })
}

function said(fact: string | undefined, { definition, t, language }: Saying): string {
  return factWords(fact ?? '', definition, t, language)
}

function valueWords(fact: string, value: Scalar | Scalar[] | undefined, { definition, t, language }: Saying): string {
  const choices = questionOf(definition, fact)?.choices ?? []
  const one = (each: Scalar): string => {
    if (typeof each === 'boolean') return t(each ? 'yes' : 'no')
    const choice = choices.find((known) => known.value === each)
    return choice === undefined ? String(each) : labelIn(language, choice)
  }
  return (Array.isArray(value) ? value : [value ?? '']).map(one).join(', ')
}

export function codeWords(choice: CodeChoice, saying: Saying): string {
  const { definition, t } = saying
  const when = choice.when === undefined ? '' : t('coding.onlyWhen', { when: conditionWords(choice.when, saying) })
  if (choice.code !== undefined) return choice.code + when
  if (choice.slot !== undefined) return t('coding.ofSlot', { code: definition.codes?.[choice.slot] ?? '?', slot: choice.slot }) + when
  if (choice.answer !== undefined) return t('coding.ofAnswer', { what: said(choice.answer, saying) }) + when
  return t('coding.ofTable', { what: said(choice.by, saying), table: choice.table ?? '?' }) + when
}

export function unitWords(units: Units | undefined, saying: Saying): string {
  const { t } = saying
  if (units?.answer !== undefined) return said(units.answer, saying)
  if (units?.minutes === undefined) return t('units.fixedOf', { count: units?.fixed ?? 1 })
  const { after = 0, each = 15, counts_from = 8 } = units
  return t('units.minutesOf', { what: said(units.minutes, saying), after, each, from: counts_from })
}

export function productWords(product: Product | undefined, saying: Saying): string {
  if (product === undefined) return ''
  return (['ndc', 'quantity', 'unit', 'lot'] as const).map((part) => saying.t('product.said', { part: saying.t(`product.${part}`), what: said(product[part], saying) })).join(', ')
}

/** What is written down, and for each of what. */
export function recordWords({ kind, for_each, answers, fixed }: RecordRule, saying: Saying): string {
  const { t, definition, language } = saying
  const group = (definition.groups ?? []).find(({ id }) => id === for_each)
  const what = kind === 'immunization' ? undefined : kind === 'observation' ? 'name' : 'kind'
  const named = what === undefined ? undefined : (fixed?.[what] ?? (answers?.[what] && said(answers[what], saying)))
  const words = named ? t('records.of', { kind: t(`records.${kind}`), what: named }) : t(`records.${kind}`)
  return for_each === undefined ? words : t('records.each', { what: words, group: group ? labelIn(language, group) : for_each })
}

export function columnWords(record: RecordRule, column: string, saying: Saying): string {
  const answer = record.answers?.[column]
  return answer === undefined ? (record.fixed?.[column] ?? '') : saying.t('coding.ofAnswer', { what: said(answer, saying) })
}

export function suggestionWords(suggested: Suggestion | undefined, saying: Saying): string {
  if (suggested === undefined) return ''
  if (suggested.is_day_of_service) return saying.t('suggesting.day')
  if (suggested.by === undefined) return suggested.value ?? ''
  const pairs = Object.entries(suggested.values ?? {}).map(([answer, value]) => `${answer} → ${value}`)
  return saying.t('suggesting.saidBy', { what: said(suggested.by, saying), values: pairs.join(', ') })
}
