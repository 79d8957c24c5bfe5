/** What is asked of, and done about, people who render services. */
import { graphql } from '../graphql/generated'

export const ProvidersDocument = graphql(`
  query AdministeredProviders($first: Int!, $after: String) {
    providers(first: $first, after: $after) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...ProviderDetails
      }
    }
  }
`)

export const ExpirationsDocument = graphql(`
  query Expirations($filter: ExpirationFilter) {
    expirations(filter: $filter) {
      kind
      number
      effectiveToOn
      daysLeft
      provider {
        id
        firstName
        lastName
      }
      store {
        id
        name
      }
      payer {
        id
        name
      }
    }
  }
`)

export const ProviderDetails = graphql(`
  fragment ProviderDetails on Provider {
    id
    firstName
    lastName
    kind
    npi
    taxonomyCode
    userId
    isActive
    credentials {
      id
      kind
      number
      state
      issuedBy
      procedureCodes
      effectiveFromOn
      effectiveToOn
      isInForce
    }
  }
`)

export const ProviderDocument = graphql(`
  query AdministeredProvider($id: ID!) {
    provider(id: $id) {
      ...ProviderDetails
    }
    enrollments(first: 100, filter: { providerId: { equals: $id } }) {
      nodes {
        ...EnrollmentDetails
      }
    }
  }
`)

export const EnrollmentDetails = graphql(`
  fragment EnrollmentDetails on Enrollment {
    id
    status
    number
    submittedOn
    effectiveFromOn
    effectiveToOn
    store {
      id
      name
    }
    payer {
      id
      name
    }
  }
`)

export const AddProvider = graphql(`
  mutation AddProvider($details: ProviderInput!) {
    addProvider(details: $details) {
      ...ProviderDetails
      ...Refused
    }
  }
`)

export const ChangeProvider = graphql(`
  mutation ChangeProvider($providerId: ID!, $details: ProviderInput!) {
    changeProvider(providerId: $providerId, details: $details) {
      ...ProviderDetails
      ...Refused
    }
  }
`)

export const AddCredential = graphql(`
  mutation AddCredential($providerId: ID!, $details: CredentialInput!) {
    addCredential(providerId: $providerId, details: $details) {
      ... on Credential {
        id
      }
      ...Refused
    }
  }
`)

export const CorrectCredential = graphql(`
  mutation CorrectCredential($credentialId: ID!, $details: CredentialInput!) {
    correctCredential(credentialId: $credentialId, details: $details) {
      ... on Credential {
        id
        kind
        number
        state
        issuedBy
        procedureCodes
        effectiveFromOn
        effectiveToOn
        isInForce
      }
      ...Refused
    }
  }
`)

export const RemoveCredential = graphql(`
  mutation RemoveCredential($credentialId: ID!) {
    removeCredential(credentialId: $credentialId) {
      ...ProviderDetails
      ...Refused
    }
  }
`)

export const BeginEnrollment = graphql(`
  mutation BeginEnrollment($providerId: ID!, $storeId: ID!, $payerId: ID!, $details: EnrollmentInput!) {
    beginEnrollment(providerId: $providerId, storeId: $storeId, payerId: $payerId, details: $details) {
      ...EnrollmentDetails
      ...Refused
    }
  }
`)

export const ChangeEnrollment = graphql(`
  mutation ChangeEnrollment($enrollmentId: ID!, $details: EnrollmentInput!) {
    changeEnrollment(enrollmentId: $enrollmentId, details: $details) {
      ...EnrollmentDetails
      ...Refused
    }
  }
`)

export const PayerChoices = graphql(`
  query PayerChoices($first: Int!, $after: String) {
    payers(first: $first, after: $after, orderBy: { by: NAME, direction: ASCENDING }) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
        requiresEnrollment
      }
    }
  }
`)

export const UserChoices = graphql(`
  query UserChoices($first: Int!, $after: String) {
    users(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
        email
      }
    }
  }
`)
