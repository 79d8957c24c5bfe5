/** Acts on many claims that the server does in the background: how they are asked for, followed and ended. */
import type { AnyVariables, Client, TypedDocumentNode } from 'urql'
import { graphql } from '../graphql/generated'
import type { BulkActFieldsFragment, BulkActState, ClaimAct, ClaimFilter, RefusedFragment } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import type { Change } from './bulk'

export type Selection = { claimIds: string[] } | { filter: ClaimFilter }
export type Act = BulkActFieldsFragment

export const BulkActFields = graphql(`
  fragment BulkActFields on BulkAct {
    id
    act
    reason
    findingCode
    askedBy
    isMine
    state
    stoppedBecause
    isBrokenDown
    selectedCount
    doneCount
    refusedCount
    remainingCount
    createdAt
    startedAt
    endedAt
    retries {
      id
    }
    retriedBy {
      id
    }
  }
`)

export const ForeseeAct = graphql(`
  query ForeseeAct($change: BulkActInput!) {
    bulkActPreview(change: $change) {
      selectedCount
      refusedCount
      refusedAlike {
        code
        message
        count
      }
      judgedCount
      judgedRefusedCount
      outcomes {
        claimId
        patientControlNumber
        displayStatus
        isChanged
        code
        message
      }
    }
  }
`)

export const FollowAct = graphql(`
  query FollowAct($id: ID!) {
    bulkAct(id: $id) {
      ...BulkActFields
    }
  }
`)

const HoldSelected = graphql(`
  mutation HoldSelected($selection: ClaimSelectionInput!, $reason: String!) {
    begun: holdSelectedClaims(selection: $selection, reason: $reason) {
      ...BulkActFields
      ...Refused
    }
  }
`)

const LiftSelected = graphql(`
  mutation LiftSelected($selection: ClaimSelectionInput!) {
    begun: liftSelectedHolds(selection: $selection) {
      ...BulkActFields
      ...Refused
    }
  }
`)

const RecheckSelected = graphql(`
  mutation RecheckSelected($selection: ClaimSelectionInput!) {
    begun: recheckSelectedClaims(selection: $selection) {
      ...BulkActFields
      ...Refused
    }
  }
`)

const ReleaseSelected = graphql(`
  mutation ReleaseSelected($selection: ClaimSelectionInput!) {
    begun: releaseSelectedClaims(selection: $selection) {
      ...BulkActFields
      ...Refused
    }
  }
`)

const ResubmitSelected = graphql(`
  mutation ResubmitSelected($selection: ClaimSelectionInput!) {
    begun: resubmitSelectedClaims(selection: $selection) {
      ...BulkActFields
      ...Refused
    }
  }
`)

const OverrideSelected = graphql(`
  mutation OverrideSelected($selection: ClaimSelectionInput!, $findingCode: String!, $reason: String!) {
    begun: overrideSelectedFindings(selection: $selection, findingCode: $findingCode, reason: $reason) {
      ...BulkActFields
      ...Refused
    }
  }
`)

const CancelAct = graphql(`
  mutation CancelAct($id: ID!) {
    begun: cancelBulkAct(bulkActId: $id) {
      ...BulkActFields
      ...Refused
    }
  }
`)

const RetryAct = graphql(`
  mutation RetryAct($id: ID!) {
    begun: retryBulkAct(bulkActId: $id) {
      ...BulkActFields
      ...Refused
    }
  }
`)

type Beginning = TypedDocumentNode<{ begun: BulkActFieldsFragment | RefusedFragment }, AnyVariables>
const BEGINNINGS: Record<ClaimAct, unknown> = {
  HOLD: HoldSelected,
  LIFT_HOLD: LiftSelected,
  RECHECK: RecheckSelected,
  RELEASE: ReleaseSelected,
  RESUBMIT: ResubmitSelected,
  OVERRIDE: OverrideSelected,
}

export const TONES = { WAITING: 'plain', RUNNING: 'plain', DONE: 'good', CANCELLED: 'plain', STOPPED: 'bad' } as const satisfies Record<BulkActState, string>

export function isUnderWay({ state }: { state: BulkActState }): boolean {
  return state === 'WAITING' || state === 'RUNNING'
}

/** What a retry would take up. */
export function leftOf({ refusedCount, remainingCount }: Act): number {
  return refusedCount + remainingCount
}

/** Either what the server made of it, or why not, in words. */
export interface Begun {
  act: Act | null
  problem: string | null
}

export function begin(client: Client, { act, ...given }: Change, selection: Selection): Promise<Begun> {
  return ask(client, BEGINNINGS[act] as Beginning, { ...given, selection })
}

export function cancelAct(client: Client, id: string): Promise<Begun> {
  return ask(client, CancelAct as Beginning, { id })
}

export function retryAct(client: Client, id: string): Promise<Begun> {
  return ask(client, RetryAct as Beginning, { id })
}

async function ask(client: Client, document: Beginning, variables: Record<string, unknown>): Promise<Begun> {
  const { data, error } = await client.mutation(document, variables).toPromise()
  const begun = data?.begun
  return { act: begun && 'state' in begun ? begun : null, problem: problemOf(error, begun) }
}
