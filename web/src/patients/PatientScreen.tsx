/** One patient: who they are, who pays for them, and what was done. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { StartEncounter } from '../care/StartEncounter'
import { Badge, ClaimBadge, EncounterBadge } from '../design/Badge'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { later, Nothing } from '../design/later'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { PatientQuery } from '../graphql/generated/graphql'
import { problemOf, refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { Coverages } from './Coverages'
import { Demographics } from './Demographics'
import { DeactivatePatient, PatientDocument, ReactivatePatient } from './documents'
import { useWords } from './words'

const HiddenPatient = later(() => import('../protection/HiddenPatient'))
const PatientPrivacy = later(() => import('../protection/PatientPrivacy'), Nothing)

type Shown = NonNullable<PatientQuery['patient']>

export default function PatientScreen({ id }: { id: string }) {
  const may = useMay()
  const shown = { cares: may('encounters:read'), bills: may('claims:read') }
  const [{ data, error }] = useQuery({ query: PatientDocument, variables: { id, ...shown } })
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const patient = data.patient
  if (!patient) return <HiddenPatient id={id} />
  return (
    <>
      <Title patient={patient} />
      <Coverages patient={patient} />
      <div className="columns">
        {patient.claims && <Billed claims={patient.claims.nodes} />}
        {patient.encounters && <History encounters={patient.encounters.nodes} />}
      </div>
      <Demographics patient={patient} />
      <PatientPrivacy patient={patient} />
    </>
  )
}

function Title({ patient }: { patient: Shown }) {
  const { t } = useTranslation()
  const { t: say } = useWords()
  const { day } = useFormats()
  const may = useMay()
  const [, go] = useLocation()
  const [act, setAct] = useState<'start' | 'deactivate' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [, deactivate] = useMutation(DeactivatePatient)
  const [, reactivate] = useMutation(ReactivatePatient)
  const close = () => setAct(null)

  async function bringBack() {
    const { data, error } = await reactivate({ patientId: patient.id })
    setProblem(problemOf(error, data?.reactivatePatient))
  }

  return (
    <>
      <div className="row apart">
        <h1>
          {patient.lastName}, {patient.firstName} {patient.middleName} <span className="soft">{day(patient.birthOn)}</span>{' '}
          {!patient.isActive && <Badge tone="plain">{say('isInactive')}</Badge>}
        </h1>
        <div className="row">
          {may('patients:write') &&
            (patient.isActive ? (
              <Button kind="quiet" onPress={() => setAct('deactivate')}>
                {say('deactivate')}
              </Button>
            ) : (
              <Button onPress={() => void bringBack()}>{say('reactivate')}</Button>
            ))}
          {may('encounters:write') && patient.isActive && (
            <Button kind="primary" onPress={() => setAct('start')}>
              {t('care.document')}
            </Button>
          )}
        </div>
      </div>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {act === 'start' && <StartEncounter patient={patient} onClose={close} onStarted={(encounter) => go(`/encounters/${encounter}`)} />}
      {act === 'deactivate' && (
        <FormDialog
          title={say('deactivate')}
          act={say('deactivate')}
          isDangerous
          onClose={close}
          onAct={async () => {
            const { data, error } = await deactivate({ patientId: patient.id })
            return refusalOf(error, data?.deactivatePatient)
          }}
        >
          <p>{say('deactivateWhy')}</p>
        </FormDialog>
      )}
    </>
  )
}

function Billed({ claims }: { claims: NonNullable<Shown['claims']>['nodes'] }) {
  const { t } = useWords()
  const { day, money } = useFormats()
  return (
    <Panel title={t('claims')} isFlush>
      <table className="plain">
        <tbody>
          {claims.map((claim) => (
            <tr key={claim.id}>
              <td>
                <Link href={`/claims/${claim.id}`}>{claim.patientControlNumber}</Link>
              </td>
              <td className="nowrap">{day(claim.servedOn)}</td>
              <td>{claim.payer.name}</td>
              <td>
                <ClaimBadge status={claim.displayStatus} />
              </td>
              <td className="number">{money(claim.chargeCents)}</td>
            </tr>
          ))}
          {claims.length === 0 && (
            <tr>
              <td className="soft">{t('noClaims')}</td>
            </tr>
          )}
        </tbody>
      </table>
    </Panel>
  )
}

function History({ encounters }: { encounters: NonNullable<Shown['encounters']>['nodes'] }) {
  const { t } = useWords()
  const { day } = useFormats()
  return (
    <Panel title={t('history')} isFlush>
      <table className="plain">
        <tbody>
          {encounters.map((encounter) => (
            <tr key={encounter.id}>
              <td>
                <Link href={`/encounters/${encounter.id}`}>{inWords(encounter.service.name)}</Link>
              </td>
              <td className="nowrap">{day(encounter.servedOn)}</td>
              <td>
                <EncounterBadge status={encounter.status} />
              </td>
            </tr>
          ))}
          {encounters.length === 0 && (
            <tr>
              <td className="soft">{t('noHistory')}</td>
            </tr>
          )}
        </tbody>
      </table>
    </Panel>
  )
}
