/** The rows of a clinic day: one patient each, and how far their documentation is. */
import type { Answers, Definition } from '../care/template'
import { hasUnsent, type About, type Draft } from '../drafts/draft'
import type { OutboxState } from '../drafts/outbox'
import type { EncounterStatus, OutlooksQuery } from '../graphql/generated/graphql'
import { inWords } from '../words/said'

/** As many as the API looks at, and signs, at once. */
export const MOST_ROWS = 100

export type Outlook = OutlooksQuery['encounterOutlooks'][number] & { revision: number }

export interface Row {
  /** The draft's id. */
  id: string
  about: About | null
  answers: Answers
  providerId: string
  status: EncounterStatus | null
  outlook: Outlook | null
  /** What was typed or pasted that is no answer, by the question. */
  wrong?: Readonly<Record<string, string>>
}

export type RowState =
  | { kind: 'empty' | 'unknown' | 'keeping' | 'away' | 'looking' | 'ready' | 'signed' }
  /** The question that is at fault, where the server named one. */
  | { kind: 'problem'; message: string; questionId: string | null }
  | { kind: 'wrong'; labels: string[] }
  /** What is found at each question. */
  | { kind: 'missing'; labels: string[]; found: ReadonlyMap<string, string> }

const SIGNED: ReadonlySet<EncounterStatus | null> = new Set(['SIGNED', 'AMENDED'])

export function stateOf(row: Row, { drafts, underWay, isAway }: OutboxState, definition: Definition): RowState {
  const draft = drafts.get(row.id)
  if (row.about === null) return { kind: 'empty' }
  if (row.about.patientId === null) return { kind: 'unknown' }
  if (SIGNED.has(row.status)) return { kind: 'signed' }
  if (draft?.problem) return { kind: 'problem', message: inWords(draft.problem.message), questionId: lastPart(draft.problem.path) }
  const wrong = Object.keys(row.wrong ?? {})
  if (wrong.length > 0) return { kind: 'wrong', labels: wrong.map((id) => labelOf(definition, id) ?? id) }
  if (!isKept(draft, underWay)) return { kind: isAway ? 'away' : 'keeping' }
  if (row.outlook === null) return { kind: 'looking' }
  const labels = lacking(row.outlook, definition)
  if (labels.length === 0) return { kind: 'ready' }
  return { kind: 'missing', labels, found: new Map(row.outlook.missing.map(({ path, message }) => [lastPart(path) ?? '', inWords(message)])) }
}

/** What is wrong at one question of a row, in words; null where nothing is. */
export function faultAt(state: RowState, questionId: string): string | null {
  if (state.kind === 'problem') return state.questionId === questionId ? state.message : null
  return state.kind === 'missing' ? (state.found.get(questionId) ?? null) : null
}

export function isKept(draft: Draft | undefined, underWay: ReadonlySet<string>): boolean {
  return draft !== undefined && draft.encounterId !== null && !hasUnsent(draft) && !underWay.has(draft.id)
}

/** By the names of the columns; where only coding finds something, in its words. */
function lacking({ missing, preview }: Outlook, definition: Definition): string[] {
  const labels = missing.map(({ path, message, code }) => (code === 'evidence.missing' ? labelOf(definition, path) : null) ?? message)
  const wrong = preview.findings.filter(({ severity }) => severity === 'ERROR').map(({ message }) => message)
  return [...new Set(labels.length > 0 ? labels : wrong)]
}

/** What a finding's path, `vaccines.0.lot_number`, is called in the grid's head. */
function labelOf(definition: Definition, path: string): string | undefined {
  const id = lastPart(path)
  const questions = [...(definition.questions ?? []), ...(definition.groups ?? []).flatMap((group) => group.questions)]
  return questions.find((question) => question.id === id)?.label
}

function lastPart(path: string | null): string | null {
  return path?.split('.').at(-1) ?? null
}
