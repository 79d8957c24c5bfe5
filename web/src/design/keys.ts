/** Keyboard shortcuts of a screen: with Alt, so that no letter alone does anything (WCAG 2.1.4). */
import { useEffect, useRef } from 'react'

/** `code` is the place on the keyboard, `KeyN`: what Alt makes of the letter differs by system. */
export function useAltKey(code: string, act: () => void) {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== code || !event.altKey || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [code])
}
