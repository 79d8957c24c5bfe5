/** A mutation answers with what it made, or with a refusal that says why not. */
import i18next from 'i18next'
import type { CombinedError } from 'urql'
import { inWords } from '../words/said'
import { graphql } from './generated'

/** What every mutation asks of a refusal. */
export const Refused = graphql(`
  fragment Refused on Refusal {
    code
    path
    message
  }
`)

interface Answered {
  __typename: string
  message?: string
  path?: string | null
}

/** Why something was not done, and at which of its inputs. */
export interface Problem {
  message: string
  path: string | null
  /** Nothing was heard of the server at all. */
  isAway?: boolean
}

/** In words for the person who asked; null where all went well. */
export function problemOf(error: CombinedError | undefined, answer?: Answered | null): string | null {
  if (error) return isAway(error) ? i18next.t(isHeard(error) ? 'trouble.failed' : 'trouble.offline') : inWords(error.graphQLErrors[0]?.message ?? '')
  return answer?.__typename === 'Refusal' ? inWords(answer.message ?? '') : null
}

/** The same, with the input that was at fault. */
export function refusalOf(error: CombinedError | undefined, answer?: Answered | null): Problem | null {
  const message = problemOf(error, answer)
  return message === null ? null : { message, path: answer?.path ?? null, isAway: error !== undefined && isAway(error) }
}

/** It answered, but not with what was asked for. */
export function isHeard(error: CombinedError): boolean {
  return isAway(error) && error.response !== undefined
}

function isAway(error: CombinedError): boolean {
  return error.graphQLErrors.length === 0
}
