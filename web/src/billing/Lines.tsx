/** The lines of a claim, each with the rule that made it. */
import { useTranslation } from 'react-i18next'
import { useFormats } from '../words/format'
import type { ShownClaim } from './ClaimScreen'

export function Lines({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const { money } = useFormats()
  return (
    <section className="panel" aria-labelledby="lines">
      <header>
        <h2 id="lines">{t('claim.lines')}</h2>
      </header>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{t('claim.procedure')}</th>
            <th scope="col" className="number">{t('claim.units')}</th>
            <th scope="col">{t('claim.pointers')}</th>
            <th scope="col">NDC</th>
            <th scope="col" className="number">{t('claims.charge')}</th>
            <th scope="col" className="number">{t('claim.expected')}</th>
            <th scope="col">{t('claim.rule')}</th>
          </tr>
        </thead>
        <tbody>
          {claim.serviceLines.map((line) => (
            <tr key={line.id}>
              <td>{line.lineNumber}</td>
              <td className="mono">{[line.procedureCode, ...line.modifiers].join('-')}</td>
              <td className="number">{line.units}</td>
              <td>{line.diagnosisPointers.map((place) => claim.diagnosisCodes[place - 1]).join(', ')}</td>
              <td className="mono">{line.ndc}</td>
              <td className="number">{money(line.chargeCents)}</td>
              <td className="number">{typeof line.expectedCents === 'number' ? money(line.expectedCents) : '—'}</td>
              <td className="soft wraps">{line.rule}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
