/** For parts that are drawn anew only when what they show changed. */
import { useCallback, useLayoutEffect, useRef } from 'react'

/** A function that stays the same, and does what the last drawing wants of it. */
export function useLatest<Said extends unknown[]>(act: (...said: Said) => void): (...said: Said) => void {
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  return useCallback((...said: Said) => latest.current(...said), [])
}
