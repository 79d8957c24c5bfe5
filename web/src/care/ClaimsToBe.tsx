/** Claims that do not exist yet: what would keep each from leaving, whom it goes to, what is expected. */
import { useTranslation } from 'react-i18next'
import { Notice } from '../design/Notice'
import { graphql } from '../graphql/generated'
import type { ClaimToBeDetailsFragment } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'

export const ClaimToBeDetails = graphql(`
  fragment ClaimToBeDetails on PreviewedClaim {
    chargeCents
    expectedCents
    payer {
      id
      name
    }
    findings {
      code
      message
      fix
      severity
    }
  }
`)

type Finding = Pick<ClaimToBeDetailsFragment['findings'][number], 'message' | 'fix' | 'severity'>

/** Each with its mend. */
export function Found({ findings }: { findings: readonly Finding[] }) {
  return findings.map((finding, place) => (
    <Notice key={`${String(place)} ${finding.message}`} tone={finding.severity === 'ERROR' ? 'bad' : 'warn'}>
      <p>{inWords(finding.message)}</p>
      {finding.fix && <p className="fix">{inWords(finding.fix)}</p>}
    </Notice>
  ))
}

interface ClaimsToBeProps {
  claims: readonly ClaimToBeDetailsFragment[]
  /** Said of one of which nothing was found. */
  clean?: string
}

export function ClaimsToBe({ claims, clean }: ClaimsToBeProps) {
  const { t } = useTranslation()
  const { money } = useFormats()
  return claims.map((claim, place) => (
    <div key={place} className="stack">
      {claims.length > 1 && <h4>{t('care.claimOf', { number: place + 1, count: claims.length, amount: money(claim.chargeCents) })}</h4>}
      <Found findings={claim.findings} />
      {clean !== undefined && claim.findings.length === 0 && <Notice tone="good">{clean}</Notice>}
      <p>
        {t('care.goesTo', { payer: claim.payer.name })}{' '}
        {claim.expectedCents !== null && claim.expectedCents !== undefined ? t('care.expects', { amount: money(claim.expectedCents) }) : ''}
      </p>
    </div>
  ))
}
