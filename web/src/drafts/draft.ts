/** One encounter as it is typed here: what is known to be kept, and what is still to be sent. */
import type { DraftInput } from '../graphql/generated/graphql'
import type { Answers } from '../care/template'

export interface Problem {
  code: string
  path: string | null
  message: string
}

export interface Visit {
  servedOn: string
  providerId: string
}

/** Whom a draft is about, as a list shows it. */
export interface About {
  patientId: string | null
  name: string
  birthOn: string | null
}

export interface Draft {
  /** This browser's own name for it. */
  id: string
  encounterId: string | null
  revision: number
  /** What it is about, where the server does not know it yet. */
  begun: { storeId: string; patientId: string; serviceId: string } | null
  about: About | null
  /** Of a new one, or changed since it was kept. */
  visit: Visit | null
  /** Typed and not known to be kept; a later answer takes the place of an earlier one. */
  waiting: Answers
  /** What a person must decide before it is sent again. */
  problem: Problem | null
}

export function newDraft(encounter?: { id: string; revision: number }): Draft {
  return {
    id: newId(),
    encounterId: encounter?.id ?? null,
    revision: encounter?.revision ?? 0,
    begun: null,
    about: null,
    visit: null,
    waiting: {},
    problem: null,
  }
}

/** A random name; `crypto.randomUUID` is not offered to pages without TLS. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, '0')).join('')
}

export function hasUnsent(draft: Draft): boolean {
  return Object.keys(draft.waiting).length > 0 || draft.visit !== null
}

export function canBeSent(draft: Draft): boolean {
  const isNew = draft.encounterId === null && draft.begun !== null && draft.visit !== null
  return draft.problem === null && (isNew || (draft.encounterId !== null && hasUnsent(draft)))
}

export function inputOf(draft: Draft): DraftInput {
  return {
    encounterId: draft.encounterId,
    revision: draft.revision,
    begun: draft.encounterId === null ? draft.begun : null,
    servedOn: draft.visit?.servedOn ?? null,
    providerId: draft.visit?.providerId ?? null,
    answers: draft.waiting,
  }
}
