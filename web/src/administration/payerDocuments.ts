/** What is asked of, and done about, payers and what they have agreed to pay. */
import { graphql } from '../graphql/generated'

export const PayersDocument = graphql(`
  query AdministeredPayers($first: Int!, $after: String, $filter: PayerFilter) {
    payers(first: $first, after: $after, filter: $filter, orderBy: { by: NAME, direction: ASCENDING }) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...PayerDetails
      }
    }
  }
`)

export const PayerDetails = graphql(`
  fragment PayerDetails on Payer {
    id
    name
    payerNumber
    claimFilingIndicatorCode
    state
    timelyFilingDays
    requiresTaxonomy
    acceptsSecondaryClaims
    expectsAnswerWithinDays
    requiresEnrollment
    isActive
    tradingPartner {
      id
      name
    }
  }
`)

export const PayerDocument = graphql(`
  query AdministeredPayer($id: ID!) {
    payer(id: $id) {
      ...PayerDetails
      contractRates {
        id
        procedureCode
        modifiers
        allowedCents
        effectiveFromOn
        effectiveToOn
      }
    }
  }
`)

export const PartnerChoices = graphql(`
  query PartnerChoices($first: Int!, $after: String) {
    tradingPartners(first: $first, after: $after) {
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

export const AddPayer = graphql(`
  mutation AddPayer($details: PayerInput!) {
    addPayer(details: $details) {
      ...PayerDetails
      ...Refused
    }
  }
`)

export const ChangePayer = graphql(`
  mutation ChangePayer($payerId: ID!, $details: PayerInput!) {
    changePayer(payerId: $payerId, details: $details) {
      ...PayerDetails
      ...Refused
    }
  }
`)

export const SetContractRate = graphql(`
  mutation SetContractRate($payerId: ID!, $terms: ContractRateInput!) {
    setContractRate(payerId: $payerId, terms: $terms) {
      ... on ContractRate {
        id
      }
      ...Refused
    }
  }
`)
