/** What waits for a second person, and what was decided. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { Badge } from '../design/Badge'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import { More } from '../design/More'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useScroll } from '../design/scroll'
import { graphql } from '../graphql/generated'
import type { ApprovalsQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay, useSession } from '../session/session'
import { useFormats } from '../words/format'
import { useActors } from './actors'
import { useWords } from './words'

const PAGE = 50

const ApprovalsDocument = graphql(`
  query Approvals($first: Int!, $after: String, $filter: ApprovalFilter) {
    approvals(first: $first, after: $after, filter: $filter) {
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
        amountCents
        limitCents
        reason
        status
        isExpired
        askedBy
        createdAt
        expiresAt
        decidedBy
        decidedAt
        note
        subjectId
        store {
          id
          name
        }
      }
    }
  }
`)

const Approve = graphql(`
  mutation Approve($id: ID!, $note: String) {
    approve(approvalId: $id, note: $note) {
      ... on Approval {
        id
        status
      }
      ...Refused
    }
  }
`)

const Decline = graphql(`
  mutation Decline($id: ID!, $note: String) {
    decline(approvalId: $id, note: $note) {
      ... on Approval {
        id
        status
      }
      ...Refused
    }
  }
`)

const Withdraw = graphql(`
  mutation Withdraw($id: ID!) {
    withdraw(approvalId: $id) {
      ... on Approval {
        id
        status
      }
      ...Refused
    }
  }
`)

type Approval = ApprovalsQuery['approvals']['nodes'][number]
type Act = 'approve' | 'decline' | 'withdraw'

const TONES = { PENDING: 'warn', APPROVED: 'good', DECLINED: 'bad', WITHDRAWN: 'plain', STALE: 'plain' } as const

export default function Approvals() {
  const { t } = useWords()
  const [address, setAddress] = useSearchParams()
  const isDecided = address.get('view') === 'decided'
  const { after, more } = useScroll(String(isDecided))
  const [{ data, fetching, error }] = useQuery({
    query: ApprovalsDocument,
    variables: { first: PAGE, after, filter: { status: isDecided ? { in: ['APPROVED', 'DECLINED', 'WITHDRAWN', 'STALE'] } : { equals: 'PENDING' } } },
  })
  const [asked, setAsked] = useState<{ act: Act; approval: Approval } | null>(null)
  const found = data?.approvals.nodes ?? []
  return (
    <>
      <h1>{t('approvals.title')}</h1>
      <div className="filters" role="group" aria-label={t('people.views')}>
        <Button aria-pressed={!isDecided} onPress={() => setAddress({})}>
          {t('approvals.waiting')}
        </Button>
        <Button aria-pressed={isDecided} onPress={() => setAddress({ view: 'decided' })}>
          {t('approvals.decided')}
        </Button>
      </div>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {data && found.length === 0 && <Notice tone="good">{t('approvals.none')}</Notice>}
      {data && found.length > 0 && (
        <section className="panel across" aria-label={t('approvals.title')}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t('approvals.what')}</th>
                <th scope="col" className="number">{t('approvals.amount')}</th>
                <th scope="col">{t('approvals.reason')}</th>
                <th scope="col">{t('approvals.askedBy')}</th>
                <th scope="col">{t('people.state')}</th>
                <th scope="col">{t('acts')}</th>
              </tr>
            </thead>
            <tbody>
              {found.map((each) => (
                <ApprovalRow key={each.id} approval={each} onAsk={(act) => setAsked({ act, approval: each })} />
              ))}
            </tbody>
          </table>
          <More list={data.approvals} more={more} isLoading={fetching} />
        </section>
      )}
      {asked && <DecideDialog act={asked.act} approval={asked.approval} onClose={() => setAsked(null)} />}
    </>
  )
}

interface RowProps {
  approval: Approval
  onAsk: (act: Act) => void
}

function ApprovalRow({ approval, onAsk }: RowProps) {
  const { t } = useWords()
  const { money, instant } = useFormats()
  const { session } = useSession()
  const may = useMay()
  const { nameOf } = useActors()
  const isOwn = approval.askedBy === `user:${session?.id ?? ''}`
  const isOpen = approval.status === 'PENDING'
  const acts: readonly Act[] = !isOpen ? [] : isOwn ? ['withdraw'] : may('approvals:decide') && !approval.isExpired ? ['approve', 'decline'] : []
  const claim = approval.subjectId.startsWith('Claim_')
  return (
    <tr>
      <td>
        {claim ? <Link href={`/claims/${approval.subjectId}`}>{t(`approvalKind.${approval.kind}`)}</Link> : t(`approvalKind.${approval.kind}`)}
        {approval.store && <div className="soft">{approval.store.name}</div>}
      </td>
      <td className="number">
        {money(approval.amountCents)}
        <div className="soft">{t('approvals.over', { limit: money(approval.limitCents) })}</div>
      </td>
      <td>{approval.reason}</td>
      <td>
        {isOwn ? t('approvals.you') : nameOf(approval.askedBy)}
        <div className="soft">{instant(approval.createdAt)}</div>
      </td>
      <td>
        <Badge tone={approval.isExpired ? 'plain' : TONES[approval.status]}>{t(approval.isExpired ? 'approvals.expired' : `approvalStatus.${approval.status}`)}</Badge>
        <div className="soft">{isOpen ? t('approvals.until', { at: instant(approval.expiresAt) }) : approval.note}</div>
      </td>
      <td className="acts">
        <span className="row">
          {acts.map((act) => (
            <Button key={act} kind={act === 'approve' ? 'primary' : 'plain'} onPress={() => onAsk(act)}>
              {t(`approvals.${act}`)}
            </Button>
          ))}
        </span>
      </td>
    </tr>
  )
}

interface DecideProps {
  act: Act
  approval: Approval
  onClose: () => void
}

function DecideDialog({ act, approval, onClose }: DecideProps) {
  const { t } = useWords()
  const { money } = useFormats()
  const form = useForm({ note: '' })
  const [, approve] = useMutation(Approve)
  const [, decline] = useMutation(Decline)
  const [, withdraw] = useMutation(Withdraw)
  async function decide() {
    const { id } = approval
    const note = orNull(form.values.note)
    if (act === 'approve') {
      const { data, error } = await approve({ id, note })
      return refusalOf(error, data?.approve)
    }
    if (act === 'decline') {
      const { data, error } = await decline({ id, note })
      return refusalOf(error, data?.decline)
    }
    const { data, error } = await withdraw({ id })
    return refusalOf(error, data?.withdraw)
  }
  return (
    <FormDialog title={`${t(`approvalKind.${approval.kind}`)}: ${money(approval.amountCents)}`} act={t(`approvals.${act}`)} form={form} onClose={onClose} onAct={decide}>
      <p>{approval.reason}</p>
      <p className="soft">{t(`approvalWhy.${act}`)}</p>
      {act !== 'withdraw' && <TextField label={t('approvals.note')} lines={3} {...form.field('note')} />}
    </FormDialog>
  )
}
