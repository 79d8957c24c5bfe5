/** What a setting's value is in words, and what was typed as a value. */
import { useCallback } from 'react'
import type { SettingKind } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { useWords } from './words'

export interface Kinded {
  kind: SettingKind
}

export function useValueWords(): (setting: Kinded, value: unknown) => string {
  const { t } = useWords()
  const { money, count } = useFormats()
  return useCallback(
    ({ kind }, value) => {
      if (value === null || value === undefined) return t('settings.never')
      if (kind === 'SWITCH') return t(value === true ? 'yes' : 'no')
      if (kind === 'CENTS') return money(Number(value))
      return t(`settingUnit.${kind}`, { count: Number(value), number: count(Number(value)) })
    },
    [t, money, count],
  )
}

/** Money is typed in dollars, everything else as it is counted; undefined where it is no number. */
export function valueOf({ kind }: Kinded, text: string): number | undefined {
  const number = Number(text.trim())
  if (text.trim() === '' || !Number.isFinite(number)) return undefined
  return kind === 'CENTS' ? Math.round(number * 100) : number
}

export function textOf({ kind }: Kinded, value: unknown): string {
  if (typeof value !== 'number') return ''
  return kind === 'CENTS' ? String(value / 100) : String(value)
}
