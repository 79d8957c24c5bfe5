/** The fields of a form by name, and a refusal shown at the field that it is about. */
import { useCallback, useState } from 'react'
import type { Problem } from '../graphql/refusal'
import { useKept } from './kept'

export interface Form<Name extends string> {
  values: Record<Name, string>
  problem: Problem | null
  setProblem: (problem: Problem | null) => void
  change: (name: Name, value: string) => void
  /** What a text field or a choice of this name is given. */
  field: (name: Name) => { value: string; onChange: (value: string) => void; problem: string | null }
}

/** `keptAs`: what narrows a list is found again by going back. */
export function useForm<Name extends string>(initial: Record<Name, string>, keptAs?: string): Form<Name> {
  const [values, setValues] = useKept(keptAs, initial)
  const [problem, setProblem] = useState<Problem | null>(null)
  // What was refused may be right now: a field that stays wrong would not let the form be sent again.
  const change = useCallback((name: Name, value: string) => {
    setProblem(null)
    setValues((was) => ({ ...was, [name]: value }))
  }, [setValues])
  const field = (name: Name) => ({
    value: values[name],
    onChange: (value: string) => change(name, value),
    problem: problem?.path === name ? problem.message : null,
  })
  return { values, problem, setProblem, change, field }
}

/** What was left empty is not said at all. */
export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}
