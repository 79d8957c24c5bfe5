/** What a service's template asks, as the API gives it (docs/service-templates.md). */

export interface Question {
  id: string
  label: string
  type: 'choice' | 'text' | 'date' | 'integer' | 'decimal' | 'boolean' | 'code'
  help?: string
  choices?: { value: string; label: string }[]
  code_system?: string
  many?: boolean
  unit?: string | null
  longest?: number
  required?: boolean
}

export interface Group {
  id: string
  label: string
  questions: Question[]
  at_least?: number
  at_most?: number
}

export interface Definition {
  name: string
  attestation: string
  questions?: Question[]
  groups?: Group[]
}

export type Answer = string | number | boolean | string[] | null
export type Item = Record<string, Answer>
export type Answers = Record<string, Answer | Item[]>

/** What a field says, as the API takes it: numbers as text keep their exactness. */
export function answerOf(question: Question, text: string): Answer {
  if (text === '') return null
  if (question.type === 'integer') return Number.isSafeInteger(Number(text)) ? Number(text) : text
  return text
}

/** A finding's path to the field that it is about: `answers.vaccines.0.lot_number`. */
export function pathOf(question: Question, group?: Group, place?: number): string {
  return group === undefined ? `answers.${question.id}` : `answers.${group.id}.${String(place)}.${question.id}`
}
