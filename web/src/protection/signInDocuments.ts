/** What is asked of, and done about, how people come in. */
import { graphql } from '../graphql/generated'

export const SignInPolicyDocument = graphql(`
  query SignInPolicy {
    signInPolicy {
      idleMinutes
      longestHours
      recentMinutes
      secondFactor
      secondFactorRoleIds
      graceDays
    }
  }
`)

export const SetSignInPolicy = graphql(`
  mutation SetSignInPolicy($policy: SignInPolicyInput!) {
    setSignInPolicy(policy: $policy) {
      ... on SignInPolicy {
        idleMinutes
      }
      ...Refused
    }
  }
`)

export const IdentityProviderDetails = graphql(`
  fragment IdentityProviderDetails on IdentityProvider {
    id
    name
    issuer
    clientId
    hasSecret
    scopes
    groupsClaim
    emailDomains
    vouchesForEmail
    createsUsers
    allowsPasswords
    trustedAcr
    trustedAmr
    disabledAt
    grants {
      id
      claimValue
      role {
        id
        name
      }
      unit {
        id
        name
      }
    }
  }
`)

export const IdentityProvidersDocument = graphql(`
  query IdentityProviders($first: Int!, $after: String) {
    identityProviders(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...IdentityProviderDetails
      }
    }
  }
`)

export const IdentityProviderDocument = graphql(`
  query IdentityProvider($id: ID!) {
    identityProvider(id: $id) {
      ...IdentityProviderDetails
    }
  }
`)

export const AddIdentityProvider = graphql(`
  mutation AddIdentityProvider($provider: IdentityProviderInput!) {
    addIdentityProvider(provider: $provider) {
      ...IdentityProviderDetails
      ...Refused
    }
  }
`)

export const ChangeIdentityProvider = graphql(`
  mutation ChangeIdentityProvider($id: ID!, $provider: IdentityProviderInput!) {
    changeIdentityProvider(providerId: $id, provider: $provider) {
      ...IdentityProviderDetails
      ...Refused
    }
  }
`)

export const DisableIdentityProvider = graphql(`
  mutation DisableIdentityProvider($id: ID!) {
    disableIdentityProvider(providerId: $id) {
      ...IdentityProviderDetails
      ...Refused
    }
  }
`)

export const GrantByClaim = graphql(`
  mutation GrantByClaim($id: ID!, $claimValue: String!, $roleId: ID!, $unitId: ID!) {
    grantByClaim(providerId: $id, claimValue: $claimValue, roleId: $roleId, unitId: $unitId) {
      ...IdentityProviderDetails
      ...Refused
    }
  }
`)

export const EndClaimGrant = graphql(`
  mutation EndClaimGrant($grantId: ID!) {
    endClaimGrant(grantId: $grantId) {
      ...IdentityProviderDetails
      ...Refused
    }
  }
`)

export const GroupDetails = graphql(`
  fragment GroupDetails on ProvisionedGroup {
    id
    displayName
    externalId
    changedAt
    members {
      id
      user {
        id
        name
        email
      }
    }
    grants {
      id
      role {
        id
        name
      }
      unit {
        id
        name
      }
    }
  }
`)

export const GroupsDocument = graphql(`
  query DirectoryGroups($first: Int!, $after: String) {
    provisionedGroups(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...GroupDetails
      }
    }
  }
`)

export const GroupDocument = graphql(`
  query DirectoryGroup($id: ID!) {
    provisionedGroup(id: $id) {
      ...GroupDetails
    }
  }
`)

export const GrantByGroup = graphql(`
  mutation GrantByGroup($id: ID!, $roleId: ID!, $unitId: ID!) {
    grantByGroup(groupId: $id, roleId: $roleId, unitId: $unitId) {
      ...GroupDetails
      ...Refused
    }
  }
`)

export const EndGroupGrant = graphql(`
  mutation EndGroupGrant($grantId: ID!) {
    endGroupGrant(grantId: $grantId) {
      ...GroupDetails
      ...Refused
    }
  }
`)

export const DirectoriesDocument = graphql(`
  query Directories($first: Int!, $after: String) {
    clientApplications(first: $first, after: $after) {
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
