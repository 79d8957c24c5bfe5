/** What keeps a claim here, each finding with its fix; one may be let pass, with a reason. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/Fields'
import { ReasonDialog } from '../design/ReasonDialog'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import type { ShownClaim } from './ClaimScreen'

const OverrideFinding = graphql(`
  mutation OverrideFinding($claimId: ID!, $findingId: ID!, $reason: String!) {
    overrideFinding(claimId: $claimId, findingId: $findingId, reason: $reason) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

export function Findings({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const may = useMay()
  const [, override] = useMutation(OverrideFinding)
  const [chosen, setChosen] = useState<string | null>(null)
  if (claim.findings.length === 0) return null
  return (
    <section className="panel" aria-labelledby="findings">
      <header>
        <h2 id="findings">{t('claim.findings')}</h2>
      </header>
      <div className="body stack">
        {claim.findings.map((finding) => (
          <div key={finding.id} className={`notice ${finding.severity === 'ERROR' ? 'bad' : 'warn'}`}>
            <div className="row apart">
              <strong>{finding.message}</strong>
              {finding.overriddenBy ? (
                <span className="soft">{t('claim.overridden', { reason: finding.overrideReason ?? '' })}</span>
              ) : (
                may('claims:override') && (
                  <Button kind="quiet" onPress={() => setChosen(finding.id)}>
                    {t('claim.override')}
                  </Button>
                )
              )}
            </div>
            <p className="fix">{finding.fix}</p>
            <p className="soft">
              {finding.code} · {finding.source}
            </p>
          </div>
        ))}
      </div>
      <ReasonDialog
        title={t('claim.override')}
        isOpen={chosen !== null}
        onClose={() => setChosen(null)}
        onReason={async (reason) => {
          const { data, error } = await override({ claimId: claim.id, findingId: chosen ?? '', reason })
          return problemOf(error, data?.overrideFinding)
        }}
      />
    </section>
  )
}
