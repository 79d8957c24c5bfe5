/** What can be documented, and by whom. */
import { useQuery } from 'urql'
import { graphql } from '../graphql/generated'
import { useEvery } from '../graphql/every'
import { useSession } from '../session/session'
import { useActiveProviders } from './providers'

const OfferedServices = graphql(`
  query OfferedServices($first: Int!, $after: String) {
    services(first: $first, after: $after, filter: { isActive: true }) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
        kind
      }
    }
  }
`)

const OwnProvider = graphql(`
  query OwnProvider($me: ID!) {
    mine: providers(first: 1, filter: { isActive: true, userId: { equals: $me } }) {
      nodes {
        id
      }
    }
  }
`)

export function useOffered() {
  const { session } = useSession()
  const services = useEvery({ query: OfferedServices, listOf: (data) => data.services })
  const providers = useActiveProviders()
  const [own] = useQuery({ query: OwnProvider, variables: { me: `User_${session?.id ?? ''}` } })
  return {
    services: services.rows,
    providers: providers.rows,
    /** The provider that the person who asks is; empty where they are none. */
    mine: own.data?.mine.nodes[0]?.id ?? '',
    isLoading: services.isLoading || providers.isLoading,
    error: services.error ?? providers.error ?? own.error,
  }
}
