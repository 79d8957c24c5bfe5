/** At which store the person works: the screens of care and the lists follow it. */
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField } from '../design/Fields'
import { useEvery } from '../graphql/every'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'

const Stores = graphql(`
  query Stores($first: Int!, $after: String) {
    stores(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
        timeZone
      }
    }
  }
`)

const KEPT_AS = 'store'
/** Where the person worked last, chosen or not: lists begin there while the stores are on their way. */
const LAST = 'last-store'
const EVERY = 'every'

interface StoreState {
  /** Null: all that the person may see. */
  storeId: string | null
  stores: readonly { id: string; name: string }[]
  isLoading: boolean
  /** Whether there are none yet; undefined until it is known. */
  isEmpty: boolean | undefined
  choose: (storeId: string | null) => void
}

const StoreContext = createContext<StoreState | null>(null)

export function StoreProvider({ children }: { children: ReactNode }) {
  const may = useMay()
  const { rows: stores, isLoading, error } = useEvery({ query: Stores, listOf: (data) => data.stores, pause: !may('providers:read') })
  const [chosen, setChosen] = useState(localStorage.getItem(KEPT_AS))
  const storeId = isLoading ? localStorage.getItem(LAST) : storeOf(stores, chosen)
  useEffect(() => {
    if (storeId === null) localStorage.removeItem(LAST)
    else localStorage.setItem(LAST, storeId)
  }, [storeId])
  const state = useMemo(
    () => ({
      stores,
      isLoading,
      isEmpty: isLoading ? undefined : may('providers:read') && !error && stores.length === 0,
      storeId,
      choose: (storeId: string | null) => {
        if (storeId === null) localStorage.removeItem(KEPT_AS)
        else localStorage.setItem(KEPT_AS, storeId)
        setChosen(storeId)
      },
    }),
    [stores, isLoading, error, storeId, may],
  )
  return <StoreContext value={state}>{children}</StoreContext>
}

/** The chosen one, or the only one. */
function storeOf(stores: StoreState['stores'], chosen: string | null): string | null {
  if (stores.some(({ id }) => id === chosen)) return chosen
  return stores.length === 1 ? (stores[0]?.id ?? null) : null
}

export function useStore(): StoreState {
  const state = use(StoreContext)
  if (state === null) throw new Error('There is no store provider.')
  return state
}

export function StoreSwitch() {
  const { t } = useTranslation()
  const { stores, isLoading, storeId, choose } = useStore()
  const choices = [
    { value: EVERY, label: t('frame.everyStore') },
    ...stores.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <div className="store-switch">
      <ChoiceField
        label={t('frame.store')}
        value={storeId ?? EVERY}
        onChange={(value) => choose(value === EVERY ? null : value)}
        choices={choices}
        isLoading={isLoading}
      />
    </div>
  )
}
