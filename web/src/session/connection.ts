/** Whether the server can be reached; while it cannot, it is asked again and again. */
import { useSyncExternalStore } from 'react'

const ASKED_AGAIN_MS = 4000
/** Asking this does not prolong the session. */
const ASKED = '/auth/session'

let isAway = false
let timer: number | undefined
const listeners = new Set<() => void>()
const returned = new Set<() => void>()

window.addEventListener('offline', () => tell(true))
window.addEventListener('online', () => void askServer())

/** As `fetch`; what became of it is known to all. */
export async function reach(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(input, init)
    tell(false)
    return answer
  } catch (error) {
    // What was given up says nothing about the server.
    if (!(error instanceof DOMException)) tell(true)
    throw error
  }
}

/** Whether the server answers now. */
export async function askServer(): Promise<boolean> {
  await reach(ASKED, { cache: 'no-store' }).catch(() => undefined)
  return !isAway
}

export function useAway(): boolean {
  return useSyncExternalStore(subscribe, () => isAway)
}

/** Is called whenever the server answers after it did not; returns how to stop that. */
export function onReturn(act: () => void): () => void {
  returned.add(act)
  return () => void returned.delete(act)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function tell(away: boolean): void {
  window.clearTimeout(timer)
  if (away) timer = window.setTimeout(() => void askServer(), ASKED_AGAIN_MS)
  if (away === isAway) return
  isAway = away
  for (const listener of listeners) listener()
  if (!away) for (const act of returned) act()
}
