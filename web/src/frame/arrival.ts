/** Whoever goes to another screen goes on from there, and at its top: not among the ways that led to it. */
import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'

export function useArrival(): void {
  const [address] = useLocation()
  const last = useRef(address)
  const isBack = useRef(false)
  useEffect(() => {
    const onBack = () => {
      isBack.current = true
    }
    window.addEventListener('popstate', onBack)
    return () => window.removeEventListener('popstate', onBack)
  }, [])
  useEffect(() => {
    if (last.current === address) return
    last.current = address
    const screen = document.querySelector('main')
    if (screen !== null && !screen.contains(document.activeElement)) screen.focus({ preventScroll: true })
    // Where one was, the browser itself goes back to.
    if (!isBack.current) window.scrollTo(0, 0)
    isBack.current = false
  }, [address])
}
