/** A mutation answers with what it made, or with a refusal that says why not. */
import type { CombinedError } from 'urql'

export interface Refusal {
  __typename: 'Refusal'
  code: string
  path?: string | null
  message: string
}

interface Answered {
  __typename: string
}

export function isRefusal(answer: Answered | null | undefined): answer is Refusal {
  return answer?.__typename === 'Refusal'
}

/** In words for the person who asked; null where all went well. */
export function problemOf(error: CombinedError | undefined, answer?: Answered | null): string | null {
  if (error) return error.graphQLErrors[0]?.message ?? 'offline'
  return isRefusal(answer) ? answer.message : null
}
