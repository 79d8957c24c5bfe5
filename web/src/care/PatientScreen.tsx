/** One patient: who they are, who pays for them, and what was done. */
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { ClaimBadge, EncounterBadge } from '../design/Badge'
import { Facts } from '../design/Facts'
import { Button } from '../design/Fields'
import { Loading, Trouble } from '../design/Notice'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { CorrectCoverage } from './CorrectCoverage'
import { StartEncounter } from './StartEncounter'

const HiddenPatient = lazy(() => import('../protection/HiddenPatient'))
const PatientPrivacy = lazy(() => import('../protection/PatientPrivacy'))

const PatientDocument = graphql(`
  query Patient($id: ID!, $cares: Boolean!, $bills: Boolean!) {
    patient(id: $id) {
      id
      firstName
      middleName
      lastName
      birthOn
      sex
      addressLine
      addressLine2
      city
      state
      zipCode
      phone
      email
      isActive
      isVip
      isRestricted
      identifiers {
        id
        system
        value
      }
      coverages {
        id
        priority
        memberId
        groupNumber
        planName
        relationshipCode
        binNumber
        processorControlNumber
        effectiveFromOn
        effectiveToOn
        payer {
          id
          name
        }
      }
      encounters(first: 20) @include(if: $cares) {
        nodes {
          id
          servedOn
          status
          service {
            id
            name
          }
        }
      }
      claims(first: 20) @include(if: $bills) {
        nodes {
          id
          patientControlNumber
          servedOn
          displayStatus
          chargeCents
          paidCents
          payer {
            id
            name
          }
        }
      }
    }
  }
`)

export default function PatientScreen({ id }: { id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const [, go] = useLocation()
  const { day, money } = useFormats()
  const [isStarting, setStarting] = useState(false)
  const [correcting, setCorrecting] = useState<string | null>(null)
  const shown = { cares: may('encounters:read'), bills: may('claims:read') }
  const [{ data, error }] = useQuery({ query: PatientDocument, variables: { id, ...shown } })
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const patient = data.patient
  if (!patient) return <HiddenPatient id={id} />
  return (
    <>
      <div className="row apart">
        <h1>
          {patient.lastName}, {patient.firstName} {patient.middleName}
        </h1>
        {may('encounters:write') && (
          <Button kind="primary" onPress={() => setStarting(true)}>
            {t('care.document')}
          </Button>
        )}
      </div>
      <section className="panel" aria-label={t('patients.demographics')}>
        <div className="body">
          <Facts
            facts={[
              [t('patients.birthOn'), day(patient.birthOn)],
              [t('patients.sex'), patient.sex],
              [t('patients.address'), [patient.addressLine, patient.addressLine2].filter(Boolean).join(', ')],
              [t('patients.place'), `${patient.city}, ${patient.state} ${patient.zipCode}`],
              [t('patients.phone'), patient.phone ?? '—'],
              [t('patients.email'), patient.email ?? '—'],
              ...patient.identifiers.map(({ system, value }) => [system, value] as const),
            ]}
          />
        </div>
      </section>
      <section className="panel" aria-labelledby="coverage">
        <header>
          <h2 id="coverage">{t('patients.coverage')}</h2>
        </header>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{t('claims.payer')}</th>
              <th scope="col">{t('claim.member')}</th>
              <th scope="col">{t('patients.group')}</th>
              <th scope="col">BIN / PCN</th>
              <th scope="col">{t('patients.inForce')}</th>
              {may('patients:write') && <th scope="col">{t('coverage.acts')}</th>}
            </tr>
          </thead>
          <tbody>
            {patient.coverages.map((coverage) => (
              <tr key={coverage.id}>
                <td>{coverage.priority}</td>
                <td>{coverage.payer.name}</td>
                <td className="mono">{coverage.memberId}</td>
                <td>{coverage.groupNumber ?? '—'}</td>
                <td className="mono">{[coverage.binNumber, coverage.processorControlNumber].filter(Boolean).join(' / ') || '—'}</td>
                <td>
                  {day(coverage.effectiveFromOn)} – {coverage.effectiveToOn ? day(coverage.effectiveToOn) : t('patients.open')}
                </td>
                {may('patients:write') && (
                  <td className="acts">
                    <Button kind="quiet" aria-label={`${t('coverage.correct')}: ${coverage.memberId}`} onPress={() => setCorrecting(coverage.id)}>
                      {t('coverage.correctShort')}
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="columns">
        {patient.claims && (
          <section className="panel" aria-labelledby="claims">
            <header>
              <h2 id="claims">{t('rooms.claims')}</h2>
            </header>
            <table className="plain">
              <tbody>
                {patient.claims.nodes.map((claim) => (
                  <tr key={claim.id}>
                    <td>
                      <Link href={`/claims/${claim.id}`}>{claim.patientControlNumber}</Link>
                    </td>
                    <td>{day(claim.servedOn)}</td>
                    <td>{claim.payer.name}</td>
                    <td>
                      <ClaimBadge status={claim.displayStatus} />
                    </td>
                    <td className="number">{money(claim.chargeCents)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {patient.encounters && (
          <section className="panel" aria-labelledby="history">
            <header>
              <h2 id="history">{t('patients.history')}</h2>
            </header>
            <table className="plain">
              <tbody>
                {patient.encounters.nodes.map((encounter) => (
                  <tr key={encounter.id}>
                    <td>
                      <Link href={`/encounters/${encounter.id}`}>{inWords(encounter.service.name)}</Link>
                    </td>
                    <td>{day(encounter.servedOn)}</td>
                    <td>
                      <EncounterBadge status={encounter.status} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </div>
      <Suspense fallback={null}>
        <PatientPrivacy patient={patient} />
      </Suspense>
      {correcting !== null && <CorrectCoverage patientId={id} coverageId={correcting} onClose={() => setCorrecting(null)} />}
      {isStarting && (
        <StartEncounter patient={patient} onClose={() => setStarting(false)} onStarted={(encounter) => go(`/encounters/${encounter}`)} />
      )}
    </>
  )
}
