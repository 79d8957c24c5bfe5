/** What a service is, in words: the shipped templates by their kind, a pharmacy's own by its name. */
import { useCallback } from 'react'
import type { Choice } from '../design/Fields'
import { useWords } from './words'

const KINDS = [
  'immunization', 'point_of_care_test', 'medication_therapy_management', 'chronic_condition_follow_up', 'wellness_screening', 'tobacco_cessation', 'adherence_intervention',
] as const

/** Those that are shipped, and the one that is there. */
export function useKindChoices(kept: string): Choice[] {
  const words = useKindWords()
  return [...new Set([...KINDS, ...(kept === '' ? [] : [kept])])].map((kind) => ({ value: kind, label: words(kind) }))
}

export function useKindWords(): (kind: string) => string {
  const { t, i18n } = useWords()
  return useCallback((kind) => (i18n.exists(`kinds.${kind}`, { ns: 'catalogue' }) ? t(`kinds.${kind as 'immunization'}`) : kind), [t, i18n])
}
