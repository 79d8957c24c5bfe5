/** Patients by name, where only their ids are known; a restricted one stays nameless. */
import { useMemo } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { useWords } from './words'

/** More than these are not named on one screen. */
const MOST = 100

const PatientsById = graphql(`
  query PatientsById($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Patient {
        id
        firstName
        lastName
        isRestricted
      }
    }
  }
`)

export function usePatientNames(ids: readonly (string | null | undefined)[]): (id: string) => string {
  const { t } = useWords()
  const may = useMay()
  const wanted = useMemo(() => [...new Set(ids.filter((id) => typeof id === 'string'))].toSorted().slice(0, MOST), [ids])
  const [{ data }] = useQuery({ query: PatientsById, variables: { ids: wanted }, pause: wanted.length === 0 || !may('patients:read') })
  const names = new Map<string, string>()
  for (const node of data?.nodes ?? []) {
    if (node?.__typename === 'Patient' && !node.isRestricted) names.set(node.id, `${node.lastName}, ${node.firstName}`)
  }
  return (id) => names.get(id) ?? t('patient.unnamed', { id: id.slice(-6) })
}
