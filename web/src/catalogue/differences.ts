/** What differs between two versions of a template, part by part. */
import { labelIn, type Suggestion } from '../care/template'
import { questionsOf, type CodeChoice, type CodingRule, type Definition, type Evidence, type Group, type Question, type RecordRule } from './definition'
import { codeWords, columnWords, conditionWords, productWords, recordWords, suggestionWords, unitWords, type Saying } from './saying'
import type { Condition } from '../care/conditions'

export type Section = 'questions' | 'coding' | 'evidence' | 'codes' | 'words' | 'records'

export interface Difference {
  section: Section
  how: 'added' | 'removed' | 'changed' | 'moved'
  /** What it is called. */
  name: string
  /** What of it, and how it reads before and after; of something that was changed. */
  parts: { part: string; before: string; after: string }[]
}

interface Named {
  id: string
}

type Shown = (value: unknown, saying: Saying) => string

const CONDITIONS = new Set(['when', 'must', 'asked_when'])
const NEVER_WITHOUT = new Set(['required_when', 'free_when'])

export function differencesOf(before: Definition, after: Definition, t: Saying['t'], language: string): Difference[] {
  const was = { definition: before, t, language }
  const is = { definition: after, t, language }
  const nameOf = (question: Question) => labelIn(language, question) || question.id
  const asked = (definition: Definition) => questionsOf(definition).map(({ question, group }) => ({ ...question, group: group?.id }))
  return [
    ...words(before, after, t),
    ...listed('questions', asked(before), asked(after), nameOf, was, is),
    ...listed('questions', groupsOf(before), groupsOf(after), (group) => labelIn(language, group), was, is),
    ...listed<CodingRule>('coding', before.coding, after.coding, (rule) => rule.explanation || rule.id, was, is),
    ...listed<Evidence>('evidence', before.evidence ?? [], after.evidence ?? [], ({ message, id }) => message || id, was, is),
    ...coded(before, after),
    ...recorded(before.records ?? [], after.records ?? [], was, is),
  ]
}

function groupsOf(definition: Definition): Group[] {
  return (definition.groups ?? []).map((group) => ({ ...group, questions: [] }))
}

function words(before: Definition, after: Definition, t: Saying['t']): Difference[] {
  const kindOf = ({ kind }: Definition) => t(`kinds.${kind as 'immunization'}`, { defaultValue: kind })
  const parts = [
    ...(['name', 'attestation'] as const).map((part) => ({ part, before: before[part], after: after[part] })),
    { part: 'serviceKind', before: kindOf(before), after: kindOf(after) },
  ]
  return parts.filter((each) => each.before !== each.after).map((each) => ({ section: 'words', how: 'changed', name: each.part, parts: [each] }))
}

function listed<Item extends Named>(
  section: Section,
  before: readonly Item[],
  after: readonly Item[],
  nameOf: (item: Item) => string,
  was: Saying,
  is: Saying,
): Difference[] {
  const old = new Map(before.map((item) => [item.id, item]))
  const now = new Set(after.map(({ id }) => id))
  const gone = before.filter(({ id }) => !now.has(id)).map((item): Difference => ({ section, how: 'removed', name: nameOf(item), parts: [] }))
  const stayed = before.filter(({ id }) => now.has(id)).map(({ id }) => id)
  const places = after.filter(({ id }) => old.has(id)).map(({ id }) => id)
  const others = after.flatMap((item): Difference[] => {
    const earlier = old.get(item.id)
    if (earlier === undefined) return [{ section, how: 'added', name: nameOf(item), parts: [] }]
    const parts = partsOf(earlier, item, was, is)
    if (parts.length > 0) return [{ section, how: 'changed', name: nameOf(item), parts }]
    return isMoved(item.id, stayed, places) ? [{ section, how: 'moved', name: nameOf(item), parts: [] }] : []
  })
  return [...gone, ...others]
}

/** Whether something that stood before it stands after it now; what it was moved past did not move. */
function isMoved(id: string, before: readonly string[], after: readonly string[]): boolean {
  const passed = before.slice(0, before.indexOf(id)).filter((other) => after.indexOf(other) > after.indexOf(id))
  return passed.length > 0
}

function partsOf(before: object, after: object, was: Saying, is: Saying): Difference['parts'] {
  const old = Object.fromEntries(Object.entries(before))
  const now = Object.fromEntries(Object.entries(after))
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return names
    .filter((part) => !isSame(old[part], now[part]))
    .map((part) => ({ part, before: shown(part)(old[part], was), after: shown(part)(now[part], is) }))
}

function isSame(one: unknown, other: unknown): boolean {
  return (isNothing(one) && isNothing(other)) || JSON.stringify(one) === JSON.stringify(other)
}

/** What the server leaves out, because it goes without saying. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0)
}

function shown(part: string): Shown {
  if (NEVER_WITHOUT.has(part)) return (value, saying) => (value === undefined ? saying.t('condition.never') : conditionWords(value as Condition, saying))
  if (CONDITIONS.has(part)) return (value, saying) => conditionWords(value as Condition | undefined, saying)
  if (part === 'procedure') return (value, saying) => codeWords(value as CodeChoice, saying)
  if (part === 'diagnoses') return (value, saying) => ((value ?? []) as CodeChoice[]).map((each) => codeWords(each, saying)).join(', ')
  if (part === 'units') return (value, saying) => unitWords(value as CodingRule['units'], saying)
  if (part === 'product') return (value, saying) => productWords(value as CodingRule['product'], saying)
  if (part === 'suggested') return (value, saying) => suggestionWords(value as Suggestion | undefined, saying)
  if (part === 'modifiers') return (value) => ((value ?? []) as { code: string }[]).map(({ code }) => code).join(', ')
  if (part === 'choices') return (value, { language }) => ((value ?? []) as { value: string; label: string }[]).map((choice) => labelIn(language, choice)).join(', ')
  return (value, { t }) => (value === true ? t('yes') : isNothing(value) ? '' : typeof value === 'object' ? Object.values(value as object).map(String).join(', ') : String(value))
}

function coded(before: Definition, after: Definition): Difference[] {
  const pairs = (definition: Definition) =>
    new Map([
      ...Object.entries(definition.codes ?? {}),
      ...Object.entries(definition.tables ?? {}).flatMap(([table, rows]) => Object.entries(rows).map(([answer, code]): [string, string] => [`${table}: ${answer}`, code])),
      ['default_diagnoses', (definition.default_diagnoses ?? []).join(', ')] as [string, string],
    ])
  const [old, now] = [pairs(before), pairs(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name): Difference[] => {
    const [was, is] = [old.get(name), now.get(name)]
    if (was === is) return []
    const how = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    return [{ section: 'codes', how, name, parts: [{ part: 'code', before: was ?? '', after: is ?? '' }] }]
  })
}

/** Records have no names: what is not the same any more is held against the next of its kind. */
function recorded(before: readonly RecordRule[], after: readonly RecordRule[], was: Saying, is: Saying): Difference[] {
  const [gone, fresh] = [unlike(before, after), unlike(after, before)]
  const changed = gone.flatMap((earlier): Difference[] => {
    const place = fresh.findIndex((each) => isAlike(each, earlier))
    const [later] = place < 0 ? [] : fresh.splice(place, 1)
    if (later === undefined) return [{ section: 'records', how: 'removed', name: recordWords(earlier, was), parts: [] }]
    return [{ section: 'records', how: 'changed', name: recordWords(later, is), parts: recordParts(earlier, later, was, is) }]
  })
  return [...changed, ...fresh.map((each): Difference => ({ section: 'records', how: 'added', name: recordWords(each, is), parts: [] }))]
}

/** Those that the others have no equal of. */
function unlike(records: readonly RecordRule[], others: readonly RecordRule[]): RecordRule[] {
  const left = [...others]
  return records.filter((record) => {
    const place = left.findIndex((other) => isSameRecord(record, other))
    if (place >= 0) left.splice(place, 1)
    return place < 0
  })
}

function isAlike(one: RecordRule, other: RecordRule): boolean {
  return one.kind === other.kind && one.fixed?.name === other.fixed?.name && one.fixed?.kind === other.fixed?.kind
}

function isSameRecord(one: RecordRule, other: RecordRule): boolean {
  return one.kind === other.kind && recordPlaces(one, other).every((part) => isSame(flat(one)[part], flat(other)[part]))
}

function recordParts(earlier: RecordRule, later: RecordRule, was: Saying, is: Saying): Difference['parts'] {
  const words = (record: RecordRule, part: string, saying: Saying) => (part === 'when' || part === 'for_each' ? shown(part)(record[part], saying) : columnWords(record, part, saying))
  return recordPlaces(earlier, later)
    .filter((part) => !isSame(flat(earlier)[part], flat(later)[part]))
    .map((part) => ({ part, before: words(earlier, part, was), after: words(later, part, is) }))
}

function recordPlaces(one: RecordRule, other: RecordRule): string[] {
  return [...new Set([...Object.keys(flat(one)), ...Object.keys(flat(other))])]
}

/** Its columns as they are filled, and beside them when and for each of what. */
function flat({ when, for_each, answers, fixed }: RecordRule): Record<string, unknown> {
  const filled = Object.entries(answers ?? {}).map(([column, question]) => [column, { question }])
  return { when, for_each, ...fixed, ...Object.fromEntries(filled) }
}
