/** Access to patients that was unusual, and whether somebody has said what it was. */
import { useMemo } from 'react'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { useActors } from '../administration/actors'
import { Badge } from '../design/Badge'
import { Button, ChoiceField } from '../design/Fields'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import { graphql } from '../graphql/generated'
import type { AnomaliesQuery, AnomalyFilter, AnomalyKind } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { useWords } from './words'

const PAGE = 50
const ANY = ''
const KINDS: readonly AnomalyKind[] = ['VOLUME', 'OWN_FAMILY', 'VIP', 'AFTER_HOURS']

const AnomaliesDocument = graphql(`
  query Anomalies($first: Int!, $after: String, $filter: AnomalyFilter) {
    anomalies(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        kind
        actor
        explanation
        happenedFromAt
        eventCount
        isReviewed
      }
    }
  }
`)

type AnomalyRow = AnomaliesQuery['anomalies']['nodes'][number]

export default function AnomaliesScreen() {
  const { t } = useWords()
  const [address, setAddress] = useSearchParams()
  const isReviewed = address.get('view') === 'reviewed'
  const kind = address.get('kind') ?? ANY
  const actor = address.get('actor') ?? ANY
  const filter = useMemo<AnomalyFilter>(
    () => ({ isReviewed, ...(kind && { kind: { equals: kind as AnomalyKind } }), ...(actor && { actor: { equals: actor } }) }),
    [isReviewed, kind, actor],
  )
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({ query: AnomaliesDocument, variables: { first: PAGE, after, filter } })
  const { actors, nameOf, isLoading } = useActors()
  const columns = useColumns(nameOf)
  const narrow = (said: Record<string, string>) => {
    const all = { view: isReviewed ? 'reviewed' : ANY, kind, actor, ...said }
    setAddress(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ANY)))
  }
  return (
    <>
      <h1>{t('anomalies.title')}</h1>
      <p className="soft">{t('anomalies.what')}</p>
      <div className="filters" role="group" aria-label={t('views')}>
        <Button aria-pressed={!isReviewed} onPress={() => narrow({ view: ANY })}>
          {t('anomalies.open')}
        </Button>
        <Button aria-pressed={isReviewed} onPress={() => narrow({ view: 'reviewed' })}>
          {t('anomalies.reviewed')}
        </Button>
      </div>
      <search className="fields">
        <ChoiceField
          label={t('anomalies.kind')}
          placeholder={t('any')}
          choices={[{ value: ANY, label: t('any') }, ...KINDS.map((each) => ({ value: each, label: t(`anomalyKind.${each}`) }))]}
          value={kind}
          onChange={(wanted) => narrow({ kind: wanted })}
        />
        <ChoiceField
          label={t('anomalies.actor')}
          placeholder={t('anyone')}
          choices={[{ value: ANY, label: t('anyone') }, ...actors.filter(({ value }) => value.startsWith('user:'))]}
          isLoading={isLoading}
          value={actor}
          onChange={(wanted) => narrow({ actor: wanted })}
        />
      </search>
      <Listing
        label={t('anomalies.title')}
        list={data?.anomalies}
        columns={columns}
        pathOf={(row) => `/anomalies/${row.id}`}
        none={t(isReviewed ? 'anomalies.noneReviewed' : 'anomalies.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
    </>
  )
}

function useColumns(nameOf: (actor: string) => string): Column<AnomalyRow>[] {
  const { t } = useWords()
  const { instant } = useFormats()
  return [
    { name: 'at', label: t('anomalies.at'), width: '190px', show: (each) => <Link href={`/anomalies/${each.id}`}>{instant(each.happenedFromAt)}</Link> },
    { name: 'kind', label: t('anomalies.kind'), width: '150px', show: (each) => t(`anomalyKind.${each.kind}`) },
    { name: 'who', label: t('anomalies.actor'), width: 'minmax(140px, 1fr)', show: (each) => nameOf(each.actor) },
    { name: 'why', label: t('anomalies.explanation'), width: 'minmax(260px, 3fr)', show: (each) => <span title={each.explanation}>{each.explanation}</span> },
    { name: 'events', label: t('anomalies.events'), width: '80px', isNumber: true, show: (each) => each.eventCount },
    { name: 'state', label: t('state'), width: '120px', show: (each) => <ReviewBadge isReviewed={each.isReviewed} /> },
  ]
}

export function ReviewBadge({ isReviewed }: { isReviewed: boolean }) {
  const { t } = useWords()
  return <Badge tone={isReviewed ? 'good' : 'warn'}>{t(isReviewed ? 'review.done' : 'review.open')}</Badge>
}
