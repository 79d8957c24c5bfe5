/** What may be done about an encounter that is not signed yet, or not billed yet. */
import { graphql } from '../graphql/generated'

/** All that the form begins with, so that it begins anew at once. */
export const FormOfEncounter = graphql(`
  fragment FormOfEncounter on Encounter {
    id
    status
    servedOn
    answers
    revision
    provider {
      id
      firstName
      lastName
    }
    template {
      id
      version
      definition
    }
  }
`)

export const ReopenEncounter = graphql(`
  mutation ReopenEncounter($id: ID!) {
    reopenEncounter(encounterId: $id) {
      ...FormOfEncounter
      ...Refused
    }
  }
`)

export const ChangeVisit = graphql(`
  mutation ChangeVisit($id: ID!, $revision: Int!, $servedOn: Date!, $providerId: ID!) {
    changeVisit(encounterId: $id, revision: $revision, servedOn: $servedOn, providerId: $providerId) {
      ...FormOfEncounter
      ...Refused
    }
  }
`)

export const DiscardDraft = graphql(`
  mutation DiscardDraft($id: ID!, $reason: String!) {
    discardDraft(encounterId: $id, reason: $reason) {
      ... on Encounter {
        id
        status
        voidReason
      }
      ...Refused
    }
  }
`)

export const CodeEncounter = graphql(`
  mutation CodeEncounter($id: ID!) {
    codeEncounter(encounterId: $id) {
      ... on Encounter {
        id
        charges {
          id
        }
      }
      ...Refused
    }
  }
`)

export const SignatureHolds = graphql(`
  query SignatureHolds($id: ID!) {
    signatureHolds(encounterId: $id)
  }
`)
