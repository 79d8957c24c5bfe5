/** Why something was refused, in the reader's language where its code is known, else as the server said it. */
import { useTranslation } from 'react-i18next'
import { useCallback } from 'react'
import type { NotDone } from './auth'

export function useSaid(): (refused: NotDone | undefined) => string | null {
  const { t, i18n } = useTranslation()
  return useCallback(
    (refused: NotDone | undefined): string | null => {
      if (refused === undefined) return null
      const key = `said.${refused.code}` as 'loading'
      return i18n.exists(key) ? t(key) : refused.message
    },
    [t, i18n],
  )
}
