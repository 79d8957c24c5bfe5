/** One claim: where it stands and why, what it says, what was paid, and all that happened to it. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { ClaimBadge } from '../design/Badge'
import { Facts } from '../design/Facts'
import { Loading, Notice, Trouble } from '../design/Notice'
import { graphql } from '../graphql/generated'
import type { ClaimQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { ClaimActions } from './ClaimActions'
import { Findings } from './Findings'
import { Timeline } from './Timeline'

const ClaimDocument = graphql(`
  query Claim($id: ID!) {
    claim(id: $id) {
      id
      patientControlNumber
      payerClaimControlNumber
      claimFrequencyCode
      payerSequence
      servedOn
      placeOfServiceCode
      diagnosisCodes
      chargeCents
      expectedCents
      paidCents
      patientResponsibilityCents
      displayStatus
      readiness
      transport
      adjudication
      money
      work
      patient {
        id
        firstName
        lastName
        birthOn
      }
      payer {
        id
        name
      }
      store {
        id
        name
      }
      provider {
        id
        firstName
        lastName
      }
      coverage {
        id
        memberId
      }
      encounter {
        id
      }
      serviceLines {
        id
        lineNumber
        procedureCode
        modifiers
        units
        chargeCents
        expectedCents
        diagnosisPointers
        ndc
        rule
      }
      findings {
        id
        code
        path
        message
        fix
        source
        severity
        overriddenBy
        overrideReason
      }
      holds {
        id
        reason
        createdAt
        releasedAt
      }
      events {
        id
        happenedAt
        actor
        kind
        summary
        rawSegments
      }
      payments {
        id
        claimStatusCode
        paidCents
        patientResponsibilityCents
        payerClaimControlNumber
        status
        createdAt
        adjustments {
          id
          groupCode
          reasonCode
          amountCents
        }
        remittance {
          id
          traceNumber
          paidOn
        }
      }
    }
  }
`)

export type ShownClaim = NonNullable<ClaimQuery['claim']>

export default function ClaimScreen({ id }: { id: string }) {
  const { t } = useTranslation()
  const [{ data, fetching, error }] = useQuery({ query: ClaimDocument, variables: { id } })
  if (error) return <Trouble error={error} />
  if (!data && fetching) return <Loading />
  if (!data?.claim) return <Notice tone="warn">{t('trouble.notFound')}</Notice>
  return <Shown claim={data.claim} />
}

function Shown({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="row apart">
        <div className="row">
          <h1 className="mono">{claim.patientControlNumber}</h1>
          <ClaimBadge status={claim.displayStatus} />
        </div>
        <ClaimActions claim={claim} />
      </div>
      <Summary claim={claim} />
      <div className="columns">
        <div className="stack">
          <Findings claim={claim} />
          <Lines claim={claim} />
          <Payments claim={claim} />
        </div>
        <section className="panel" aria-labelledby="timeline">
          <header>
            <h2 id="timeline">{t('claim.timeline')}</h2>
          </header>
          <div className="body">
            <Timeline events={claim.events} />
          </div>
        </section>
      </div>
    </>
  )
}

function Summary({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const { day, money } = useFormats()
  const facts: [string, React.ReactNode][] = [
    [
      t('claims.patient'),
      <Link key="patient" href={`/patients/${claim.patient.id}`}>
        {claim.patient.lastName}, {claim.patient.firstName}
      </Link>,
    ],
    [t('claims.payer'), claim.payer.name],
    [t('claim.member'), claim.coverage?.memberId ?? '—'],
    [t('claims.servedOn'), day(claim.servedOn)],
    [t('frame.store'), claim.store.name],
    [t('claim.provider'), `${claim.provider.firstName} ${claim.provider.lastName}`],
    [t('claims.charge'), money(claim.chargeCents)],
    [t('claim.expected'), claim.expectedCents === null || claim.expectedCents === undefined ? '—' : money(claim.expectedCents)],
    [t('claims.paid'), money(claim.paidCents)],
    [t('claim.patientOwes'), money(claim.patientResponsibilityCents)],
    [t('claim.diagnoses'), claim.diagnosisCodes.join(', ')],
    [t('claim.payerNumber'), claim.payerClaimControlNumber ?? '—'],
  ]
  if (claim.encounter) {
    facts.push([
      t('claim.encounter'),
      <Link key="encounter" href={`/encounters/${claim.encounter.id}`}>
        {t('claim.openEncounter')}
      </Link>,
    ])
  }
  return (
    <section className="panel" aria-label={t('claim.summary')}>
      <div className="body">
        <Facts facts={facts} />
      </div>
    </section>
  )
}

function Lines({ claim }: { claim: ShownClaim }) {
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
              <td className="soft">{line.rule}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Payments({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const { day, money } = useFormats()
  if (claim.payments.length === 0) return null
  return (
    <section className="panel" aria-labelledby="payments">
      <header>
        <h2 id="payments">{t('claim.payments')}</h2>
      </header>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('claim.remittance')}</th>
            <th scope="col">{t('claim.paidOn')}</th>
            <th scope="col">{t('claim.why')}</th>
            <th scope="col" className="number">{t('claims.paid')}</th>
            <th scope="col" className="number">{t('claim.patientOwes')}</th>
          </tr>
        </thead>
        <tbody>
          {claim.payments.map((payment) => (
            <tr key={payment.id}>
              <td>
                <Link href={`/remittances/${payment.remittance.id}`}>{payment.remittance.traceNumber}</Link>
              </td>
              <td>{day(payment.remittance.paidOn)}</td>
              <td className="mono">
                {payment.adjustments
                  .map((each) => `${each.groupCode}-${each.reasonCode} ${money(each.amountCents)}`)
                  .join(', ')}
              </td>
              <td className="number">{money(payment.paidCents)}</td>
              <td className="number">{money(payment.patientResponsibilityCents)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
