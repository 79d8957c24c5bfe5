/** A list of the API to its end, page after page: what a person chooses from. */
import { useState } from 'react'
import { useQuery, type CombinedError, type TypedDocumentNode } from 'urql'

const PAGE = 100
/** More than these nobody chooses from: the rest is left out. */
export const MOST_CHOICES = 1_000
const NONE: readonly never[] = []

interface Paged {
  first: number
  after?: string | null | undefined
}

interface List<Row> {
  nodes: readonly Row[]
  pageInfo: { hasNextPage: boolean; startCursor?: string | null; endCursor?: string | null }
}

interface Every<Data, Variables extends Paged, Row> {
  query: TypedDocumentNode<Data, Variables>
  /** All but the page. */
  variables?: Omit<Variables, keyof Paged>
  listOf: (data: Data) => List<Row>
  pause?: boolean
}

interface Found<Row> {
  rows: readonly Row[]
  isLoading: boolean
  error: CombinedError | undefined
}

/** Rows come page by page; the cache joins them (`client.ts` names the lists). */
export function useEvery<Data, Variables extends Paged, Row>({ query, variables, listOf, pause = false }: Every<Data, Variables, Row>): Found<Row> {
  const [after, setAfter] = useState<string | null>(null)
  const [{ data, error }] = useQuery({ query, variables: { ...variables, first: PAGE, after } as unknown as Variables, pause })
  // An answer that is nothing but errors has null for data.
  const list = data ? listOf(data) : undefined
  const next = list === undefined ? after : nextOf(list, after)
  if (next !== after) setAfter(next)
  return { rows: list?.nodes ?? NONE, isLoading: !pause && data === undefined && error === undefined, error }
}

/** Where the cache forgot the first pages, the list begins anew. */
export function nextOf(list: List<unknown>, after: string | null): string | null {
  if (lacksFirstPage(list)) return null
  const { nodes, pageInfo } = list
  const isWanted = pageInfo.hasNextPage && nodes.length < MOST_CHOICES
  return isWanted ? (pageInfo.endCursor ?? after) : after
}

/** The cache knows where joined pages start only where it has the first. */
export function lacksFirstPage({ nodes, pageInfo }: List<unknown>): boolean {
  return nodes.length > 0 && !pageInfo.startCursor
}
