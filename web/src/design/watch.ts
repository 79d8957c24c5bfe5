/** Looks again while something is under way elsewhere, and as soon as the person comes back to it. */
import { useEffect, useRef } from 'react'

/** Each look is kept in the audit log. */
const LOOKED_EVERY_MS = 4_000

export function useWatch(isUnderWay: boolean, look: () => void) {
  const latest = useRef(look)
  useEffect(() => {
    latest.current = look
  })
  useEffect(() => {
    if (!isUnderWay) return
    const lookIfSeen = () => {
      if (document.visibilityState === 'visible') latest.current()
    }
    const timer = window.setInterval(lookIfSeen, LOOKED_EVERY_MS)
    document.addEventListener('visibilitychange', lookIfSeen)
    return () => {
      window.clearInterval(timer)
      document.removeEventListener('visibilitychange', lookIfSeen)
    }
  }, [isUnderWay])
}
