/** What is asked of, and done about, partners' programs. */
import { graphql } from '../graphql/generated'

export const ApplicationsDocument = graphql(`
  query Applications($first: Int!, $after: String, $filter: ClientApplicationFilter) {
    clientApplications(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...ApplicationDetails
      }
    }
  }
`)

export const ApplicationDetails = graphql(`
  fragment ApplicationDetails on ClientApplication {
    id
    name
    clientId
    scopes
    usesKeys
    requestsPerMinute
    costPerMinute
    disabledAt
    lastUsedAt
    unit {
      id
      name
    }
    secrets {
      id
      createdAt
      expiresAt
      lastUsedAt
    }
    keys {
      id
      keyId
      kind
      createdAt
      expiresAt
      lastUsedAt
    }
  }
`)

export const ApplicationDocument = graphql(`
  query Application($id: ID!) {
    clientApplication(id: $id) {
      ...ApplicationDetails
    }
  }
`)

export const CreateClient = graphql(`
  mutation CreateClient($name: String!, $scopes: [String!]!, $unitId: ID, $secretExpiresAt: DateTime) {
    createClient(name: $name, scopes: $scopes, unitId: $unitId, secretExpiresAt: $secretExpiresAt) {
      ... on ClientWithSecret {
        secret
        client {
          ...ApplicationDetails
        }
      }
      ...Refused
    }
  }
`)

export const CreateKeyedClient = graphql(`
  mutation CreateKeyedClient($name: String!, $scopes: [String!]!, $publicKeys: String!, $unitId: ID) {
    createKeyedClient(name: $name, scopes: $scopes, publicKeys: $publicKeys, unitId: $unitId) {
      ...ApplicationDetails
      ...Refused
    }
  }
`)

export const GrantClient = graphql(`
  mutation GrantClient($id: ID!, $scopes: [String!]!, $unitId: ID) {
    grantClient(clientId: $id, scopes: $scopes, unitId: $unitId) {
      ...ApplicationDetails
      ...Refused
    }
  }
`)

export const LimitClient = graphql(`
  mutation LimitClient($id: ID!, $requestsPerMinute: Int!, $costPerMinute: Int!) {
    limitClient(clientId: $id, requestsPerMinute: $requestsPerMinute, costPerMinute: $costPerMinute) {
      ...ApplicationDetails
      ...Refused
    }
  }
`)

export const RotateSecret = graphql(`
  mutation RotateSecret($id: ID!, $overlapHours: Int!, $secretExpiresAt: DateTime) {
    rotateClientSecret(clientId: $id, overlapHours: $overlapHours, secretExpiresAt: $secretExpiresAt) {
      ... on ClientWithSecret {
        secret
        client {
          ...ApplicationDetails
        }
      }
      ...Refused
    }
  }
`)

export const AddKeys = graphql(`
  mutation AddKeys($id: ID!, $publicKeys: String!, $overlapHours: Int!) {
    addClientKeys(clientId: $id, publicKeys: $publicKeys, overlapHours: $overlapHours) {
      ...ApplicationDetails
      ...Refused
    }
  }
`)

export const EndKey = graphql(`
  mutation EndKey($keyId: ID!) {
    endClientKey(keyId: $keyId) {
      ...ApplicationDetails
      ...Refused
    }
  }
`)

export const DisableClient = graphql(`
  mutation DisableClient($id: ID!) {
    disableClient(clientId: $id) {
      ...ApplicationDetails
      ...Refused
    }
  }
`)
