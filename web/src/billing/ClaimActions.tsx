/** What may be done with a claim now. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { ReasonDialog } from '../design/ReasonDialog'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import type { ShownClaim } from './ClaimScreen'

const ReleaseClaim = graphql(`
  mutation ReleaseClaim($claimId: ID!) {
    releaseClaim(claimId: $claimId) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

const HoldClaim = graphql(`
  mutation HoldClaim($claimId: ID!, $reason: String!) {
    holdClaim(claimId: $claimId, reason: $reason) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

const LiftHold = graphql(`
  mutation LiftHold($claimId: ID!) {
    liftHold(claimId: $claimId) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

export function ClaimActions({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const may = useMay()
  const [, release] = useMutation(ReleaseClaim)
  const [, hold] = useMutation(HoldClaim)
  const [, lift] = useMutation(LiftHold)
  const [problem, setProblem] = useState<string | null>(null)
  const [isHolding, setHolding] = useState(false)
  const isHeld = claim.holds.some((each) => !each.releasedAt)
  const isHere = claim.transport === 'NOT_SENT' && (claim.readiness === 'READY' || claim.readiness === 'BLOCKED')
  return (
    <div className="row">
      {problem && <Notice tone="bad">{problem}</Notice>}
      {may('claims:write') && isHeld && (
        <Button
          onPress={() =>
            void lift({ claimId: claim.id }).then(({ data, error }) => setProblem(problemOf(error, data?.liftHold)))
          }
        >
          {t('claim.lift')}
        </Button>
      )}
      {may('claims:write') && !isHeld && isHere && <Button onPress={() => setHolding(true)}>{t('claim.hold')}</Button>}
      {may('claims:submit') && claim.readiness === 'READY' && !isHeld && (
        <Button
          kind="primary"
          onPress={() =>
            void release({ claimId: claim.id }).then(({ data, error }) => setProblem(problemOf(error, data?.releaseClaim)))
          }
        >
          {t('claim.release')}
        </Button>
      )}
      <ReasonDialog
        title={t('claim.hold')}
        isOpen={isHolding}
        onClose={() => setHolding(false)}
        onReason={async (reason) => {
          const { data, error } = await hold({ claimId: claim.id, reason })
          return problemOf(error, data?.holdClaim)
        }}
      />
    </div>
  )
}
