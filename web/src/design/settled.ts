/** What is typed, once it has rested for a moment: what the server is asked about. */
import { useEffect, useState } from 'react'

const REST_MILLISECONDS = 500

export function useSettled<T>(value: T, rest = REST_MILLISECONDS): T {
  const said = JSON.stringify(value)
  const [settled, setSettled] = useState(said)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(said), rest)
    return () => clearTimeout(timer)
  }, [said, rest])
  return useParsed<T>(settled)
}

function useParsed<T>(text: string): T {
  const [parsed, setParsed] = useState(() => ({ text, value: JSON.parse(text) as T }))
  if (parsed.text === text) return parsed.value
  const value = JSON.parse(text) as T
  setParsed({ text, value })
  return value
}
