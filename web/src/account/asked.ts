/** What a call under /auth says now, and again when it is asked to look. */
import { useCallback, useEffect, useState } from 'react'
import { get } from '../session/auth'
import { useSaid } from '../session/said'

export function useAsked<Said>(path: string): { said: Said | null; problem: string | null; look: () => void } {
  const words = useSaid()
  const [said, setSaid] = useState<Said | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [looks, setLooks] = useState(0)

  useEffect(() => {
    let isWanted = true
    void get<Said>(path).then((answer) => {
      if (!isWanted) return
      setProblem(words(answer.refused))
      if (answer.refused === undefined) setSaid(answer.said)
    })
    return () => {
      isWanted = false
    }
  }, [path, looks, words])

  return { said, problem, look: useCallback(() => setLooks((before) => before + 1), []) }
}
