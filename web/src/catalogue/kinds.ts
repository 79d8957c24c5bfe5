/** What a service is, in words: the shipped templates by their kind, a pharmacy's own by its name. */
import { useCallback } from 'react'
import { useWords } from './words'

export function useKindWords(): (kind: string) => string {
  const { t, i18n } = useWords()
  return useCallback((kind) => (i18n.exists(`kinds.${kind}`, { ns: 'catalogue' }) ? t(`kinds.${kind as 'immunization'}`) : kind), [t, i18n])
}
