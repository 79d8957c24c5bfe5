/** What payers decided on a claim and on each of its lines, with the reasons that they gave. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import type { ShownClaim } from './ClaimScreen'

type Payment = NonNullable<ShownClaim['payments']>[number]

export function Payments({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const { payments = [] } = claim
  if (payments.length === 0) return null
  return (
    <section className="panel" aria-labelledby="payments">
      <header>
        <h2 id="payments">{t('claim.payments')}</h2>
      </header>
      <div className="body stack">
        {payments.map((payment) => (
          <Decision key={payment.id} payment={payment} />
        ))}
      </div>
    </section>
  )
}

function Decision({ payment }: { payment: Payment }) {
  const { t } = useTranslation()
  const { day, money } = useFormats()
  const { i18n } = useTranslation()
  const meaning = (reasonCode: string) => (i18n.exists(`adjustmentReason.${reasonCode}`) ? ` ${t(`adjustmentReason.${reasonCode}` as 'adjustmentReason.1')}` : '')
  const why = (adjustments: Payment['adjustments']) =>
    adjustments.map((each) => (
      <span key={each.id} className="adjustment">
        <span className="mono" title={t(`adjustmentGroup.${each.groupCode}` as 'adjustmentGroup.CO')}>
          {each.groupCode}-{each.reasonCode}
        </span>
        {meaning(each.reasonCode)} {money(each.amountCents)}
      </span>
    ))
  const ofLines = new Set(payment.servicePayments.flatMap((line) => line.adjustments.map(({ id }) => id)))
  const ofClaim = payment.adjustments.filter(({ id }) => !ofLines.has(id))
  const remarks = payment.remarkCodes.join(', ')
  return (
    <div>
      <p className="row apart">
        <span>
          <Link href={`/remittances/${payment.remittance.id}`}>{payment.remittance.traceNumber}</Link> · {day(payment.remittance.paidOn)}
          {payment.reason && <span className="error"> {inWords(payment.reason)}</span>}
        </span>
        <span>
          {t('claims.paid')} <strong>{money(payment.paidCents)}</strong> · {t('claim.patientOwes')}{' '}
          <strong>{money(payment.patientResponsibilityCents)}</strong>
        </span>
      </p>
      {(ofClaim.length > 0 || remarks) && (
        <p>
          {why(ofClaim)} <span className="mono">{remarks}</span>
        </p>
      )}
      {payment.servicePayments.length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('claim.procedure')}</th>
              <th scope="col" className="number">{t('claims.charge')}</th>
              <th scope="col" className="number">{t('claim.allowed')}</th>
              <th scope="col" className="number">{t('claims.paid')}</th>
              <th scope="col">{t('claim.why')}</th>
            </tr>
          </thead>
          <tbody>
            {payment.servicePayments.map((line) => (
              <tr key={line.id}>
                <td className="mono">{[line.procedureCode, ...line.modifiers].join('-')}</td>
                <td className="number">{money(line.chargeCents)}</td>
                <td className="number">{typeof line.allowedCents === 'number' ? money(line.allowedCents) : '—'}</td>
                <td className="number">{money(line.paidCents)}</td>
                <td>
                  {why(line.adjustments)} <span className="mono">{line.remarkCodes.join(', ')}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
