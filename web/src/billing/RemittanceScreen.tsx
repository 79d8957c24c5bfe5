/** One payment: the proof that it balances, and what it says of each claim. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Facts } from '../design/Facts'
import { More } from '../design/More'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useScroll } from '../design/scroll'
import { useWatch } from '../design/watch'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { MatchPayment } from './MatchPayment'
import { ReplayRemittance } from './ReplayRemittance'

const RemittanceDocument = graphql(`
  query Remittance($id: ID!, $first: Int!, $after: String) {
    remittance(id: $id) {
      id
      traceNumber
      payerName
      payerIdentifier
      paymentMethodCode
      paidOn
      paidCents
      claimPaidCents
      providerAdjustmentCents
      claimCount
      status
      reason
      postedAt
      claimPayments(first: $first, after: $after) {
        totalCount
        totalCountIsCapped
        pageInfo {
          hasNextPage
          startCursor
          endCursor
        }
        nodes {
          id
          position
          patientControlNumber
          claimStatusCode
          chargeCents
          paidCents
          patientResponsibilityCents
          status
          matchedBy
          reason
          segments
          claim {
            id
            displayStatus
          }
        }
      }
      providerAdjustments {
        id
        reasonCode
        reference
        amountCents
      }
    }
  }
`)

const PAGE = 50

export default function RemittanceScreen({ id }: { id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const { day, money } = useFormats()
  const { after, more } = useScroll(id)
  const [{ data, fetching, error }, look] = useQuery({ query: RemittanceDocument, variables: { id, first: PAGE, after } })
  useWatch(data?.remittance?.status === 'balanced', () => look({ requestPolicy: 'network-only' }))
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const remittance = data.remittance
  if (!remittance) return <Notice tone="warn">{t('trouble.notFound')}</Notice>
  const balance = remittance.claimPaidCents - remittance.providerAdjustmentCents
  const waits = remittance.status === 'quarantined' || remittance.claimPayments.nodes.some((each) => each.status === 'quarantined')
  const isProved = balance === remittance.paidCents
  return (
    <>
      <div className="row apart">
        <div className="row">
          <h1 className="mono">{remittance.traceNumber}</h1>
          <Badge tone={remittance.status === 'posted' ? 'good' : 'bad'}>{t(`remittance.state.${remittance.status}` as 'remittance.state.posted')}</Badge>
        </div>
        {waits && may('remittances:post') && <ReplayRemittance remittance={remittance} />}
      </div>
      {remittance.reason && <Notice tone="bad">{inWords(remittance.reason)}</Notice>}
      <section className="panel" aria-labelledby="proof">
        <header>
          <h2 id="proof">{t('remittance.proof')}</h2>
        </header>
        <div className="body stack">
          <Facts
            facts={[
              [t('claims.payer'), remittance.payerName],
              [t('claim.paidOn'), day(remittance.paidOn)],
              [t('remittance.claimsPaid'), money(remittance.claimPaidCents)],
              [t('remittance.providerAdjustments'), money(0 - remittance.providerAdjustmentCents)],
              [t('remittance.deposit'), money(remittance.paidCents)],
            ]}
          />
          <Notice tone={isProved ? 'good' : 'bad'}>
            {t(isProved ? 'remittance.balances' : 'remittance.differs', { amount: money(remittance.paidCents - balance) })}
          </Notice>
        </div>
      </section>
      <section className="panel" aria-labelledby="of-claims">
        <header>
          <h2 id="of-claims">{t('remittance.ofClaims')}</h2>
        </header>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('claims.number')}</th>
              <th scope="col">{t('claims.status')}</th>
              <th scope="col" className="number">{t('claims.charge')}</th>
              <th scope="col" className="number">{t('claims.paid')}</th>
              <th scope="col" className="number">{t('claim.patientOwes')}</th>
              <th scope="col">{t('claim.segments')}</th>
            </tr>
          </thead>
          <tbody>
            {remittance.claimPayments.nodes.map((payment) => (
              <tr key={payment.id}>
                <td>
                  {payment.claim ? (
                    <Link href={`/claims/${payment.claim.id}`}>{payment.patientControlNumber}</Link>
                  ) : (
                    payment.patientControlNumber
                  )}
                </td>
                <td>
                  {t(`remittance.paymentState.${payment.status}` as 'remittance.paymentState.posted')}
                  {payment.reason && <p className="error">{inWords(payment.reason)}</p>}
                  {payment.status === 'quarantined' && remittance.status !== 'quarantined' && may('remittances:post') && <MatchPayment payment={payment} />}
                </td>
                <td className="number">{money(payment.chargeCents)}</td>
                <td className="number">{money(payment.paidCents)}</td>
                <td className="number">{money(payment.patientResponsibilityCents)}</td>
                <td>
                  <details>
                    <summary>CLP {payment.claimStatusCode}</summary>
                    <pre className="segments" tabIndex={0}>{payment.segments.replaceAll('~', '~\n').trim()}</pre>
                  </details>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <More list={remittance.claimPayments} more={more} isLoading={fetching} />
      </section>
      {remittance.providerAdjustments.length > 0 && (
        <section className="panel" aria-labelledby="of-provider">
          <header>
            <h2 id="of-provider">{t('remittance.providerAdjustments')}</h2>
          </header>
          <table className="plain">
            <tbody>
              {remittance.providerAdjustments.map((each) => (
                <tr key={each.id}>
                  <td className="mono">{each.reasonCode}</td>
                  <td>{each.reference}</td>
                  <td className="number">{money(0 - each.amountCents)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}
