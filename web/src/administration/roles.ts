/** The tenant's roles, and what they may allow. */
import { useCallback } from 'react'
import { useQuery } from 'urql'
import { useEvery } from '../graphql/every'
import { graphql } from '../graphql/generated'
import type { MeaningsQuery, RolesQuery, Touch } from '../graphql/generated/graphql'
import { useWords } from './words'

const Roles = graphql(`
  query Roles($first: Int!, $after: String) {
    roles(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
        permissions
        isBuiltIn
      }
    }
  }
`)

const Meanings = graphql(`
  query Meanings {
    permissionMeanings {
      name
      touches
      module
      isOn
      sentence
    }
  }
`)

export type Role = RolesQuery['roles']['nodes'][number]
export type Meaning = MeaningsQuery['permissionMeanings'][number]

export const TOUCHES: readonly Touch[] = ['PHI', 'MONEY', 'CONFIGURATION', 'PEOPLE']

export function useRoles() {
  const { rows: roles, ...list } = useEvery({ query: Roles, listOf: (data) => data.roles })
  const [{ data, error }] = useQuery({ query: Meanings })
  return {
    roles,
    meanings: data?.permissionMeanings ?? [],
    error: list.error ?? error,
    isLoading: list.isLoading || (!data && !error),
  }
}

const BUILT_IN = ['admin', 'technician', 'pharmacist', 'biller', 'auditor'] as const

/** A built-in role's name in the reader's language; a tenant's own is called as the tenant calls it. */
export function useRoleName(): (name: string) => string {
  const { t } = useWords()
  return useCallback(
    (name) => {
      const known = BUILT_IN.find((each) => each === name)
      return known ? t(`builtIn.${known}`) : name
    },
    [t],
  )
}
