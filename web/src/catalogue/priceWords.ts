/** Whom a price is for, in words, and whom it can be for. */
import { useMemo } from 'react'
import type { Choice } from '../design/Fields'
import { useStore } from '../frame/store'
import { useEvery } from '../graphql/every'
import type { PriceDetailsFragment } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { PricePayersDocument } from './documents'
import { useWords } from './words'

export type Whom = Pick<PriceDetailsFragment, 'payerId' | 'storeId'>

export const EVERYBODY: Whom = { payerId: null, storeId: null }

export function useWhom() {
  const { t } = useWords()
  const may = useMay()
  const { stores, isLoading: areStoresComing } = useStore()
  const { rows: payers, isLoading: arePayersComing } = useEvery({ query: PricePayersDocument, listOf: (data) => data.payers, pause: !may('payers:read') })
  return useMemo(() => {
    const choicesOf = (rows: readonly { id: string; name: string }[]): Choice[] => rows.map(({ id, name }) => ({ value: id, label: name }))
    const [payerChoices, storeChoices] = [choicesOf(payers), choicesOf(stores)]
    const nameIn = (choices: readonly Choice[], id: string) => choices.find(({ value }) => value === id)?.label ?? t('prices.another')
    const payerWords = ({ payerId }: Whom) => (payerId ? nameIn(payerChoices, payerId) : t('prices.everyPayer'))
    const storeWords = ({ storeId }: Whom) => (storeId ? nameIn(storeChoices, storeId) : t('prices.everyStore'))
    return { payerChoices, storeChoices, payerWords, storeWords, isLoading: areStoresComing || arePayersComing }
  }, [t, payers, stores, areStoresComing, arePayersComing])
}
