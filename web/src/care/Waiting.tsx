/** What waits at this store: care to be finished, care that earns nothing yet, claims that want a hand. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { EncounterBadge } from '../design/Badge'
import { Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import type { EncounterStatus, WaitingCareQuery } from '../graphql/generated/graphql'
import { claimsBehind, filterOf } from '../billing/lists'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { inWords } from '../words/said'

const MOST_SHOWN = 8
const UNFINISHED: EncounterStatus[] = ['DRAFT', 'COMPLETED']
const VIEWS = ['fix', 'rejected', 'denied'] as const

const WaitingDocument = graphql(`
  query WaitingCare($unfinished: EncounterFilter!, $most: Int!, $claims: [ClaimFilter!]!, $bills: Boolean!) {
    encounters(first: $most, filter: $unfinished, orderBy: { by: SERVED_ON, direction: ASCENDING }) {
      totalCount
      nodes {
        id
        status
        servedOn
        patient {
          id
          firstName
          lastName
        }
        service {
          id
          name
        }
      }
    }
    uncodedEncounters(first: $most) {
      encounter {
        id
        servedOn
        patient {
          id
          firstName
          lastName
        }
      }
      findings {
        code
        message
      }
    }
    claimTotals(filters: $claims) @include(if: $bills) {
      count
    }
  }
`)

export function Waiting() {
  const { t } = useTranslation()
  const { storeId } = useStore()
  const { count } = useFormats()
  const bills = useMay()('claims:read')
  const on = today()
  const yesterday = dayBefore(on)
  const unfinished = { status: { in: UNFINISHED }, servedOn: { to: yesterday }, ...(storeId && { storeId: { equals: storeId } }) }
  const claims = VIEWS.map((view) => filterOf(new URLSearchParams({ view }), storeId, on))
  const [{ data, error }] = useQuery({ query: WaitingDocument, variables: { unfinished, most: MOST_SHOWN, claims, bills } })
  return (
    <div className="stack">
      <Trouble error={error} />
      {data && <Unfinished encounters={data.encounters} />}
      {data && data.uncodedEncounters.length > 0 && <Unbilled uncoded={data.uncodedEncounters} />}
      {data?.claimTotals && (
        <Panel title={t('waiting.claims')} isFlush>
          <table className="plain">
            <tbody>
              {VIEWS.map((view, place) => (
                <tr key={view}>
                  <td>
                    <Link href={claimsBehind({ view, store: storeId })}>{t(`claims.view.${view}`)}</Link>
                  </td>
                  <td className="number">{count(data.claimTotals?.[place]?.count ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
    </div>
  )
}

function Unfinished({ encounters }: { encounters: WaitingCareQuery['encounters'] }) {
  const { t } = useTranslation()
  const { day, count } = useFormats()
  const isEmpty = encounters.nodes.length === 0
  return (
    <Panel title={t('waiting.unfinished')} isFlush={!isEmpty}>
      {isEmpty ? (
        <p className="soft">{t('waiting.allFinished')}</p>
      ) : (
        <table className="plain">
          <tbody>
            {encounters.nodes.map(({ id, patient, service, servedOn, status }) => (
              <tr key={id}>
                <td>
                  <Link href={`/encounters/${id}`}>
                    {patient.lastName}, {patient.firstName}
                  </Link>
                  <div className="soft">
                    {inWords(service.name)} · {day(servedOn)}
                  </div>
                </td>
                <td className="acts">
                  <EncounterBadge status={status} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {encounters.totalCount > encounters.nodes.length && (
        <p className="soft">{t('waiting.more', { count: encounters.totalCount - encounters.nodes.length, said: count(encounters.totalCount - encounters.nodes.length) })}</p>
      )}
    </Panel>
  )
}

function Unbilled({ uncoded }: { uncoded: WaitingCareQuery['uncodedEncounters'] }) {
  const { t } = useTranslation()
  const { day } = useFormats()
  return (
    <Panel title={t('waiting.unbilled')} isFlush>
      <table className="plain">
        <tbody>
          {uncoded.map(({ encounter, findings }) => (
            <tr key={encounter.id}>
              <td>
                <Link href={`/encounters/${encounter.id}`}>
                  {encounter.patient.lastName}, {encounter.patient.firstName}
                </Link>{' '}
                <span className="soft">{day(encounter.servedOn)}</span>
                <div className="soft">{findings[0] ? inWords(findings[0].message) : t('waiting.aboutTo')}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function dayBefore(on: string): string {
  const day = new Date(`${on}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - 1)
  return day.toISOString().slice(0, 10)
}
