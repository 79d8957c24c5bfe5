/** Who may stand behind a service today. */
import { graphql } from '../graphql/generated'
import { useEvery } from '../graphql/every'
import { useMay } from '../session/session'

const ActiveProviders = graphql(`
  query ActiveProviders($first: Int!, $after: String) {
    providers(first: $first, after: $after, filter: { isActive: true }) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        firstName
        lastName
        npi
      }
    }
  }
`)

export function useActiveProviders() {
  return useEvery({ query: ActiveProviders, listOf: (data) => data.providers, pause: !useMay()('providers:read') })
}
