/** What the screens of patients ask of the API. */
import { graphql } from '../graphql/generated'

export const PatientDetails = graphql(`
  fragment PatientDetails on Patient {
    id
    firstName
    middleName
    lastName
    birthOn
    sex
    addressLine
    addressLine2
    city
    state
    zipCode
    phone
    email
    isActive
    isVip
    isRestricted
    identifiers {
      id
      system
      value
    }
    coverages {
      ...CoverageDetails
    }
  }
`)

export const CoverageDetails = graphql(`
  fragment CoverageDetails on Coverage {
    id
    priority
    memberId
    groupNumber
    planName
    relationshipCode
    subscriberFirstName
    subscriberLastName
    subscriberBirthOn
    subscriberSex
    insuranceTypeCode
    binNumber
    processorControlNumber
    pharmacyGroupNumber
    effectiveFromOn
    effectiveToOn
    payer {
      id
      name
    }
  }
`)

export const PatientDocument = graphql(`
  query Patient($id: ID!, $cares: Boolean!, $bills: Boolean!) {
    patient(id: $id) {
      ...PatientDetails
      encounters(first: 20) @include(if: $cares) {
        nodes {
          id
          servedOn
          status
          service {
            id
            name
          }
        }
      }
      claims(first: 20) @include(if: $bills) {
        nodes {
          id
          patientControlNumber
          servedOn
          displayStatus
          chargeCents
          paidCents
          payer {
            id
            name
          }
        }
      }
    }
  }
`)

export const AddPatientDocument = graphql(`
  mutation AddPatient($details: PatientInput!, $coverages: [CoverageInput!], $notSameAs: [ID!]) {
    addPatient(details: $details, coverages: $coverages, notSameAs: $notSameAs) {
      ... on Patient {
        id
      }
      ... on PossibleDuplicates {
        candidates {
          reasons
          patient {
            id
            firstName
            lastName
            birthOn
            city
            state
          }
        }
      }
      ...Refused
    }
  }
`)

export const ChangePatient = graphql(`
  mutation ChangePatient($patientId: ID!, $details: PatientInput!) {
    changePatient(patientId: $patientId, details: $details) {
      ...PatientDetails
      ...Refused
    }
  }
`)

export const DeactivatePatient = graphql(`
  mutation DeactivatePatient($patientId: ID!) {
    deactivatePatient(patientId: $patientId) {
      ...PatientDetails
      ...Refused
    }
  }
`)

export const ReactivatePatient = graphql(`
  mutation ReactivatePatient($patientId: ID!) {
    reactivatePatient(patientId: $patientId) {
      ...PatientDetails
      ...Refused
    }
  }
`)

export const AddIdentifier = graphql(`
  mutation AddPatientIdentifier($patientId: ID!, $identifier: IdentifierInput!) {
    addPatientIdentifier(patientId: $patientId, identifier: $identifier) {
      ...PatientDetails
      ...Refused
    }
  }
`)

export const RemoveIdentifier = graphql(`
  mutation RemovePatientIdentifier($identifierId: ID!) {
    removePatientIdentifier(identifierId: $identifierId) {
      ...PatientDetails
      ...Refused
    }
  }
`)

export const CoverageToCorrect = graphql(`
  query CoverageToCorrect($patientId: ID!) {
    patient(id: $patientId) {
      id
      coverages {
        ...CoverageDetails
      }
    }
  }
`)

export const AddCoverage = graphql(`
  mutation AddCoverage($patientId: ID!, $details: CoverageInput!) {
    addCoverage(patientId: $patientId, details: $details) {
      ... on Coverage {
        patient {
          ...PatientDetails
        }
      }
      ...Refused
    }
  }
`)

export const CorrectCoverage = graphql(`
  mutation CorrectCoverage($coverageId: ID!, $details: CoverageInput!) {
    correctCoverage(coverageId: $coverageId, details: $details) {
      ... on Coverage {
        patient {
          ...PatientDetails
        }
      }
      ...Refused
    }
  }
`)

export const ReplaceCoverage = graphql(`
  mutation ReplaceCoverage($coverageId: ID!, $details: CoverageInput!) {
    replaceCoverage(coverageId: $coverageId, details: $details) {
      ... on Coverage {
        patient {
          ...PatientDetails
        }
      }
      ...Refused
    }
  }
`)

export const EndCoverage = graphql(`
  mutation EndCoverage($coverageId: ID!, $lastDay: Date!) {
    endCoverage(coverageId: $coverageId, lastDay: $lastDay) {
      ... on Coverage {
        patient {
          ...PatientDetails
        }
      }
      ...Refused
    }
  }
`)

export const OrderCoverages = graphql(`
  mutation OrderCoverages($patientId: ID!, $on: Date!, $coverageIds: [ID!]!) {
    orderCoverages(patientId: $patientId, on: $on, coverageIds: $coverageIds) {
      ...PatientDetails
      ...Refused
    }
  }
`)

export const CoveringPayers = graphql(`
  query CoveringPayers($first: Int!, $after: String) {
    payers(first: $first, after: $after, filter: { isActive: true }, orderBy: { by: NAME, direction: ASCENDING }) {
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
