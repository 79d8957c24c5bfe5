/** Where a list that goes on has come to; another list begins at its start. */
import { useCallback, useEffect, useState } from 'react'
import { lacksFirstPage } from '../graphql/every'

/** What is shown of a list of the API: its pages so far, joined by the cache. */
export interface Pages {
  nodes: readonly unknown[]
  totalCount: number
  totalCountIsCapped: boolean
  pageInfo: { hasNextPage: boolean; startCursor?: string | null; endCursor?: string | null }
}

/** Goes on to the page after this one; without a cursor, back to the start. */
export type More = (cursor: string | null | undefined) => void

export function useScroll(list: string) {
  const [place, setPlace] = useState<{ list: string; after: string | null }>({ list, after: null })
  const after = place.list === list ? place.after : null
  const more = useCallback<More>((cursor) => setPlace({ list, after: cursor ?? null }), [list])
  return { after, more }
}

/** A change makes the cache forget all pages; then only the last is asked for again: the list begins anew. */
export function useWholeness(list: Pages | undefined, more: More) {
  const lacksFirst = list !== undefined && lacksFirstPage(list)
  useEffect(() => {
    if (lacksFirst) more(null)
  }, [lacksFirst, more])
}
