/** Who acted, by name: people, partners' programs, and the jobs of the machine itself. */
import { useCallback, useMemo } from 'react'
import { useQuery } from 'urql'
import type { Choice } from '../design/Fields'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { useWords } from './words'

const ActingPeople = graphql(`
  query ActingPeople {
    users(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`)

const ActingPrograms = graphql(`
  query ActingPrograms {
    clientApplications(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`)

export type NameOf = (actor: string) => string

/** Known by `user:0193…`, `client:0193…` or `job:post_charges`; whoever is not known by name keeps the id. */
export function useActors(): { actors: Choice[]; nameOf: NameOf } {
  const { t } = useWords()
  const may = useMay()
  const [people] = useQuery({ query: ActingPeople, pause: !may('users:read') })
  const [programs] = useQuery({ query: ActingPrograms, pause: !may('clients:manage') })
  const actors = useMemo(
    () => [
      ...(people.data?.users.nodes ?? []).map(({ id, name }) => ({ value: id.replace('User_', 'user:'), label: name })),
      ...(programs.data?.clientApplications.nodes ?? []).map(({ id, name }) => ({ value: id.replace('ClientApplication_', 'client:'), label: name })),
    ],
    [people.data, programs.data],
  )
  const nameOf = useCallback(
    (actor: string) => {
      const known = actors.find((each) => each.value === actor)
      if (known) return known.label
      return actor.startsWith('job:') ? t('audit.job', { job: actor.slice('job:'.length).replaceAll('_', ' ') }) : actor
    },
    [actors, t],
  )
  return { actors, nameOf }
}
