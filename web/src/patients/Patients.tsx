/** The tenant's patients, found by name. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { CheckField } from '../design/CheckField'
import { Button, TextField } from '../design/Fields'
import type { Column } from '../design/Table'
import { useKept } from '../design/kept'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import { graphql } from '../graphql/generated'
import type { PatientsQuery } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { AddPatient } from './AddPatient'
import { ImportPatients } from './ImportPatients'
import { useWords } from './words'

const PAGE = 50
const FEWEST_LETTERS = 2

const PatientsDocument = graphql(`
  query Patients($first: Int!, $after: String, $filter: PatientFilter) {
    patients(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        firstName
        lastName
        birthOn
        city
        state
        phone
        isActive
      }
    }
  }
`)

type PatientRow = PatientsQuery['patients']['nodes'][number]

export default function Patients() {
  const { t } = useTranslation()
  const { t: say } = useWords()
  const { day, phone } = useFormats()
  const may = useMay()
  const [, go] = useLocation()
  const [act, setAct] = useState<'add' | 'import' | null>(null)
  const [words, setWords] = useKept('words', '')
  const [withInactive, setWithInactive] = useKept('inactive', false)
  const name = words.trim()
  const filter = useMemo(
    () => ({ ...(!withInactive && { isActive: true }), ...(name.length >= FEWEST_LETTERS && { name: { startsWith: name } }) }),
    [name, withInactive],
  )
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }, refresh] = useQuery({ query: PatientsDocument, variables: { first: PAGE, after, filter } })
  const columns: Column<PatientRow>[] = [
    {
      name: 'name',
      label: say('name'),
      width: 'minmax(160px, 2fr)',
      show: (patient) => (
        <>
          <Link href={`/patients/${patient.id}`}>
            {patient.lastName}, {patient.firstName}
          </Link>{' '}
          {!patient.isActive && <Badge tone="plain">{say('isInactive')}</Badge>}
        </>
      ),
    },
    { name: 'birthOn', label: say('birthOn'), width: '130px', show: (patient) => day(patient.birthOn) },
    { name: 'place', label: say('place'), width: 'minmax(140px, 1fr)', show: (patient) => `${patient.city}, ${patient.state}` },
    { name: 'phone', label: say('phone'), width: '140px', show: (patient) => (patient.phone ? phone(patient.phone) : '') },
  ]
  return (
    <>
      <div className="row apart">
        <h1>{t('rooms.patients')}</h1>
        <div className="row">
          {may('patients:import') && <Button onPress={() => setAct('import')}>{say('import.act')}</Button>}
          {may('patients:write') && (
            <Button kind="primary" onPress={() => setAct('add')}>
              {say('add')}
            </Button>
          )}
        </div>
      </div>
      <div className="row">
        <TextField label={say('find')} value={words} onChange={setWords} type="search" help={say('findHelp')} />
        <CheckField value={withInactive} onChange={setWithInactive}>
          {say('withInactive')}
        </CheckField>
      </div>
      <Listing
        label={t('rooms.patients')}
        list={data?.patients}
        columns={columns}
        pathOf={(row) => `/patients/${row.id}`}
        none={say(name === '' ? 'noneYet' : 'none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
      {act === 'add' && <AddPatient onClose={() => setAct(null)} onFound={(id) => go(`/patients/${id}`)} />}
      {act === 'import' && <ImportPatients onClose={() => setAct(null)} onLoaded={() => refresh({ requestPolicy: 'network-only' })} />}
    </>
  )
}
