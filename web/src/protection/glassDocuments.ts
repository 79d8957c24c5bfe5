/** What is asked of, and done about, restricted patients and who looked at them all the same. */
import { graphql } from '../graphql/generated'

export const GlassBreakDetails = graphql(`
  fragment GlassBreakDetails on GlassBreak {
    id
    patientId
    reason
    brokenBy
    createdAt
    expiresAt
    isReviewed
    isJustified
    reviewedBy
    reviewedAt
    note
  }
`)

export const GlassBreaksDocument = graphql(`
  query GlassBreaks($first: Int!, $after: String, $filter: GlassBreakFilter) {
    glassBreaks(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...GlassBreakDetails
      }
    }
  }
`)

export const GlassBreakDocument = graphql(`
  query GlassBreak($id: ID!) {
    glassBreak(id: $id) {
      ...GlassBreakDetails
    }
  }
`)

export const ReviewBreakGlass = graphql(`
  mutation ReviewBreakGlass($id: ID!, $isJustified: Boolean!, $note: String!) {
    reviewBreakGlass(glassBreakId: $id, isJustified: $isJustified, note: $note) {
      ...GlassBreakDetails
      ...Refused
    }
  }
`)

export const RestrictionsDocument = graphql(`
  query PatientRestrictions($first: Int!, $after: String) {
    patientRestrictions(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        patientId
        reason
        restrictedBy
        createdAt
        liftedAt
        liftedBy
      }
    }
  }
`)

export const RestrictPatient = graphql(`
  mutation RestrictPatient($id: ID!, $reason: String!) {
    restrictPatient(patientId: $id, reason: $reason) {
      ... on PatientRestriction {
        id
      }
      ...Refused
    }
  }
`)

export const LiftRestriction = graphql(`
  mutation LiftRestriction($id: ID!) {
    liftRestriction(patientId: $id) {
      ... on PatientRestriction {
        id
      }
      ...Refused
    }
  }
`)

export const MarkVip = graphql(`
  mutation MarkVip($id: ID!, $isVip: Boolean!) {
    markVip(patientId: $id, isVip: $isVip) {
      ... on Patient {
        id
        isVip
      }
      ...Refused
    }
  }
`)

export const BreakGlass = graphql(`
  mutation BreakGlass($id: ID!, $reason: String!) {
    breakGlass(patientId: $id, reason: $reason) {
      ... on BrokenGlass {
        id
        expiresAt
      }
      ...Refused
    }
  }
`)
