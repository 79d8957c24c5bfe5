/** One claim: where it stands and why, what it says, what was paid, and all that happened to it. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge, ClaimBadge } from '../design/Badge'
import { Facts } from '../design/Facts'
import { later } from '../design/later'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useWatch } from '../design/watch'
import { graphql } from '../graphql/generated'
import type { ClaimQuery } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { ClaimActions } from './ClaimActions'
import { Findings } from './Findings'
import { Holds } from './Holds'
import { Lines } from './Lines'
import { Payments } from './Payments'
import { Travel } from './Travel'
import { isUnderWay } from './standing'
import { Timeline } from './Timeline'

const Ledger = later(() => import('./Ledger'))

const ClaimDocument = graphql(`
  query Claim($id: ID!, $travels: Boolean!, $pays: Boolean!) {
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
      priorAuthorizationNumber
      cliaNumber
      note
      submittedAt
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
        heldBy
        createdAt
        releasedAt
      }
      replaces {
        id
        patientControlNumber
      }
      previousPayerClaim {
        id
        patientControlNumber
      }
      submissions @include(if: $travels) {
        id
        transactionControlNumber
        interchange {
          id
          controlNumber
          status
          sentAt
          lastError
          tradingPartner {
            id
            name
          }
        }
      }
      acknowledgements @include(if: $travels) {
        id
        kind
        isAccepted
        message
        segments
        createdAt
      }
      events {
        id
        happenedAt
        actor
        kind
        summary
        rawSegments
      }
      payments @include(if: $pays) {
        id
        claimStatusCode
        chargeCents
        paidCents
        patientResponsibilityCents
        payerClaimControlNumber
        status
        reason
        remarkCodes
        createdAt
        adjustments {
          id
          groupCode
          reasonCode
          amountCents
        }
        servicePayments {
          id
          position
          procedureCode
          modifiers
          chargeCents
          allowedCents
          paidCents
          remarkCodes
          adjustments {
            id
            groupCode
            reasonCode
            amountCents
          }
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
  const may = useMay()
  const shown = { travels: may('submissions:read'), pays: may('remittances:read') }
  const [{ data, fetching, error }, look] = useQuery({ query: ClaimDocument, variables: { id, ...shown } })
  useWatch(data?.claim != null && isUnderWay(data.claim), () => look({ requestPolicy: 'network-only' }))
  if (error) return <Trouble error={error} />
  if (!data && fetching) return <Loading />
  if (!data?.claim) return <Notice tone="warn">{t('trouble.notFound')}</Notice>
  return <Shown claim={data.claim} />
}

function Shown({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const may = useMay()
  return (
    <>
      <div className="row apart">
        <div className="row">
          <h1 className="mono">{claim.patientControlNumber}</h1>
          <ClaimBadge status={claim.displayStatus} />
          {claim.claimFrequencyCode !== '1' && <Badge tone="plain">{t(claim.claimFrequencyCode === '8' ? 'claim.isVoid' : 'claim.isReplacement')}</Badge>}
        </div>
        <div className="row">
          {claim.encounter && (
            <Link className="button quiet" href={`/encounters/${claim.encounter.id}`}>
              {t('claim.openEncounter')}
            </Link>
          )}
          <ClaimActions claim={claim} />
        </div>
      </div>
      <Summary claim={claim} />
      <div className="columns">
        <div className="stack">
          <Holds claim={claim} />
          <Findings claim={claim} />
          <Lines claim={claim} />
          <Payments claim={claim} />
          {may('ledger:read') && <Ledger claimId={claim.id} standsAt={`${claim.adjudication} ${claim.money}`} />}
          <Travel claim={claim} />
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
  for (const [label, other] of [
    [t('claim.replaces'), claim.replaces],
    [t('claim.previous'), claim.previousPayerClaim],
  ] as const) {
    if (!other) continue
    facts.push([
      label,
      <Link key={label} href={`/claims/${other.id}`}>
        {other.patientControlNumber}
      </Link>,
    ])
  }
  if (claim.note) facts.push([t('claim.field.note'), claim.note])
  return (
    <section className="panel" aria-label={t('claim.summary')}>
      <div className="body">
        <Facts facts={facts} />
      </div>
    </section>
  )
}
