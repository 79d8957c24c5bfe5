/** What is asked of, and done about, what was told to others of a patient. */
import { graphql } from '../graphql/generated'

export const DisclosureDetails = graphql(`
  fragment DisclosureDetails on Disclosure {
    id
    patientId
    kind
    disclosedOn
    lastDisclosedOn
    disclosureCount
    frequency
    recipientName
    recipientAddress
    description
    purpose
    recordedBy
    createdAt
    isSuspended
    withdrawnAt
    withdrawnBy
    withdrawalReason
  }
`)

export const DisclosuresDocument = graphql(`
  query Disclosures($first: Int!, $after: String, $filter: DisclosureFilter) {
    disclosures(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...DisclosureDetails
      }
    }
  }
`)

export const DisclosureDocument = graphql(`
  query Disclosure($id: ID!) {
    disclosure(id: $id) {
      ...DisclosureDetails
    }
  }
`)

export const SuspensionsDocument = graphql(`
  query Suspensions($first: Int!, $after: String, $patientId: ID!) {
    disclosureSuspensions(first: $first, after: $after, filter: { patientId: { equals: $patientId } }) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        disclosureId
        official
        statement
        isWritten
        endsOn
        suspendedBy
        createdAt
        liftedAt
        liftedBy
      }
    }
  }
`)

export const AccountingsDocument = graphql(`
  query Accountings($first: Int!, $after: String, $filter: AccountingFilter) {
    disclosureAccountings(first: $first, after: $after, filter: $filter) {
      totalCount
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        patientId
        fromOn
        toOn
        requestedOn
        dueOn
        entryCount
        madeBy
        createdAt
        path
      }
    }
  }
`)

export const RecordDisclosure = graphql(`
  mutation RecordDisclosure($patientId: ID!, $disclosure: DisclosureInput!) {
    recordDisclosure(patientId: $patientId, disclosure: $disclosure) {
      ...DisclosureDetails
      ...Refused
    }
  }
`)

export const WithdrawDisclosure = graphql(`
  mutation WithdrawDisclosure($id: ID!, $reason: String!) {
    withdrawDisclosure(disclosureId: $id, reason: $reason) {
      ...DisclosureDetails
      ...Refused
    }
  }
`)

export const SuspendDisclosures = graphql(`
  mutation SuspendDisclosures($id: ID!, $suspension: SuspensionInput!) {
    suspendDisclosures(disclosureId: $id, suspension: $suspension) {
      ... on DisclosureSuspension {
        id
      }
      ...Refused
    }
  }
`)

export const LiftSuspension = graphql(`
  mutation LiftSuspension($id: ID!) {
    liftSuspension(suspensionId: $id) {
      ... on DisclosureSuspension {
        id
      }
      ...Refused
    }
  }
`)

export const MakeAccounting = graphql(`
  mutation MakeAccounting($patientId: ID!, $fromOn: Date, $toOn: Date, $requestedOn: Date) {
    makeAccounting(patientId: $patientId, fromOn: $fromOn, toOn: $toOn, requestedOn: $requestedOn) {
      ... on DisclosureAccounting {
        id
      }
      ...Refused
    }
  }
`)
