/** A service's template in full, as the API takes it (docs/service-templates.md). */
import type { Condition } from '../care/conditions'
import type * as Care from '../care/template'

export interface Question extends Care.Question {
  most?: number
  at_least?: string | number
  at_most?: string | number
  required_when?: Condition
}

export interface Group extends Care.Group {
  questions: Question[]
}

export interface CodeChoice {
  code?: string
  slot?: string
  answer?: string
  by?: string
  table?: string
  when?: Condition
}

export interface Units {
  fixed?: number
  answer?: string
  minutes?: string
  after?: number
  each?: number
  counts_from?: number
}

export interface Modifier {
  code: string
  because: string
  when?: Condition
}

/** Which answers name the drug of a line, its quantity and its lot. */
export interface Product {
  ndc: string
  quantity: string
  unit: string
  lot: string
}

export interface CodingRule {
  id: string
  explanation: string
  procedure: CodeChoice
  for_each?: string
  purpose?: string
  when?: Condition
  modifiers?: Modifier[]
  units?: Units
  diagnoses?: CodeChoice[]
  product?: Product
  needs_clia?: boolean
  free_when?: Condition
  adds_up?: boolean
}

export interface Evidence {
  id: string
  must: Condition
  message: string
  path: string
  for_each?: string
  when?: Condition
  fix?: string
  source?: string
}

export interface RecordRule {
  kind: 'immunization' | 'observation' | 'intervention'
  answers?: Record<string, string>
  fixed?: Record<string, string>
  for_each?: string
  when?: Condition
}

export interface Definition extends Omit<Care.Definition, 'questions' | 'groups' | 'records'> {
  kind: string
  questions?: Question[]
  groups?: Group[]
  evidence?: Evidence[]
  codes?: Record<string, string>
  tables?: Record<string, Record<string, string>>
  default_diagnoses?: string[]
  coding: CodingRule[]
  records?: RecordRule[]
}

/** Every question, those of groups with their group. */
export function questionsOf(definition: Definition): { question: Question; group?: Group }[] {
  return [
    ...(definition.questions ?? []).map((question) => ({ question })),
    ...(definition.groups ?? []).flatMap((group) => group.questions.map((question) => ({ question, group }))),
  ]
}

const ID_LENGTH = 50

/** An id that no other has, made from words that people read. */
export function newId(words: string, taken: ReadonlySet<string>): string {
  const plain = words.normalize('NFD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^[^a-z]+|_+$/g, '')
  const stem = plain.slice(0, ID_LENGTH - 4) || 'item'
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? stem : `${stem}_${String(count)}`
    if (!taken.has(id)) return id
  }
}

export function idsOf(definition: Definition): Set<string> {
  const questions = questionsOf(definition).map(({ question }) => question.id)
  const others = [...(definition.groups ?? []), ...(definition.evidence ?? []), ...definition.coding]
  return new Set([...questions, ...others.map(({ id }) => id)])
}
