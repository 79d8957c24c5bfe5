/** Every entry that moved money of a claim, with its legs; and what may be given up or given back. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useActors, type NameOf } from '../administration/actors'
import { Button } from '../design/Fields'
import { More } from '../design/More'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useScroll } from '../design/scroll'
import { graphql } from '../graphql/generated'
import type { LedgerOfClaimQuery } from '../graphql/generated/graphql'
import { useMay, useSession } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { standingOf } from './owed'
import { RefundDialog, WriteOffDialog } from './MoneyDialog'

const PAGE = 20

const LedgerDocument = graphql(`
  query LedgerOfClaim($id: ID!, $first: Int!, $after: String) {
    claim(id: $id) {
      id
      legs {
        id
        account
        amountCents
        entry {
          id
          sourceKind
        }
      }
    }
    entries(first: $first, after: $after, filter: { id: { claimId: $id } }, orderBy: { by: POSTED_AT, direction: DESCENDING }) {
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
        effectiveOn
        postedAt
        postedBy
        memo
        reverses {
          id
          kind
          effectiveOn
        }
        legs {
          id
          account
          amountCents
        }
      }
    }
  }
`)

type ShownEntry = LedgerOfClaimQuery['entries']['nodes'][number]

interface LedgerProps {
  claimId: string
  /** Where the claim stands: when that changes, something may have been posted. */
  standsAt: string
}

export default function Ledger({ claimId, standsAt }: LedgerProps) {
  const { t } = useTranslation()
  const { money } = useFormats()
  const may = useMay()
  const nameOf = usePoster()
  const { after, more } = useScroll(claimId)
  const [{ data, error, fetching }, look] = useQuery({ query: LedgerDocument, variables: { id: claimId, first: PAGE, after } })
  const seenAt = useRef(standsAt)
  useEffect(() => {
    if (seenAt.current === standsAt) return
    seenAt.current = standsAt
    look({ requestPolicy: 'network-only' })
  }, [standsAt, look])
  const [act, setAct] = useState<'writeOff' | 'refund' | null>(null)
  const entries = data?.entries
  const standing = standingOf(data?.claim?.legs ?? [])
  const mayWrite = may('ledger:write')
  const refundable = standing.refundableCents.PAYER + standing.refundableCents.PATIENT
  const acts = mayWrite && (
    <>
      {refundable > 0 && <Button onPress={() => setAct('refund')}>{t('ledger.refund')}</Button>}
      {standing.owedCents > 0 && <Button onPress={() => setAct('writeOff')}>{t('ledger.writeOff')}</Button>}
    </>
  )
  const close = () => setAct(null)
  return (
    <Panel title={t('ledger.title')} acts={acts}>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {entries?.totalCount === 0 && <Notice>{t('ledger.none')}</Notice>}
      {entries && entries.totalCount > 0 && (
        <>
          <p className="soft">{t('ledger.standing', { payer: money(standing.byPayerCents), patient: money(standing.byPatientCents) })}</p>
          <Entries entries={entries.nodes} nameOf={nameOf} />
          <More list={entries} more={more} isLoading={fetching} />
        </>
      )}
      {act === 'writeOff' && <WriteOffDialog claimId={claimId} standing={standing} onClose={close} />}
      {act === 'refund' && <RefundDialog claimId={claimId} standing={standing} onClose={close} />}
    </Panel>
  )
}

function Entries({ entries, nameOf }: { entries: readonly ShownEntry[]; nameOf: NameOf }) {
  const { t } = useTranslation()
  return (
    <div className="across" tabIndex={0} role="group" aria-label={t('ledger.title')}>
      <table className="plain entries" aria-label={t('ledger.title')}>
        <thead>
          <tr>
            <th scope="col">{t('ledger.on')}</th>
            <th scope="col">{t('ledger.what')}</th>
            <th scope="col">{t('ledger.onAccount')}</th>
            <th scope="col" className="number">{t('ledger.debit')}</th>
            <th scope="col" className="number">{t('ledger.credit')}</th>
          </tr>
        </thead>
        {entries.map((entry) => (
          <EntryRows key={entry.id} entry={entry} nameOf={nameOf} />
        ))}
      </table>
    </div>
  )
}

/** One row for each leg; the date, the kind and the cause stand once beside them. */
function EntryRows({ entry, nameOf }: { entry: ShownEntry; nameOf: NameOf }) {
  const { t } = useTranslation()
  const { day, instant, money } = useFormats()
  const kind = useKind()
  const legs = [...entry.legs].sort((one, other) => other.amountCents - one.amountCents)
  return (
    <tbody id={placeOf(entry.id)}>
      {legs.map((leg, position) => (
        <tr key={leg.id}>
          {position === 0 && (
            <>
              <td rowSpan={legs.length} className="nowrap">
                {day(entry.effectiveOn)}
              </td>
              <td rowSpan={legs.length}>
                {kind(entry.kind)}
                {entry.reverses && (
                  <div>
                    <a href={`#${placeOf(entry.reverses.id)}`}>{t('ledger.reverses', { what: kind(entry.reverses.kind), on: day(entry.reverses.effectiveOn) })}</a>
                  </div>
                )}
                <div className="soft wraps">{inWords(entry.memo)}</div>
                <div className="soft">
                  {nameOf(entry.postedBy)} · {instant(entry.postedAt)}
                </div>
              </td>
            </>
          )}
          <td className="nowrap">{t(`ledger.account.${leg.account}`)}</td>
          <td className="number">{leg.amountCents > 0 && money(leg.amountCents)}</td>
          <td className="number">{leg.amountCents < 0 && money(-leg.amountCents)}</td>
        </tr>
      ))}
    </tbody>
  )
}

function placeOf(entryId: string): string {
  return `ledger-${entryId}`
}

/** A kind that there is no word for yet is read as it is written. */
function useKind(): (kind: string) => string {
  const { t, i18n } = useTranslation()
  return (kind) => (i18n.exists(`ledger.kind.${kind}`) ? t(`ledger.kind.${kind}` as 'ledger.kind.charge') : kind.replaceAll('_', ' '))
}

/** Who may not see the list of people learns only that it was another. */
function usePoster(): NameOf {
  const { t } = useTranslation()
  const { session } = useSession()
  const { nameOf } = useActors()
  return (actor) => {
    if (actor === `user:${session?.id ?? ''}`) return t('ledger.you')
    const name = nameOf(actor)
    if (name !== actor) return name
    return t(actor.startsWith('user:') ? 'ledger.colleague' : 'ledger.program')
  }
}
