/** What keeps a claim here, each finding with its fix; one may be let pass, with a reason. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { Button } from '../design/Fields'
import { later, Nothing } from '../design/later'
import { ReasonDialog } from '../design/ReasonDialog'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { inWords } from '../words/said'
import type { ShownClaim } from './ClaimScreen'
import { mayBe } from './standing'

const CorrectingCoverage = later(() => import('../patients/CoverageDialog'), Nothing)

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
  const [isMending, setMending] = useState(false)
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
              <strong>{inWords(finding.message)}</strong>
              {finding.overriddenBy ? (
                <span className="soft">{t('claim.overridden', { reason: finding.overrideReason ?? '' })}</span>
              ) : (
                may('claims:override') &&
                mayBe(claim).overridden && (
                  <Button kind="quiet" onPress={() => setChosen(finding.id)}>
                    {t('claim.override')}
                  </Button>
                )
              )}
            </div>
            <p className="fix">{inWords(finding.fix)}</p>
            <MendThere claim={claim} path={finding.path} onCoverage={() => setMending(true)} />
            <p className="soft">
              <span className="mono">{finding.code}</span> · {finding.source}
            </p>
          </div>
        ))}
      </div>
      {isMending && claim.coverage && (
        <CorrectingCoverage patientId={claim.patient.id} coverageId={claim.coverage.id} onClose={() => setMending(false)} />
      )}
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

/** The way to what the finding is about, where that stands elsewhere than on the claim. */
function MendThere({ claim, path, onCoverage }: { claim: ShownClaim; path: string; onCoverage: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const [part] = path.split('.')
  if (part === 'coverage' && claim.coverage && may('patients:write')) return <Button onPress={onCoverage}>{t('claim.correctCoverage')}</Button>
  if (part === 'coverage' || part === 'patient') return <Link href={`/patients/${claim.patient.id}`}>{t('claim.openPatient')}</Link>
  if (part === 'provider' && may('providers:read')) return <Link href={`/providers/${claim.provider.id}`}>{t('claim.openProvider')}</Link>
  return null
}
