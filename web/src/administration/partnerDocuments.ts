/** What is asked of, and done about, trading partners and what a simulated one was told. */
import { graphql } from '../graphql/generated'

export const PartnersDocument = graphql(`
  query AdministeredPartners($first: Int!, $after: String) {
    tradingPartners(first: $first, after: $after, orderBy: { by: NAME, direction: ASCENDING }) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...PartnerDetails
      }
    }
  }
`)

export const PartnerDetails = graphql(`
  fragment PartnerDetails on TradingPartner {
    id
    name
    gateway
    submitterId
    submitterName
    contactName
    contactPhone
    receiverId
    receiverName
    isProduction
    lastControlNumber
  }
`)

export const PartnerDocument = graphql(`
  query AdministeredPartner($id: ID!) {
    tradingPartner(id: $id) {
      ...PartnerDetails
    }
    payers(first: 100, filter: { tradingPartnerId: { equals: $id } }, orderBy: { by: NAME, direction: ASCENDING }) {
      totalCount
      nodes {
        id
        name
        payerNumber
        isActive
      }
    }
  }
`)

export const InstructionsDocument = graphql(`
  query PayerInstructions($id: ID!) {
    payerInstructions(tradingPartnerId: $id) {
      seed
      varietyPercent
      fees {
        procedureCode
        allowedCents
      }
      scripts {
        outcome
        patientControlNumber
        memberId
        reasonCode
        remarkCodes
        allowedPercent
        deductiblePercent
        coinsurancePercent
        copayCents
        delaySeconds
        statusCode
      }
    }
  }
`)

export const AddPartner = graphql(`
  mutation AddPartner($details: TradingPartnerInput!) {
    addTradingPartner(details: $details) {
      ...PartnerDetails
      ...Refused
    }
  }
`)

export const ChangePartner = graphql(`
  mutation ChangePartner($partnerId: ID!, $details: TradingPartnerInput!) {
    changeTradingPartner(tradingPartnerId: $partnerId, details: $details) {
      ...PartnerDetails
      ...Refused
    }
  }
`)

export const SendReleasedClaims = graphql(`
  mutation SendReleasedClaims($partnerId: ID!) {
    submitReleasedClaims(tradingPartnerId: $partnerId) {
      __typename
      ...Refused
    }
  }
`)

export const ScriptPayer = graphql(`
  mutation ScriptPayer($partnerId: ID!, $script: PayerScriptInput!) {
    scriptPayer(tradingPartnerId: $partnerId, script: $script) {
      __typename
      ...Refused
    }
  }
`)

export const WithdrawScripts = graphql(`
  mutation WithdrawScripts($partnerId: ID!, $scripts: [PayerScriptInput!]!) {
    withdrawPayerScripts(tradingPartnerId: $partnerId, scripts: $scripts) {
      __typename
      ...Refused
    }
  }
`)

export const SetPayerTerms = graphql(`
  mutation SetPayerTerms($partnerId: ID!, $terms: PayerTermsInput!) {
    setPayerTerms(tradingPartnerId: $partnerId, terms: $terms) {
      __typename
      ...Refused
    }
  }
`)
