/** The chain of the audit log: its head, and what came of looking whether all is as it was sealed. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { useActors } from '../administration/actors'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { Facts } from '../design/Facts'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { graphql } from '../graphql/generated'
import type { AuditChainQuery } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { useWatch } from '../design/watch'
import { useWords } from './words'

const AuditChain = graphql(`
  query AuditChain {
    chainHead {
      number
      hash
      sealedAt
    }
    chainChecks(first: 10) {
      nodes {
        id
        state
        askedBy
        createdAt
        blockCount
        checkedCount
        eventCount
        checkedUntilAt
        exportedNumber
        exportedAt
        breakCount
        firstBreakKind
        firstBreakBlock
        firstBreakEventId
        endedAt
      }
    }
  }
`)

const CheckChain = graphql(`
  mutation CheckChain {
    checkChain {
      ... on ChainCheck {
        id
        state
      }
      ...Refused
    }
  }
`)

type Check = AuditChainQuery['chainChecks']['nodes'][number]

const TONES = { RUNNING: 'plain', SOUND: 'good', BROKEN: 'bad', GIVEN_UP: 'warn' } as const

export function Chain() {
  const { t } = useWords()
  const { instant, count } = useFormats()
  const [{ data, error }, ask] = useQuery({ query: AuditChain })
  const [{ fetching }, check] = useMutation(CheckChain)
  const [problem, setProblem] = useState<string | null>(null)
  const checks = data?.chainChecks.nodes ?? []
  const newest = checks[0]
  const isRunning = newest?.state === 'RUNNING'
  useWatch(isRunning, () => ask({ requestPolicy: 'network-only' }))
  const proved = checks.find(({ state }) => state === 'SOUND')
  const exported = checks.find(({ exportedAt }) => exportedAt)
  async function verify() {
    const { data: answer, error: failed } = await check({})
    setProblem(problemOf(failed, answer?.checkChain))
  }
  return (
    <Panel
      title={t('chain.title')}
      acts={
        <Button kind="primary" isPending={fetching || isRunning} onPress={() => void verify()}>
          {t('chain.verify')}
        </Button>
      }
    >
      <p className="soft">{t('chain.what')}</p>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {problem && <Notice tone="bad">{problem}</Notice>}
      {data && (
        <Facts
          facts={[
            [t('chain.head'), data.chainHead ? t('chain.block', { number: count(data.chainHead.number) }) : t('chain.empty')],
            [t('chain.sealedAt'), data.chainHead ? instant(data.chainHead.sealedAt) : '—'],
            [t('chain.hash'), <span key="hash" className="mono">{data.chainHead ? `${data.chainHead.hash.slice(0, 16)}…` : '—'}</span>],
            [t('chain.exported'), exported?.exportedAt ? t('chain.exportedTo', { number: count(exported.exportedNumber ?? 0), at: instant(exported.exportedAt) }) : t('chain.notSeen')],
            [t('chain.proved'), proved?.checkedUntilAt ? instant(proved.checkedUntilAt) : t('chain.never')],
          ]}
        />
      )}
      {newest && <Outcome check={newest} />}
      {checks.length > 0 && <Checks checks={checks} />}
    </Panel>
  )
}

function Outcome({ check }: { check: Check }) {
  const { t } = useWords()
  const { instant, count } = useFormats()
  if (check.state === 'RUNNING') {
    return (
      <div role="status" className="stack">
        <span>{t('chain.running', { done: count(check.checkedCount), all: count(check.blockCount) })}</span>
        <progress aria-label={t('chain.progress')} max={Math.max(1, check.blockCount)} value={check.checkedCount} />
      </div>
    )
  }
  if (check.state === 'SOUND') {
    return <Notice tone="good">{t('chain.sound', { blocks: count(check.checkedCount), events: count(check.eventCount), at: check.endedAt ? instant(check.endedAt) : '' })}</Notice>
  }
  if (check.state === 'GIVEN_UP') return <Notice tone="warn">{t('chain.givenUp')}</Notice>
  return (
    <Notice tone="bad">
      <strong>{t('chain.broken', { count: check.breakCount, number: count(check.breakCount) })}</strong>{' '}
      {t('chain.first', { block: check.firstBreakBlock ?? '—', what: t(`break.${(check.firstBreakKind ?? 'export_wrong') as 'export_wrong'}`) })}{' '}
      {check.firstBreakEventId && (
        <Link href={`/audit/AuditEvent_${check.firstBreakEventId}`}>{t('chain.event')}</Link>
      )}
    </Notice>
  )
}

function Checks({ checks }: { checks: readonly Check[] }) {
  const { t } = useWords()
  const { instant, count } = useFormats()
  const { nameOf } = useActors()
  return (
    <div className="across">
      <table className="plain" aria-label={t('chain.checks')}>
        <thead>
          <tr>
            <th scope="col">{t('chain.asked')}</th>
            <th scope="col">{t('chain.by')}</th>
            <th scope="col" className="number">{t('chain.blocks')}</th>
            <th scope="col" className="number">{t('chain.events')}</th>
            <th scope="col">{t('state')}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((each) => (
            <tr key={each.id}>
              <td className="nowrap">{instant(each.createdAt)}</td>
              <td>{nameOf(each.askedBy)}</td>
              <td className="number">{count(each.checkedCount)}</td>
              <td className="number">{count(each.eventCount)}</td>
              <td>
                <Badge tone={TONES[each.state]}>{t(`chainState.${each.state}`)}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
