/** Acts on many claims that the server does, or has done, in the background. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { useActors } from '../administration/actors'
import { Badge } from '../design/Badge'
import { ChoiceField } from '../design/Fields'
import { Listing } from '../design/Listing'
import { useWatch } from '../design/watch'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import { graphql } from '../graphql/generated'
import type { BulkActFilter, BulkActOrderBy, BulkActState, BulkActsQuery, ClaimAct } from '../graphql/generated/graphql'
import { useMay, useSession } from '../session/session'
import { useFormats } from '../words/format'
import { ActBar } from './ActProgress'
import { isUnderWay, TONES } from './acts'
import { ACTS } from './bulk'

const PAGE = 50
const ANY = ''
const STATES = Object.keys(TONES) as BulkActState[]
const SORTS = { asked: 'ASKED', selected: 'SELECTED', refused: 'REFUSED' } as const satisfies Record<string, BulkActOrderBy['by']>
type SortName = keyof typeof SORTS

const BulkActsDocument = graphql(`
  query BulkActs($first: Int!, $after: String, $filter: BulkActFilter, $orderBy: BulkActOrderBy) {
    bulkActs(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...BulkActFields
      }
    }
  }
`)

type ActRow = BulkActsQuery['bulkActs']['nodes'][number]

export default function BulkActs() {
  const { t } = useTranslation()
  const may = useMay()
  const { session } = useSession()
  const [address, setAddress] = useSearchParams()
  const said = useMemo(() => Object.fromEntries(['act', 'state', 'by', 'sort', 'direction'].map((name) => [name, address.get(name) ?? ANY])), [address])
  const { act = ANY, state = ANY, by = ANY } = said
  const sort = { name: said.sort && said.sort in SORTS ? (said.sort as SortName) : 'asked', direction: said.direction === 'ASCENDING' ? ('ASCENDING' as const) : ('DESCENDING' as const) }
  const me = `user:${session?.id.replace('User_', '') ?? ''}`
  const filter = useMemo<BulkActFilter>(
    () => ({
      ...(act && { act: { equals: act as ClaimAct } }),
      ...(state && { state: { equals: state as BulkActState } }),
      ...(by && { askedBy: { equals: by === 'me' ? me : by } }),
    }),
    [act, state, by, me],
  )
  const orderBy = useMemo(() => ({ by: SORTS[sort.name], direction: sort.direction }), [sort.name, sort.direction])
  const { after, more } = useScroll(JSON.stringify([filter, orderBy]))
  const [{ data, fetching, error }, ask] = useQuery({ query: BulkActsDocument, variables: { first: PAGE, after, filter, orderBy } })
  const list = data?.bulkActs
  useWatch(list?.nodes.some(isUnderWay) ?? false, () => ask({ requestPolicy: 'network-only' }))
  const { actors, nameOf, isLoading } = useActors()
  const columns = useColumns(nameOf)
  const narrow = (change: Record<string, string>) => setAddress(Object.fromEntries(Object.entries({ ...said, ...change }).filter(([, value]) => value !== ANY)))
  return (
    <>
      <h1>{t('bulkActs.title')}</h1>
      <p className="soft">{t('bulkActs.what')}</p>
      <search className="fields">
        <ChoiceField
          label={t('bulkActs.act')}
          placeholder={t('bulkActs.any')}
          choices={[{ value: ANY, label: t('bulkActs.any') }, ...(Object.keys(ACTS) as ClaimAct[]).map((each) => ({ value: each, label: t(`bulk.act.${each}`) }))]}
          value={act}
          onChange={(wanted) => narrow({ act: wanted })}
        />
        <ChoiceField
          label={t('bulkActs.state')}
          placeholder={t('bulkActs.any')}
          choices={[{ value: ANY, label: t('bulkActs.any') }, ...STATES.map((each) => ({ value: each, label: t(`bulkActs.states.${each}`) }))]}
          value={state}
          onChange={(wanted) => narrow({ state: wanted })}
        />
        {may('audit:read') && (
          <ChoiceField
            label={t('bulkActs.askedBy')}
            placeholder={t('bulkActs.anyone')}
            choices={[{ value: ANY, label: t('bulkActs.anyone') }, { value: 'me', label: t('bulkActs.you') }, ...actors]}
            isLoading={isLoading}
            value={by}
            onChange={(wanted) => narrow({ by: wanted })}
          />
        )}
      </search>
      <Listing
        label={t('bulkActs.title')}
        list={list}
        columns={columns}
        pathOf={(row) => `/acts/${row.id}`}
        none={t(act || state || by ? 'bulkActs.noneSuch' : 'bulkActs.none')}
        isLoading={fetching && !list}
        error={error}
        more={more}
        sort={sort}
        onSort={(name, direction) => narrow({ sort: name, direction })}
      />
    </>
  )
}

function useColumns(nameOf: (actor: string) => string): Column<ActRow>[] {
  const { t } = useTranslation()
  const { instant, count } = useFormats()
  return useMemo(
    () => [
      { name: 'act', label: t('bulkActs.act'), width: 'minmax(140px, 1fr)', show: (row) => <Link href={`/acts/${row.id}`}>{t(`bulk.act.${row.act}`)}</Link> },
      { name: 'asked', label: t('bulkActs.asked'), width: '170px', sortsBy: 'asked', show: (row) => instant(row.createdAt) },
      { name: 'by', label: t('bulkActs.askedBy'), width: 'minmax(110px, 1fr)', show: (row) => (row.isMine ? t('bulkActs.you') : nameOf(row.askedBy)) },
      { name: 'state', label: t('bulkActs.state'), width: '120px', show: (row) => <Badge tone={TONES[row.state]}>{t(`bulkActs.states.${row.state}`)}</Badge> },
      { name: 'bar', label: t('bulkActs.reached'), width: 'minmax(110px, 1fr)', show: (row) => <ActBar act={row} /> },
      { name: 'selected', label: t('rooms.claims'), width: '90px', isNumber: true, sortsBy: 'selected', show: (row) => count(row.selectedCount) },
      { name: 'done', label: t('bulkActs.done'), width: '80px', isNumber: true, show: (row) => count(row.doneCount) },
      { name: 'refused', label: t('bulkActs.refused'), width: '90px', isNumber: true, sortsBy: 'refused', show: (row) => count(row.refusedCount) },
    ],
    [t, instant, count, nameOf],
  )
}
