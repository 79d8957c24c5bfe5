/** The tenant's roles, and what they may allow. */
import { useCallback } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../graphql/generated'
import type { RolesQuery, Touch } from '../graphql/generated/graphql'
import { useWords } from './words'

export const Roles = graphql(`
  query Roles {
    roles(first: 100) {
      nodes {
        id
        name
        permissions
        isBuiltIn
      }
    }
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
export type Meaning = RolesQuery['permissionMeanings'][number]

export const TOUCHES: readonly Touch[] = ['PHI', 'MONEY', 'CONFIGURATION', 'PEOPLE']

export function useRoles() {
  const [{ data, error }] = useQuery({ query: Roles })
  return { roles: data?.roles.nodes ?? [], meanings: data?.permissionMeanings ?? [], error, isLoading: !data && !error }
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
