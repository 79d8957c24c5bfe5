/** What is asked about code sets: their releases, what each changed, and what of this pharmacy that touches. */
import { graphql } from '../graphql/generated'

export const ReleaseDetails = graphql(`
  fragment ReleaseDetails on CodeRelease {
    id
    system
    version
    effectiveFromOn
    state
    isEmbedded
    isInForce
    fileName
    sha256
    codeCount
    billableCount
    activatedAt
    withdrawnAt
    changes {
      added
      deleted
      ended
      lostBillable
      gainedBillable
      revised
    }
  }
`)

export const ReleasesDocument = graphql(`
  query CodeReleases($on: Date!) {
    codeReleases(on: $on) {
      ...ReleaseDetails
    }
  }
`)

export const ReleaseDocument = graphql(`
  query CodeRelease($id: ID!, $on: Date!) {
    codeRelease(releaseId: $id, on: $on) {
      ...ReleaseDetails
    }
  }
`)

export const ChangesDocument = graphql(`
  query CodeChanges($id: ID!, $kind: ChangeKind, $words: String!, $after: String!, $first: Int!) {
    codeChanges(releaseId: $id, kind: $kind, words: $words, after: $after, first: $first) {
      code
      kind
      fields
      text
      textBefore
    }
  }
`)

export const ImpactDocument = graphql(`
  query CodeImpact($id: ID!) {
    codeImpact(releaseId: $id) {
      services {
        id
        name
        code
        kind
        places
      }
      encounters {
        ...Touch
      }
      uncoded {
        ...Touch
      }
      claims {
        ...Touch
      }
    }
  }
`)

export const Touch = graphql(`
  fragment Touch on CodeTouch {
    id
    servedOn
    code
    kind
  }
`)
