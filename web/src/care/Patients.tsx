/** The tenant's patients, found by name. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { TextField } from '../design/Fields'
import type { Column } from '../design/Table'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import { graphql } from '../graphql/generated'
import type { PatientsQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'

const PAGE = 50
const FEWEST_LETTERS = 2

const PatientsDocument = graphql(`
  query Patients($first: Int!, $after: String, $filter: PatientFilter) {
    patients(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
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
      }
    }
  }
`)

type PatientRow = PatientsQuery['patients']['nodes'][number]

export default function Patients() {
  const { t } = useTranslation()
  const { day } = useFormats()
  const [words, setWords] = useState('')
  const name = words.trim()
  const filter = useMemo(
    () => ({ isActive: true, ...(name.length >= FEWEST_LETTERS && { name: { startsWith: name } }) }),
    [name],
  )
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({ query: PatientsDocument, variables: { first: PAGE, after, filter } })
  const columns: Column<PatientRow>[] = [
    {
      name: 'name',
      label: t('patients.name'),
      width: 'minmax(160px, 2fr)',
      show: (patient) => (
        <Link href={`/patients/${patient.id}`}>
          {patient.lastName}, {patient.firstName}
        </Link>
      ),
    },
    { name: 'birthOn', label: t('patients.birthOn'), width: '130px', show: (patient) => day(patient.birthOn) },
    { name: 'place', label: t('patients.place'), width: 'minmax(140px, 1fr)', show: (patient) => `${patient.city}, ${patient.state}` },
    { name: 'phone', label: t('patients.phone'), width: '140px', show: (patient) => patient.phone ?? '' },
  ]
  return (
    <>
      <h1>{t('rooms.patients')}</h1>
      <TextField label={t('patients.find')} value={words} onChange={setWords} type="search" help={t('patients.findHelp')} />
      <Listing
        label={t('rooms.patients')}
        list={data?.patients}
        columns={columns}
        pathOf={(row) => `/patients/${row.id}`}
        none={t('care.nobody')}
        isLoading={fetching}
        error={error}
        more={more}
      />
    </>
  )
}
