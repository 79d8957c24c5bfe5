/** What a condition may ask about, and how each is called for people. */
import { labelIn } from '../care/template'
import type { Choice } from '../design/Fields'
import { questionsOf, type Definition, type Question } from './definition'
import type { Say } from './words'

const CIRCUMSTANCES = [
  'encounter.served_on', 'patient.age_years', 'payer.claim_filing_indicator_code', 'payer.payer_number', 'store.state', 'store.clia_number', 'item.number',
] as const
const OF_LINES = ['line.procedure_code', 'line.repeats'] as const
const DERIVED: Readonly<Record<string, 'groups' | 'cvx_codes'>> = { cvx: 'groups', 'vaccine-ndc': 'cvx_codes' }

export function questionChoices(definition: Definition, language: string): Choice[] {
  return questionsOf(definition).map(({ question }) => ({ value: question.id, label: labelIn(language, question) || question.id }))
}

/** What is answered once, and in each thing of a group, where one is named. */
export function answersIn(definition: Definition, groupId: string | undefined, language: string): Choice[] {
  return questionsOf(definition)
    .filter(({ group }) => group === undefined || group.id === groupId)
    .map(({ question }) => ({ value: question.id, label: labelIn(language, question) || question.id }))
}

export function factChoices(definition: Definition, t: Say, language: string): Choice[] {
  const derived = questionsOf(definition).flatMap(({ question }) => {
    const what = DERIVED[question.code_system ?? '']
    return what === undefined ? [] : [`${question.id}.${what}`]
  })
  const spans = definition.coding.flatMap(({ id }) => [`lines.${id}`, `day.${id}`])
  const others = [...derived, ...CIRCUMSTANCES, ...OF_LINES, ...spans]
  return [...questionChoices(definition, language), ...others.map((name) => ({ value: name, label: factWords(name, definition, t, language) }))]
}

/** A fact's name in words; what is not known keeps its name. */
export function factWords(name: string, definition: Definition, t: Say, language: string): string {
  const [stem = '', tail = ''] = name.split('.')
  const question = questionOf(definition, stem)
  if (question !== undefined) {
    const label = labelIn(language, question) || stem
    return tail === 'groups' || tail === 'cvx_codes' ? t(`derived.${tail}`, { what: label }) : label
  }
  if (stem === 'lines' || stem === 'day') return t(`spans.${stem}`, { rule: tail })
  const known = [...CIRCUMSTANCES, ...OF_LINES].find((each) => each === name)
  return known === undefined ? name : t(`facts.${known.replace('.', '_') as 'patient_age_years'}`)
}

export function questionOf(definition: Definition, id: string): Question | undefined {
  return questionsOf(definition).find(({ question }) => question.id === id)?.question
}
