/** A mutation answers with what it made, or with a refusal that says why not. */
import type { CombinedError } from 'urql'
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
}

/** In words for the person who asked; null where all went well. */
export function problemOf(error: CombinedError | undefined, answer?: Answered | null): string | null {
  if (error) return error.graphQLErrors[0]?.message ?? 'offline'
  return answer?.__typename === 'Refusal' ? (answer.message ?? '') : null
}
