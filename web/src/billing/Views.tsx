/** The lists that a person comes back to: the usual ones and those kept under a name, each with its count. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { CheckField } from '../design/CheckField'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import type { ClaimFilter, ClaimViewsQuery, DisplayStatus } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { filterOf, STATES, VIEWS, viewOf, type ViewName } from './lists'

const ClaimViews = graphql(`
  query ClaimViews {
    claimViews {
      id
      name
      search
      isShared
      isMine
    }
  }
`)

const ClaimCounts = graphql(`
  query ClaimCounts($filter: ClaimCountFilter) {
    claimCounts(filter: $filter) {
      displayStatus
      count
    }
  }
`)

export const ClaimTotals = graphql(`
  query ClaimTotals($filters: [ClaimFilter!]!) {
    claimTotals(filters: $filters) {
      count
      chargeCents
      expectedCents
      paidCents
      patientResponsibilityCents
    }
  }
`)

const KeepView = graphql(`
  mutation KeepView($name: String!, $search: String!, $isShared: Boolean!) {
    keepClaimView(name: $name, search: $search, isShared: $isShared) {
      ... on ClaimView {
        id
        name
      }
      ...Refused
    }
  }
`)

const RemoveView = graphql(`
  mutation RemoveView($id: ID!) {
    removeClaimView(claimViewId: $id) {
      ... on ClaimViewRemoved {
        name
      }
      ...Refused
    }
  }
`)

type KeptView = ClaimViewsQuery['claimViews'][number]

interface ViewsProps {
  /** The address of the list that is shown, as `searchOf` writes it. */
  search: string
  onChange: (search: string) => void
  /** For what is more urgent than the counts. */
  waits: boolean
}

export function Views({ search, onChange, waits }: ViewsProps) {
  const { t } = useTranslation()
  const [{ data }] = useQuery({ query: ClaimViews, pause: waits })
  const [, remove] = useMutation(RemoveView)
  const [isKeeping, setKeeping] = useState(false)
  const kept = useMemo(() => data?.claimViews ?? [], [data])
  const counts = useCounts(kept, waits)
  const here = kept.find((each) => each.search === search)
  const view = viewOf(new URLSearchParams(search))
  return (
    <div className="filters" role="group" aria-label={t('claims.views')}>
      {VIEWS.map((name) => (
        <ViewButton key={name} isHere={!here && name === view} count={counts.usual(name)} onPress={() => onChange(name === 'all' ? '' : `view=${name}`)}>
          {t(`claims.view.${name}`)}
        </ViewButton>
      ))}
      {kept.map((each) => (
        <ViewButton key={each.id} isHere={each === here} count={counts.kept(each)} onPress={() => onChange(each.search)}>
          {each.isMine ? each.name : t('claims.sharedView', { name: each.name })}
        </ViewButton>
      ))}
      {data && search !== '' && !here && search !== `view=${view}` && (
        <Button kind="quiet" onPress={() => setKeeping(true)}>
          {t('claims.keep')}
        </Button>
      )}
      {here?.isMine && (
        <Button kind="quiet" onPress={() => void remove({ id: here.id })}>
          {t('claims.forget', { name: here.name })}
        </Button>
      )}
      {isKeeping && <KeepDialog search={search} onClose={() => setKeeping(false)} />}
    </div>
  )
}

function ViewButton({ isHere, count, onPress, children }: { isHere: boolean; count: number | undefined; onPress: () => void; children: string }) {
  const formats = useFormats()
  return (
    <Button aria-pressed={isHere} onPress={onPress}>
      {children} <span className="soft">{count === undefined ? '' : formats.count(count)}</span>
    </Button>
  )
}

/** Lists of states alone cost nothing to count; all others are counted by one statement. */
function useCounts(kept: readonly KeptView[], waits: boolean) {
  const may = useMay()
  const { storeId } = useStore()
  const on = today()
  const filters = useMemo<ClaimFilter[]>(
    () => ['view=overdue', 'view=paidToday', ...kept.map((each) => each.search)].map((search) => filterOf(new URLSearchParams(search), storeId, on)),
    [kept, storeId, on],
  )
  const [states] = useQuery({
    query: ClaimCounts,
    variables: { filter: storeId ? { storeId: { equals: storeId } } : null },
    pause: waits || !may('reports:read'),
  })
  const [totals] = useQuery({ query: ClaimTotals, variables: { filters }, pause: waits })
  const counted = totals.data?.claimTotals
  const known = states.data?.claimCounts
  const ofStates = (wanted: readonly DisplayStatus[]) =>
    known?.filter((each) => wanted.length === 0 || wanted.includes(each.displayStatus)).reduce((sum, each) => sum + each.count, 0)
  return {
    usual: (name: ViewName) => (name in STATES ? ofStates(STATES[name as keyof typeof STATES]) : counted?.[name === 'overdue' ? 0 : 1]?.count),
    kept: (view: KeptView) => counted?.[2 + kept.indexOf(view)]?.count,
  }
}

function KeepDialog({ search, onClose }: { search: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [, keep] = useMutation(KeepView)
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)

  async function act() {
    const { data, error } = await keep({ name, search, isShared })
    return refusalOf(error, data?.keepClaimView)
  }

  return (
    <FormDialog title={t('claims.keep')} act={t('claims.keep')} onClose={onClose} onAct={act}>
      <TextField label={t('claims.viewName')} value={name} onChange={setName} autoFocus required help={t('claims.viewHelp')} />
      <CheckField value={isShared} onChange={setShared}>
        {t('claims.share')}
      </CheckField>
    </FormDialog>
  )
}
