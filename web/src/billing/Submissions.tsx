/** Every interchange that left or will leave, newest first; each leads to its claims and what came back. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { ChoiceField } from '../design/Fields'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import { graphql } from '../graphql/generated'
import type { InterchangesQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { InterchangeBadge, STATES, numberOf } from './interchanges'

const PAGE = 50

const Interchanges = graphql(`
  query Interchanges($first: Int!, $after: String, $filter: InterchangeFilter) {
    interchanges(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        controlNumber
        claimCount
        chargeCents
        status
        sentAt
        createdAt
        lastError
        tradingPartner {
          id
          name
        }
      }
    }
  }
`)

const Partners = graphql(`
  query SubmissionPartners {
    tradingPartners(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`)

type Row = InterchangesQuery['interchanges']['nodes'][number]

export default function Submissions() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const [state, partner] = [address.get('state') ?? '', address.get('partner') ?? '']
  const filter = useMemo(() => ({ ...(state && { status: { equals: state } }), ...(partner && { tradingPartnerId: { equals: partner } }) }), [state, partner])
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({ query: Interchanges, variables: { first: PAGE, after, filter } })
  const [partners] = useQuery({ query: Partners })
  const any = { value: '', label: t('claims.any') }

  function narrow(change: Record<string, string>) {
    const kept = Object.entries({ state, partner, ...change }).filter(([, value]) => value)
    setAddress(new URLSearchParams(kept))
  }

  return (
    <>
      <h1>{t('rooms.submissions')}</h1>
      <div className="narrowing">
        <ChoiceField
          label={t('claims.status')}
          value={state}
          onChange={(state) => narrow({ state })}
          choices={[any, ...STATES.map((name) => ({ value: name, label: t(`submission.state.${name}`) }))]}
          placeholder={t('claims.any')}
        />
        <ChoiceField
          label={t('submission.partner')}
          value={partner}
          onChange={(partner) => narrow({ partner })}
          choices={[any, ...(partners.data?.tradingPartners.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          isLoading={partners.fetching && !partners.data}
          placeholder={t('claims.any')}
        />
      </div>
      <Listing
        label={t('rooms.submissions')}
        list={data?.interchanges}
        columns={useColumns()}
        pathOf={(row) => `/submissions/${row.id}`}
        none={t(state || partner ? 'submission.noneSuch' : 'submission.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
    </>
  )
}

function useColumns(): Column<Row>[] {
  const { t } = useTranslation()
  const { instant, money, count } = useFormats()
  return useMemo(
    () => [
      {
        name: 'number',
        label: t('submission.number'),
        width: 'minmax(110px, 0.8fr)',
        show: (row) => (
          <Link className="mono" href={`/submissions/${row.id}`}>
            {numberOf(row)}
          </Link>
        ),
      },
      { name: 'partner', label: t('submission.partner'), width: 'minmax(120px, 1.2fr)', show: (row) => row.tradingPartner.name },
      { name: 'sentAt', label: t('submission.sentAt'), width: '180px', show: (row) => (row.sentAt ? instant(row.sentAt) : '—') },
      { name: 'claims', label: t('remittance.claims'), width: '80px', isNumber: true, show: (row) => count(row.claimCount) },
      { name: 'charge', label: t('claims.charge'), width: '120px', isNumber: true, show: (row) => money(row.chargeCents) },
      { name: 'status', label: t('claims.status'), width: '160px', show: (row) => <InterchangeBadge interchange={row} /> },
    ],
    [t, instant, money, count],
  )
}
