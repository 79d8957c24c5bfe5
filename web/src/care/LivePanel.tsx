/** What is missing, and the claim as it would go, while the pharmacist still sees the patient. */
import { useTranslation } from 'react-i18next'
import type { CombinedError } from 'urql'
import { graphql } from '../graphql/generated'
import type { PreviewQuery } from '../graphql/generated/graphql'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useFormats } from '../words/format'
import { ClaimsToBe, Found } from './ClaimsToBe'

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
        ...ClaimToBeDetails
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
        <Found findings={missing} />
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
            <Found findings={preview.findings} />
            <ClaimsToBe claims={preview.claims} />
          </>
        )}
      </div>
    </aside>
  )
}
