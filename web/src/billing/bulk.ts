/** One act on the claims that were chosen one by one: few enough for one request. */
import type { AnyVariables, Client, TypedDocumentNode } from 'urql'
import { graphql } from '../graphql/generated'
import type { ClaimAct, ClaimsChangedFieldsFragment, RefusedFragment } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'

export const MOST_AT_ONCE = 250
/** Of claims named one by one; more go by their list. */
export const MOST_NAMED = 5_000

export const ClaimsChangedFields = graphql(`
  fragment ClaimsChangedFields on ClaimsChanged {
    changedCount
    refusedCount
    outcomes {
      claimId
      patientControlNumber
      displayStatus
      isChanged
      code
      message
    }
  }
`)

const Preview = graphql(`
  query PreviewChange($change: ClaimChangeInput!) {
    claimChangePreview(change: $change) {
      ...ClaimsChangedFields
    }
  }
`)

const HoldClaims = graphql(`
  mutation HoldClaims($claimIds: [ID!]!, $reason: String!) {
    done: holdClaims(claimIds: $claimIds, reason: $reason) {
      ...ClaimsChangedFields
      ...Refused
    }
  }
`)

const LiftHolds = graphql(`
  mutation LiftHolds($claimIds: [ID!]!) {
    done: liftHolds(claimIds: $claimIds) {
      ...ClaimsChangedFields
      ...Refused
    }
  }
`)

const RecheckClaims = graphql(`
  mutation RecheckClaims($claimIds: [ID!]!) {
    done: recheckClaims(claimIds: $claimIds) {
      ...ClaimsChangedFields
      ...Refused
    }
  }
`)

const ReleaseClaims = graphql(`
  mutation ReleaseClaims($claimIds: [ID!]!) {
    done: releaseClaims(claimIds: $claimIds) {
      ...ClaimsChangedFields
      ...Refused
    }
  }
`)

const ResubmitClaims = graphql(`
  mutation ResubmitClaims($claimIds: [ID!]!) {
    done: resubmitClaims(claimIds: $claimIds) {
      ...ClaimsChangedFields
      ...Refused
    }
  }
`)

const OverrideFindings = graphql(`
  mutation OverrideFindings($claimIds: [ID!]!, $findingCode: String!, $reason: String!) {
    done: overrideFindings(claimIds: $claimIds, findingCode: $findingCode, reason: $reason) {
      ...ClaimsChangedFields
      ...Refused
    }
  }
`)

interface BulkAct {
  needs: string
  document: TypedDocumentNode<{ done: ClaimsChangedFieldsFragment | RefusedFragment }, AnyVariables>
}

const documentOf = (document: unknown) => document as BulkAct['document']

/** What may be done to many at once, and the permission for it. */
export const ACTS: Record<ClaimAct, BulkAct> = {
  HOLD: { needs: 'claims:write', document: documentOf(HoldClaims) },
  LIFT_HOLD: { needs: 'claims:write', document: documentOf(LiftHolds) },
  RELEASE: { needs: 'claims:submit', document: documentOf(ReleaseClaims) },
  RECHECK: { needs: 'claims:write', document: documentOf(RecheckClaims) },
  RESUBMIT: { needs: 'claims:submit', document: documentOf(ResubmitClaims) },
  OVERRIDE: { needs: 'claims:override', document: documentOf(OverrideFindings) },
}

export interface Change {
  act: ClaimAct
  reason?: string
  findingCode?: string
}

export type Told = ClaimsChangedFieldsFragment['outcomes'][number]

interface Answer {
  told: readonly Told[]
  /** In words; null where all went well. */
  problem: string | null
}

/** What would come of it for each. */
export async function foresee(client: Client, change: Change, claimIds: readonly string[]): Promise<Answer> {
  const { data, error } = await client.query(Preview, { change: { ...change, claimIds: [...claimIds] } }, { requestPolicy: 'network-only' }).toPromise()
  return { told: data?.claimChangePreview.outcomes ?? [], problem: problemOf(error) }
}

export async function run(client: Client, { act, ...given }: Change, claimIds: readonly string[]): Promise<Answer> {
  const { data, error } = await client.mutation(ACTS[act].document, { ...given, claimIds }).toPromise()
  const done = data?.done
  return { told: done && 'outcomes' in done ? done.outcomes : [], problem: problemOf(error, done) }
}
