/** Where a list that scrolls on has come to; another list begins at its start. */
import { useCallback, useState } from 'react'

export function useScroll(list: string) {
  const [place, setPlace] = useState<{ list: string; after: string | null }>({ list, after: null })
  const after = place.list === list ? place.after : null
  const more = useCallback(
    (cursor: string | null | undefined) => {
      if (cursor) setPlace({ list, after: cursor })
    },
    [list],
  )
  return { after, more }
}
