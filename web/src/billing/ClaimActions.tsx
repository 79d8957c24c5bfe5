/** What may be done with a claim now, and nothing else. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { useLocation } from 'wouter'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { ReasonDialog } from '../design/ReasonDialog'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import type { ShownClaim } from './ClaimScreen'
import { CorrectDialog } from './CorrectDialog'
import { mayBe } from './standing'

const ReleaseClaim = graphql(`
  mutation ReleaseClaim($claimId: ID!) {
    done: releaseClaim(claimId: $claimId) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

const RecheckClaim = graphql(`
  mutation RecheckClaim($claimId: ID!) {
    done: recheckClaim(claimId: $claimId) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

const ResubmitClaim = graphql(`
  mutation ResubmitClaim($claimId: ID!) {
    done: resubmitClaim(claimId: $claimId) {
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
    done: liftHold(claimId: $claimId) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

const ReplaceClaim = graphql(`
  mutation ReplaceClaim($claimId: ID!) {
    done: replaceClaim(claimId: $claimId) {
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

const CancelClaim = graphql(`
  mutation CancelClaim($claimId: ID!, $reason: String!) {
    cancelClaim(claimId: $claimId, reason: $reason) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

const VoidClaim = graphql(`
  mutation VoidClaim($claimId: ID!) {
    done: voidClaim(claimId: $claimId) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

/** Those that need no more than a press. */
const AT_ONCE = {
  lift: LiftHold,
  recheck: RecheckClaim,
  release: ReleaseClaim,
  resubmit: ResubmitClaim,
  replace: ReplaceClaim,
} as const
type AtOnce = keyof typeof AT_ONCE
type Asking = 'hold' | 'cancel' | 'void' | 'correct'

export function ClaimActions({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const may = useMay()
  const [, go] = useLocation()
  const [problem, setProblem] = useState<string | null>(null)
  const [asking, setAsking] = useState<Asking | null>(null)
  const [, hold] = useMutation(HoldClaim)
  const [, cancel] = useMutation(CancelClaim)
  const possible = mayBe(claim)
  const close = () => setAsking(null)
  const opensAnother = (id: string | undefined) => id !== undefined && id !== claim.id && go(`/claims/${id}`)
  const writes = may('claims:write')
  const submits = may('claims:submit')
  return (
    <div className="row wrap">
      {problem && <Notice tone="bad">{problem}</Notice>}
      {writes && possible.lifted && <ActButton act="lift" claim={claim} onProblem={setProblem} onDone={opensAnother} />}
      {writes && possible.held && <Button onPress={() => setAsking('hold')}>{t('claim.hold')}</Button>}
      {writes && possible.checked && <ActButton act="recheck" claim={claim} onProblem={setProblem} onDone={opensAnother} />}
      {writes && possible.corrected && <Button onPress={() => setAsking('correct')}>{t('claim.correct')}</Button>}
      {submits && possible.resubmitted && <ActButton act="resubmit" claim={claim} onProblem={setProblem} onDone={opensAnother} />}
      {submits && possible.replaced && <ActButton act="replace" claim={claim} onProblem={setProblem} onDone={opensAnother} />}
      {submits && possible.replaced && (
        <Button kind="danger" onPress={() => setAsking('void')}>
          {t('claim.void')}
        </Button>
      )}
      {writes && possible.cancelled && (
        <Button kind="danger" onPress={() => setAsking('cancel')}>
          {t('claim.cancel')}
        </Button>
      )}
      {submits && possible.released && <ActButton act="release" kind="primary" claim={claim} onProblem={setProblem} onDone={opensAnother} />}
      <ReasonDialog
        title={t('claim.hold')}
        isOpen={asking === 'hold'}
        onClose={close}
        onReason={async (reason) => {
          const { data, error } = await hold({ claimId: claim.id, reason })
          return problemOf(error, data?.holdClaim)
        }}
      />
      <ReasonDialog
        title={t('claim.cancel')}
        isOpen={asking === 'cancel'}
        onClose={close}
        onReason={async (reason) => {
          const { data, error } = await cancel({ claimId: claim.id, reason })
          return problemOf(error, data?.cancelClaim)
        }}
      />
      {asking === 'correct' && <CorrectDialog claim={claim} onClose={close} />}
      {asking === 'void' && <VoidConfirm claim={claim} onClose={close} onProblem={setProblem} onDone={opensAnother} />}
    </div>
  )
}

interface ActProps {
  claim: ShownClaim
  onProblem: (problem: string | null) => void
  onDone: (id: string | undefined) => void
}

function ActButton({ act, claim, kind = 'plain', onProblem, onDone }: ActProps & { act: AtOnce; kind?: 'plain' | 'primary' }) {
  const { t } = useTranslation()
  const [{ fetching }, run] = useMutation<{ done: { __typename: 'Claim'; id: string } | { __typename: 'Refusal'; message: string } }, { claimId: string }>(
    AT_ONCE[act] as never,
  )
  return (
    <Button
      kind={kind}
      isPending={fetching}
      onPress={() =>
        void run({ claimId: claim.id }).then(({ data, error }) => {
          onProblem(problemOf(error, data?.done))
          if (data?.done.__typename === 'Claim') onDone(data.done.id)
        })
      }
    >
      {t(`claim.${act}`)}
    </Button>
  )
}

function VoidConfirm({ claim, onClose, onProblem, onDone }: ActProps & { onClose: () => void }) {
  const { t } = useTranslation()
  const [{ fetching }, run] = useMutation(VoidClaim)
  return (
    <div className="row" role="alertdialog" aria-label={t('claim.void')}>
      <span>{t('claim.voidSure')}</span>
      <Button
        kind="danger"
        isPending={fetching}
        autoFocus
        onPress={() =>
          void run({ claimId: claim.id }).then(({ data, error }) => {
            onProblem(problemOf(error, data?.done))
            onClose()
            if (data?.done.__typename === 'Claim') onDone(data.done.id)
          })
        }
      >
        {t('claim.voidYes')}
      </Button>
      <Button onPress={onClose}>{t('cancel')}</Button>
    </div>
  )
}
