/** How a screen was left, for whoever comes back to it by the browser's own button: in memory alone, until one signs out. */
import { useEffect, useState, type Dispatch, type SetStateAction } from 'react'

/** The oldest are forgotten. */
const MOST_PLACES = 60
const left = new Map<string, Map<string, unknown>>()

interface State {
  place?: string
}

/** Every entry of the browser's history is a place of its own. */
function placeNow(): string | undefined {
  return (history.state as State | null)?.place
}

export function leftHere(name: string): unknown {
  return left.get(placeNow() ?? '')?.get(name)
}

export function leaveHere(name: string, value: unknown): void {
  const place = placeNow() ?? crypto.randomUUID()
  if (placeNow() === undefined) history.replaceState({ ...(history.state as State | null), place }, '')
  left.set(place, (left.get(place) ?? new Map<string, unknown>()).set(name, value))
  const [oldest] = left.keys()
  if (left.size > MOST_PLACES && oldest !== undefined) left.delete(oldest)
}

export function forgetPlaces(): void {
  left.clear()
}

/** As `useState`; going back finds it as it was left. Without a name it is not kept. */
export function useKept<T>(name: string | undefined, initial: T): [T, Dispatch<SetStateAction<T>>] {
  const [first] = useState(() => (name === undefined ? undefined : (leftHere(name) as T | undefined)) ?? initial)
  const [value, setValue] = useState(first)
  useEffect(() => {
    if (name !== undefined && value !== first) leaveHere(name, value)
  }, [name, value, first])
  return [value, setValue]
}
