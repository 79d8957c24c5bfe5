/** One act on many claims: how far it is, what was refused and why, and what may be done about it. */
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { useActors } from '../administration/actors'
import { Badge, ClaimBadge } from '../design/Badge'
import { Button } from '../design/Fields'
import { Facts } from '../design/Facts'
import { Listing } from '../design/Listing'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useWatch } from '../design/watch'
import { save } from '../design/save'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import { graphql } from '../graphql/generated'
import type { BulkActQuery } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { ActProgress } from './ActProgress'
import { cancelAct, isUnderWay, leftOf, retryAct, TONES, type Act } from './acts'
import { ACTS } from './bulk'

const PAGE = 50

const BulkActDocument = graphql(`
  query BulkAct($id: ID!, $first: Int!, $after: String) {
    bulkAct(id: $id) {
      ...BulkActFields
      refusals(first: $first, after: $after) {
        totalCount
        totalCountIsCapped
        pageInfo {
          hasNextPage
          startCursor
          endCursor
        }
        nodes {
          id
          code
          message
          claim {
            id
            patientControlNumber
            servedOn
            displayStatus
          }
        }
      }
    }
  }
`)

const RefusedSheet = graphql(`
  query RefusedSheet($id: ID!) {
    bulkActSheet(bulkActId: $id) {
      content
      rowCount
      isCut
    }
  }
`)

type Refused = NonNullable<BulkActQuery['bulkAct']>['refusals']['nodes'][number]

export default function BulkActScreen({ id }: { id: string }) {
  const { t } = useTranslation()
  const { count } = useFormats()
  const { after, more } = useScroll(id)
  const [{ data, fetching, error }, ask] = useQuery({ query: BulkActDocument, variables: { id, first: PAGE, after } })
  const act = data?.bulkAct
  useWatch(act ? isUnderWay(act) : false, () => ask({ requestPolicy: 'network-only' }))
  const columns = useColumns()
  if (error && !act) return <Trouble error={error} />
  if (!data) return <Loading />
  if (!act) return <Notice tone="warn">{t('bulkActs.notFound')}</Notice>
  const name = t(`bulk.act.${act.act}`)
  return (
    <>
      <div className="titled">
        <h1>{t('bulkActs.heading', { act: name, shown: count(act.selectedCount) })}</h1>
        <Deeds act={act} />
      </div>
      <Trouble error={error} />
      <ActProgress act={act} />
      <Told act={act} />
      <h2>{t('bulkActs.refusedOnes')}</h2>
      <Listing
        label={t('bulkActs.refusedOnes')}
        list={act.refusals}
        columns={columns}
        pathOf={(row) => `/claims/${row.claim?.id ?? ''}`}
        none={t(isUnderWay(act) ? 'bulkActs.noneRefusedYet' : 'bulkActs.noneRefused')}
        isLoading={fetching && act.refusals.nodes.length === 0 && act.refusedCount > 0}
        error={undefined}
        more={more}
      />
    </>
  )
}

/** Cancelling, trying again, and taking home what was refused. */
function Deeds({ act }: { act: Act }) {
  const { t } = useTranslation()
  const may = useMay()
  const client = useClient()
  const [, go] = useLocation()
  const { count } = useFormats()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const mayAct = may(ACTS[act.act].needs)
  const left = leftOf(act)

  async function cancel() {
    setBusy(true)
    const answer = await cancelAct(client, act.id)
    setBusy(false)
    setProblem(answer.problem)
  }

  async function retry() {
    setBusy(true)
    const answer = await retryAct(client, act.id)
    setBusy(false)
    setProblem(answer.problem)
    if (answer.act) go(`/acts/${answer.act.id}`)
  }

  async function takeHome() {
    setBusy(true)
    const { data, error } = await client.query(RefusedSheet, { id: act.id }, { requestPolicy: 'network-only' }).toPromise()
    setBusy(false)
    setProblem(problemOf(error) ?? (data?.bulkActSheet.isCut ? t('claims.cut', { shown: count(data.bulkActSheet.rowCount) }) : null))
    if (data) save('refused-claims.csv', data.bulkActSheet.content)
  }

  return (
    <div className="row">
      {problem && <Notice tone="bad">{problem}</Notice>}
      {act.refusedCount > 0 && (
        <Button isDisabled={isBusy} onPress={() => void takeHome()}>
          {t('reports.export')}
        </Button>
      )}
      {isUnderWay(act) && (act.isMine || mayAct) && (
        <Button isDisabled={isBusy} onPress={() => void cancel()}>
          {t('bulkActs.cancel')}
        </Button>
      )}
      {!isUnderWay(act) && mayAct && left > 0 && !act.retriedBy && (
        <Button kind="primary" isDisabled={isBusy} onPress={() => void retry()}>
          {t('bulkActs.retry', { count: left, shown: count(left) })}
        </Button>
      )}
    </div>
  )
}

function Told({ act }: { act: Act }) {
  const { t } = useTranslation()
  const { instant } = useFormats()
  const { nameOf } = useActors()
  const facts: [string, ReactNode][] = [
    [t('bulkActs.state'), <Badge key="state" tone={TONES[act.state]}>{t(`bulkActs.states.${act.state}`)}</Badge>],
    [t('bulkActs.askedBy'), act.isMine ? t('bulkActs.you') : nameOf(act.askedBy)],
    [t('bulkActs.asked'), instant(act.createdAt)],
    [t('bulkActs.endedAt'), act.endedAt ? instant(act.endedAt) : '—'],
  ]
  if (act.reason) facts.push([t('reason.label'), act.reason])
  if (act.findingCode) facts.push([t('bulk.finding'), <span key="finding" className="mono">{act.findingCode}</span>])
  if (act.retries) facts.push([t('bulkActs.retries'), <Link key="retries" href={`/acts/${act.retries.id}`}>{t('bulkActs.theFirst')}</Link>])
  if (act.retriedBy) facts.push([t('bulkActs.retriedBy'), <Link key="retriedBy" href={`/acts/${act.retriedBy.id}`}>{t('bulkActs.theNext')}</Link>])
  return <Facts facts={facts} />
}

function useColumns(): Column<Refused>[] {
  const { t } = useTranslation()
  const { day } = useFormats()
  return [
    {
      name: 'number',
      label: t('claims.number'),
      width: 'minmax(170px, 1fr)',
      show: ({ claim }) => (claim ? <Link href={`/claims/${claim.id}`}>{claim.patientControlNumber}</Link> : '—'),
    },
    { name: 'servedOn', label: t('claims.servedOn'), width: '108px', show: ({ claim }) => (claim ? day(claim.servedOn) : '—') },
    { name: 'status', label: t('claims.status'), width: '120px', show: ({ claim }) => (claim ? <ClaimBadge status={claim.displayStatus} /> : '—') },
    { name: 'why', label: t('bulkActs.why'), width: 'minmax(260px, 4fr)', show: ({ message }) => <span title={inWords(message)}>{inWords(message)}</span> },
    { name: 'mend', label: t('bulkActs.mend'), width: 'minmax(150px, 1.2fr)', show: ({ code }) => <Mend code={code} /> },
  ]
}

function Mend({ code }: { code: string }) {
  const { t } = useTranslation()
  const text = code === 'held' || code === 'restricted' || code === 'fault' ? t(`bulkActs.mends.${code}`) : t('bulkActs.mends.other')
  return <span title={text}>{text}</span>
}
