/** One act on many claims, in portions: each portion is one request, and between two one may stop. */
import type { AnyVariables, Client, OperationResult, TypedDocumentNode } from 'urql'
import { graphql } from '../graphql/generated'
import type { ClaimAct, ClaimFilter, ClaimsChangedFieldsFragment, RefusedFragment } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'

export const PORTION = 250
export const MOST_CHOSEN = 5_000
const LARGEST_PAGE = 100

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

const Matching = graphql(`
  query MatchingClaims($first: Int!, $after: String, $filter: ClaimFilter) {
    claims(first: $first, after: $after, filter: $filter) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
      }
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

interface Progress {
  told: Told[]
  /** In words; null where all went well. */
  problem: string | null
}

/** What would come of it for each. */
export function foresee(client: Client, change: Change, claimIds: readonly string[], onTold: (told: Told[]) => void, signal: AbortSignal): Promise<Progress> {
  return inPortions(claimIds, onTold, signal, async (portion) => {
    const result = await client.query(Preview, { change: { ...change, claimIds: portion } }, { requestPolicy: 'network-only' }).toPromise()
    return { told: result.data?.claimChangePreview.outcomes ?? [], problem: problemOf(result.error) }
  })
}

/** Does it, portion by portion, until all is done, something goes wrong, or somebody stops it. */
export function run(client: Client, change: Change, claimIds: readonly string[], onTold: (told: Told[]) => void, signal: AbortSignal): Promise<Progress> {
  const { act, ...given } = change
  return inPortions(claimIds, onTold, signal, async (portion) => {
    const result: OperationResult<{ done: ClaimsChangedFieldsFragment | RefusedFragment }> = await client
      .mutation(ACTS[act].document, { ...given, claimIds: portion })
      .toPromise()
    const done = result.data?.done
    return { told: done && 'outcomes' in done ? done.outcomes : [], problem: problemOf(result.error, done) }
  })
}

/** Every claim of a list, as far as `MOST_CHOSEN`. */
export async function idsOf(client: Client, filter: ClaimFilter): Promise<string[]> {
  const ids = new Set<string>()
  let after: string | null | undefined = null
  do {
    const variables: { first: number; after: string | null; filter: ClaimFilter } = { first: LARGEST_PAGE, after, filter }
    const result = await client.query(Matching, variables, { requestPolicy: 'network-only' }).toPromise()
    const page = result.data?.claims
    if (!page) break
    // The cache joins pages, so that each answer may hold the ones before.
    for (const { id } of page.nodes) ids.add(id)
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after && ids.size < MOST_CHOSEN)
  return [...ids].slice(0, MOST_CHOSEN)
}

async function inPortions(
  claimIds: readonly string[],
  onTold: (told: Told[]) => void,
  signal: AbortSignal,
  ask: (portion: string[]) => Promise<Progress>,
): Promise<Progress> {
  const told: Told[] = []
  for (let at = 0; at < claimIds.length && !signal.aborted; at += PORTION) {
    const answer = await ask(claimIds.slice(at, at + PORTION))
    told.push(...answer.told)
    onTold([...told])
    if (answer.problem !== null) return { told, problem: answer.problem }
  }
  return { told, problem: null }
}
