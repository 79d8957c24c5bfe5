/** Who acted, by name: people, partners' programs, and the jobs of the machine itself. */
import { useCallback, useMemo } from 'react'
import type { Choice } from '../design/Fields'
import { useEvery } from '../graphql/every'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { useWords } from './words'

const ActingPeople = graphql(`
  query ActingPeople($first: Int!, $after: String) {
    users(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
      }
    }
  }
`)

const ActingPrograms = graphql(`
  query ActingPrograms($first: Int!, $after: String) {
    clientApplications(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
      }
    }
  }
`)

export type NameOf = (actor: string) => string

/** Known by `user:0193…`, `client:0193…` or `job:post_charges`; whoever is not known by name keeps the id. */
export function useActors(): { actors: Choice[]; nameOf: NameOf; isLoading: boolean } {
  const { t } = useWords()
  const may = useMay()
  const { rows: people, isLoading: arePeopleComing } = useEvery({ query: ActingPeople, listOf: (data) => data.users, pause: !may('users:read') })
  const { rows: programs, isLoading: areProgramsComing } = useEvery({ query: ActingPrograms, listOf: (data) => data.clientApplications, pause: !may('clients:manage') })
  const actors = useMemo(
    () => [
      ...people.map(({ id, name }) => ({ value: id.replace('User_', 'user:'), label: name })),
      ...programs.map(({ id, name }) => ({ value: id.replace('ClientApplication_', 'client:'), label: name })),
    ],
    [people, programs],
  )
  const nameOf = useCallback(
    (actor: string) => {
      const known = actors.find((each) => each.value === actor)
      if (known) return known.label
      return actor.startsWith('job:') ? t('audit.job', { job: actor.slice('job:'.length).replaceAll('_', ' ') }) : actor
    },
    [actors, t],
  )
  return { actors, nameOf, isLoading: arePeopleComing || areProgramsComing }
}
