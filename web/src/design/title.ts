/** What the window is called. Never whom a screen is about: a browser remembers titles, and shows them to the next person. */
import { useEffect } from 'react'

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title
  }, [title])
}
