/** What a clinic day asks and says: of all its rows at once. */
import { graphql } from '../graphql/generated'

export const ClinicService = graphql(`
  query ClinicService($id: ID!) {
    service(id: $id) {
      id
      name
      templates {
        id
        version
        effectiveFromOn
        definition
      }
    }
  }
`)

export const ClinicEncounters = graphql(`
  query ClinicEncounters($filter: EncounterFilter!) {
    encounters(first: 100, filter: $filter) {
      nodes {
        id
        status
        revision
        answers
        provider {
          id
        }
        patient {
          id
          firstName
          lastName
          birthOn
        }
      }
    }
  }
`)

export const Outlooks = graphql(`
  query Outlooks($ids: [ID!]!) {
    encounterOutlooks(encounterIds: $ids) {
      encounterId
      missing {
        code
        path
        message
      }
      preview {
        chargeCents
        findings {
          message
          severity
        }
        claims {
          expectedCents
          findings {
            message
            severity
          }
        }
      }
    }
  }
`)

export const SignEncounters = graphql(`
  mutation SignEncounters($ids: [ID!]!) {
    signEncounters(encounterIds: $ids) {
      ... on EncounterOutcomes {
        outcomes {
          encounterId
          status
          refusal {
            code
            message
          }
        }
      }
      ...Refused
    }
  }
`)

export const PatientsListed = graphql(`
  query PatientsListed($people: [ListedPersonInput!]!) {
    patientsListed(people: $people) {
      candidates {
        id
        firstName
        lastName
        birthOn
      }
    }
  }
`)

export const PatientsSought = graphql(`
  query PatientsSought($name: String!) {
    patients(first: 8, filter: { isActive: true, name: { startsWith: $name } }) {
      nodes {
        id
        firstName
        lastName
        birthOn
      }
    }
  }
`)
