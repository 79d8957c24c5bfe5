/** The template that is being edited, for whatever part of it a field shows. */
import { createContext, use, useMemo, type ReactNode } from 'react'
import type { Definition } from './definition'
import { at, isWithin, withAt } from './places'

export interface Found {
  code: string
  path: string
  message: string
}

export interface Editing {
  definition: Definition
  isOpen: boolean
  /** Undefined takes what stands at that place away. */
  change: (path: string, value: unknown) => void
  valueAt: (path: string) => unknown
  /** What is wrong at exactly that place, in words. */
  problemAt: (path: string) => string | null
  /** How much is wrong there and within. */
  countWithin: (path: string) => number
}

const EditingContext = createContext<Editing | null>(null)

interface ProviderProps {
  definition: Definition
  isOpen: boolean
  findings: readonly Found[]
  onChange: (change: (before: Definition) => Definition) => void
  children: ReactNode
}

export function EditingProvider({ definition, isOpen, findings, onChange, children }: ProviderProps) {
  const editing = useMemo<Editing>(
    () => ({
      definition,
      isOpen,
      change: (path, value) => onChange((before) => withAt(before, path, value)),
      valueAt: (path) => at(definition, path),
      problemAt: (path) => findings.filter((found) => found.path === path).map(({ message }) => message).join(' ') || null,
      countWithin: (path) => findings.filter((found) => isWithin(found.path, path)).length,
    }),
    [definition, isOpen, findings, onChange],
  )
  return <EditingContext value={editing}>{children}</EditingContext>
}

export function useEditing(): Editing {
  const editing = use(EditingContext)
  if (editing === null) throw new Error('There is no template to edit.')
  return editing
}
