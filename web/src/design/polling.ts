/** Asks again, every few seconds, while something is under way. */
import { useEffect } from 'react'

const SECONDS = 2

export function usePolling(isUnderWay: boolean, ask: () => void) {
  useEffect(() => {
    if (!isUnderWay) return
    const timer = setInterval(ask, SECONDS * 1000)
    return () => clearInterval(timer)
  }, [isUnderWay, ask])
}
