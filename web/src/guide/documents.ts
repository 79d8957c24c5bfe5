/** What the guided set-up asks of the API, and what it makes there. */
import { graphql } from '../graphql/generated'

/** What is there already: every step reads from it whether it is done. */
export const SetUpState = graphql(`
  query SetUpState {
    me {
      id
    }
    organizationUnits(first: 1) {
      nodes {
        id
      }
    }
    stores(first: 1) {
      nodes {
        id
        legalName
        state
      }
    }
    providers(first: 1) {
      nodes {
        id
        credentials {
          id
          kind
        }
      }
    }
    tradingPartners(first: 1) {
      nodes {
        id
      }
    }
    payers(first: 1) {
      nodes {
        id
      }
    }
    enrollments(first: 1) {
      nodes {
        id
      }
    }
    services(first: 1) {
      nodes {
        id
      }
    }
    servicePrices(first: 50) {
      nodes {
        id
        procedureCode
      }
    }
    shippedTemplates {
      kind
    }
    patients(first: 1) {
      nodes {
        id
      }
    }
    encounters(first: 1, filter: { status: { equals: SIGNED } }) {
      nodes {
        id
      }
    }
    claimCounts {
      displayStatus
      count
    }
  }
`)

export const AddFirstStore = graphql(`
  mutation AddFirstStore($parentId: ID!, $details: StoreInput!) {
    addStore(parentId: $parentId, details: $details) {
      ... on Store {
        id
      }
      ...Refused
    }
  }
`)

export const AddFirstProvider = graphql(`
  mutation AddFirstProvider($details: ProviderInput!) {
    addProvider(details: $details) {
      ... on Provider {
        id
      }
      ...Refused
    }
  }
`)

export const AddFirstCredential = graphql(`
  mutation AddFirstCredential($providerId: ID!, $details: CredentialInput!) {
    addCredential(providerId: $providerId, details: $details) {
      ... on Credential {
        id
      }
      ...Refused
    }
  }
`)

export const AddSimulator = graphql(`
  mutation AddSimulator($details: TradingPartnerInput!) {
    addTradingPartner(details: $details) {
      ... on TradingPartner {
        id
      }
      ...Refused
    }
  }
`)

export const AddFirstPayer = graphql(`
  mutation AddFirstPayer($details: PayerInput!) {
    addPayer(details: $details) {
      ... on Payer {
        id
      }
      ...Refused
    }
  }
`)

export const EnrollFirst = graphql(`
  mutation EnrollFirst($providerId: ID!, $storeId: ID!, $payerId: ID!, $details: EnrollmentInput!) {
    beginEnrollment(providerId: $providerId, storeId: $storeId, payerId: $payerId, details: $details) {
      ... on Enrollment {
        id
      }
      ...Refused
    }
  }
`)

export const AdoptShipped = graphql(`
  mutation AdoptShipped($kind: String!, $on: Date!) {
    adoptShippedTemplate(kind: $kind, effectiveFromOn: $on) {
      __typename
      ...Refused
    }
  }
`)

export const SetFirstPrice = graphql(`
  mutation SetFirstPrice($price: ServicePriceInput!) {
    setServicePrice(price: $price) {
      ... on ServicePrice {
        id
      }
      ...Refused
    }
  }
`)

export const AddFirstPatient = graphql(`
  mutation AddFirstPatient($details: PatientInput!, $coverages: [CoverageInput!]) {
    addPatient(details: $details, coverages: $coverages) {
      __typename
      ...Refused
    }
  }
`)

export const SendReleased = graphql(`
  mutation SendReleased($tradingPartnerId: ID!) {
    submitReleasedClaims(tradingPartnerId: $tradingPartnerId) {
      __typename
      ...Refused
    }
  }
`)
