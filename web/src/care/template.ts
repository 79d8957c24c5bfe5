/** What a service's template asks, as the API gives it (docs/service-templates.md). */
import i18next from 'i18next'
import { inWords } from '../words/said'

import type { Condition } from './conditions'

export type QuestionType = 'choice' | 'text' | 'date' | 'integer' | 'decimal' | 'boolean' | 'code'

/** What a label is in other languages than English. */
export type Translations = Record<string, string>

export interface QuestionChoice {
  value: string
  label: string
  labels?: Translations
}

export interface Question {
  id: string
  label: string
  labels?: Translations
  type: QuestionType
  help?: string
  helps?: Translations
  choices?: QuestionChoice[]
  code_system?: string
  many?: boolean
  unit?: string | null
  longest?: number
  required?: boolean
  required_when?: Condition
  asked_when?: Condition
  suggested?: Suggestion
}

/** What is usual: a value, the day of service, or what goes with another answer of the group. */
export interface Suggestion {
  value?: string
  is_day_of_service?: boolean
  by?: string
  values?: Record<string, string>
}

export interface Group {
  id: string
  label: string
  labels?: Translations
  questions: Question[]
  at_least?: number
  at_most?: number
}

export interface RecordRule {
  kind: 'immunization' | 'observation' | 'intervention'
  for_each?: string
  /** Question ids by what they are written down as. */
  answers?: Record<string, string>
}

export interface Definition {
  name: string
  attestation: string
  questions?: Question[]
  groups?: Group[]
  records?: RecordRule[]
}

export type Answer = string | number | boolean | string[] | null
export type Item = Record<string, Answer>
export type Answers = Record<string, Answer | Item[]>

/** A label in the reader's language, where the template has it. */
export function labelIn(language: string, { label, labels }: { label: string; labels?: Translations }): string {
  return labels?.[language] || label
}

/** What a field says, as the API takes it: numbers as text keep their exactness. */
export function answerOf(question: Question, text: string): Answer {
  if (text === '') return null
  if (question.type === 'integer') return Number.isSafeInteger(Number(text)) ? Number(text) : text
  return text
}

/** As findings name the field that they are about: `vaccines.0.lot_number`. */
export function pathOf(question: Question, group?: Group, place?: number): string {
  return group === undefined ? question.id : `${group.id}.${String(place)}.${question.id}`
}

export function isEmpty(answer: Answer | undefined): boolean {
  return answer === undefined || answer === null || answer === '' || (Array.isArray(answer) && answer.length === 0)
}

/** Which questions of a group take what a vaccine's barcode says; null where it gives no vaccines. */
export function scannedInto(definition: Definition, group: Group): Record<string, string> | null {
  const rule = (definition.records ?? []).find((each) => each.kind === 'immunization' && each.for_each === group.id)
  return rule?.answers?.ndc === undefined ? null : rule.answers
}

const SAID = new Set(['name', 'label', 'help', 'attestation'])
const spoken = new WeakMap<object, { language: string; definition: Definition }>()

/** A template with its words in the reader's language, as far as they are Mortar's own; the same each time. */
export function definitionOf(template: object): Definition {
  const known = spoken.get(template)
  if (known?.language === i18next.language) return known.definition
  const definition = inLanguage(template) as Definition
  spoken.set(template, { language: i18next.language, definition })
  return definition
}

function inLanguage(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(inLanguage)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, SAID.has(name) && typeof value === 'string' ? inWords(value) : inLanguage(value)]),
  )
}
