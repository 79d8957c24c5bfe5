/** The day at this store: what was documented, what waits to be finished. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useLocation, Link } from 'wouter'
import { EncounterBadge } from '../design/Badge'
import { Button } from '../design/Fields'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import type { DayQuery } from '../graphql/generated/graphql'
import { useAltKey } from '../design/keys'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { inWords } from '../words/said'
import { StartEncounter } from './StartEncounter'
import { Waiting } from './Waiting'

const MOST_SHOWN = 100

const Day = graphql(`
  query Day($filter: EncounterFilter!, $first: Int!) {
    encounters(first: $first, filter: $filter) {
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
        provider {
          id
          firstName
          lastName
        }
      }
    }
  }
`)

export default function Today() {
  const { t } = useTranslation()
  const may = useMay()
  const { day } = useFormats()
  const { storeId } = useStore()
  const [, go] = useLocation()
  const [isStarting, setStarting] = useState(false)
  useAltKey('KeyN', () => may('encounters:write') && setStarting(true))
  const on = today()
  const filter = { servedOn: { from: on, to: on }, ...(storeId && { storeId: { equals: storeId } }) }
  const [{ data, fetching, error }] = useQuery({ query: Day, variables: { filter, first: MOST_SHOWN } })
  const encounters = data?.encounters.nodes ?? []

  return (
    <>
      <div className="row apart">
        <h1>
          {t('rooms.today')} <span className="soft">{day(on)}</span>
        </h1>
        {may('encounters:write') && (
          <Button kind="primary" aria-keyshortcuts="Alt+N" onPress={() => setStarting(true)}>
            {t('care.document')} <kbd>Alt N</kbd>
          </Button>
        )}
      </div>
      <Trouble error={error} />
      <div className="columns">
        <div className="stack">
          {fetching && !data ? <Loading /> : null}
          {data && encounters.length === 0 ? <Notice>{t('care.quiet')}</Notice> : null}
          {encounters.length > 0 && <Documented encounters={encounters} />}
        </div>
        <Waiting />
      </div>
      {isStarting && <StartEncounter onClose={() => setStarting(false)} onStarted={(id) => go(`/encounters/${id}`)} />}
    </>
  )
}

function Documented({ encounters }: { encounters: DayQuery['encounters']['nodes'] }) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-label={t('rooms.today')}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('claims.patient')}</th>
            <th scope="col">{t('care.service')}</th>
            <th scope="col">{t('claim.provider')}</th>
            <th scope="col">{t('claims.status')}</th>
          </tr>
        </thead>
        <tbody>
          {encounters.map((encounter) => (
            <tr key={encounter.id}>
              <td>
                <Link href={`/encounters/${encounter.id}`}>
                  {encounter.patient.lastName}, {encounter.patient.firstName}
                </Link>
              </td>
              <td>{inWords(encounter.service.name)}</td>
              <td>
                {encounter.provider.firstName} {encounter.provider.lastName}
              </td>
              <td>
                <EncounterBadge status={encounter.status} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
