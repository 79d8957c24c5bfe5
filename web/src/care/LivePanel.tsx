/** What is missing, and the claim as it would go, while the pharmacist still sees the patient. */
import { useTranslation } from 'react-i18next'
import type { CombinedError } from 'urql'
import { graphql } from '../graphql/generated'
import type { PreviewQuery } from '../graphql/generated/graphql'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'

export const Preview = graphql(`
  query Preview($id: ID!) {
    encounterFindings(encounterId: $id) {
      code
      path
      message
      fix
      severity
    }
    claimPreview(encounterId: $id) {
      chargeCents
      lines {
        procedureCode
        modifiers
        units
        chargeCents
        explanation
      }
      findings {
        code
        message
        fix
        severity
      }
      claims {
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
    }
  }
`)

interface LivePanelProps {
  data: PreviewQuery | undefined
  error: CombinedError | undefined
  /** It is no more what would be billed. */
  isSigned: boolean
}

export function LivePanel({ data, error, isSigned }: LivePanelProps) {
  const { t } = useTranslation()
  const { money } = useFormats()
  const missing = data?.encounterFindings ?? []
  const preview = data?.claimPreview
  return (
    <aside className="panel" aria-labelledby="live">
      <header>
        <h2 id="live">{t('care.live')}</h2>
      </header>
      <div className="body stack" aria-live="polite">
        <Trouble error={error} />
        {!data && !error && <Loading />}
        {data && missing.length === 0 && <Notice tone="good">{t('care.nothingMissing')}</Notice>}
        {missing.map((finding) => (
          <Notice key={`${finding.path} ${finding.code}`} tone={finding.severity === 'ERROR' ? 'bad' : 'warn'}>
            <p>{inWords(finding.message)}</p>
            {finding.fix && <p className="fix">{inWords(finding.fix)}</p>}
          </Notice>
        ))}
        {preview && (
          <>
            <h3>{t(isSigned ? 'care.bills' : 'care.wouldBill', { amount: money(preview.chargeCents) })}</h3>
            <table className="plain">
              <tbody>
                {preview.lines.map((line, place) => (
                  <tr key={place}>
                    <td className="mono">{[line.procedureCode, ...line.modifiers].join('-')}</td>
                    <td>{line.explanation}</td>
                    <td className="number">{money(line.chargeCents)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {[...preview.findings, ...preview.claims.flatMap((claim) => claim.findings)].map((finding, place) => (
              <Notice key={place} tone={finding.severity === 'ERROR' ? 'bad' : 'warn'}>
                <p>{inWords(finding.message)}</p>
                {finding.fix && <p className="fix">{inWords(finding.fix)}</p>}
              </Notice>
            ))}
            {preview.claims.map((claim) => (
              <p key={claim.payer.id}>
                {t('care.goesTo', { payer: claim.payer.name })}{' '}
                {claim.expectedCents !== null && claim.expectedCents !== undefined
                  ? t('care.expects', { amount: money(claim.expectedCents) })
                  : ''}
              </p>
            ))}
          </>
        )}
      </div>
    </aside>
  )
}
