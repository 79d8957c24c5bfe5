/** The columns of a clinic day: what the template asks once, and of its first group once. */
import type { Answer, Answers, Definition, Group, Item, Question } from '../care/template'

const LONG = 300
const LONG_WIDTH = '220px'
const MANY_WIDTH = '190px'

export interface QuestionColumn {
  kind: 'question'
  id: string
  label: string
  width: string
  question: Question
  group: Group | null
}

export interface PlainColumn {
  kind: 'patient' | 'provider' | 'state' | 'charge'
  id: string
  label: string
  width: string
}

export type Column = QuestionColumn | PlainColumn

const WIDTHS: Readonly<Record<Question['type'], string>> = {
  boolean: '104px', code: '88px', date: '112px', choice: '130px', decimal: '72px', integer: '72px', text: '104px',
}

export function questionColumns(definition: Definition): QuestionColumn[] {
  const [group] = definition.groups ?? []
  return [
    ...(definition.questions ?? []).filter(fits).map((question) => columnOf(question, null)),
    ...(group?.questions ?? []).filter(fits).map((question) => columnOf(question, group ?? null)),
  ]
}

/** What a person answers for each patient: nothing usual stands for it, and no barcode alone gives it. */
export function isCore({ question }: QuestionColumn): boolean {
  return question.suggested === undefined && question.code_system !== 'vaccine-ndc'
}

export function valueAt(answers: Answers, { question, group }: QuestionColumn): Answer | undefined {
  if (group === null) return answers[question.id] as Answer | undefined
  return itemsOf(answers, group)[0]?.[question.id]
}

/** The group as a whole, with its first item changed. */
export function withItem(answers: Answers, group: Group, change: (item: Item) => Item): Answers {
  const [first = {}, ...others] = itemsOf(answers, group)
  return { [group.id]: [change(first), ...others] }
}

function itemsOf(answers: Answers, group: Group): Item[] {
  return (answers[group.id] as Item[] | undefined) ?? []
}

/** Several codes at once want the form, which finds them by words. */
function fits({ many, choices }: Question): boolean {
  return !many || choices !== undefined
}

function widthOf({ type, longest, many }: Question): string {
  if (many) return MANY_WIDTH
  return type === 'text' && (longest ?? LONG + 1) > LONG ? LONG_WIDTH : WIDTHS[type]
}

function columnOf(question: Question, group: Group | null): QuestionColumn {
  return { kind: 'question', id: question.id, label: question.label, width: widthOf(question), question, group }
}
