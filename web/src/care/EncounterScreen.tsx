/** Documenting one service: the template's questions, and beside them what the claim will be. */
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge, ClaimBadge, EncounterBadge } from '../design/Badge'
import { Loading, Notice, Trouble } from '../design/Notice'
import { graphql } from '../graphql/generated'
import type { EncounterQuery } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { EncounterActs } from './EncounterActs'
import { EncounterForm } from './EncounterForm'
import { LivePanel, Preview } from './LivePanel'
import { Uncoded } from './Uncoded'
import { useRevision } from './useDraft'
import { SignatureHolds } from './visitDocuments'

export const EncounterDocument = graphql(`
  query Encounter($id: ID!, $bills: Boolean!) {
    encounter(id: $id) {
      id
      status
      servedOn
      answers
      revision
      signedAt
      amendmentReason
      voidReason
      patient {
        id
        firstName
        lastName
        birthOn
      }
      service {
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
      template {
        id
        version
        definition
      }
      signature {
        id
        contentHash
        signedAt
      }
      charges {
        id
      }
      claims @include(if: $bills) {
        id
        patientControlNumber
        displayStatus
      }
    }
  }
`)

export type ShownEncounter = NonNullable<EncounterQuery['encounter']>

export default function EncounterScreen({ id }: { id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  // The form begins with what the server has now: what was seen before may be older.
  const [{ data, error }, reload] = useQuery({ query: EncounterDocument, variables: { id, bills: may('claims:read') }, requestPolicy: 'network-only' })
  const outlook = useOutlook(id)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const encounter = data.encounter
  if (!encounter) return <Notice tone="warn">{t('trouble.notFound')}</Notice>
  const look = () => reload({ requestPolicy: 'network-only' })
  const isOpen = encounter.status === 'DRAFT'
  const wrong = (outlook.data?.encounterFindings ?? []).filter(({ code }) => code !== 'evidence.missing')
  return (
    <>
      <Head encounter={encounter} />
      <div className="columns">
        <EncounterForm
          key={placeOf(encounter)}
          encounter={encounter}
          isOpen={isOpen}
          problems={new Map(wrong.map(({ path, message }) => [path, inWords(message)]))}
        />
        <div className="stack live">
          <LivePanel data={outlook.data} error={outlook.error} isSigned={encounter.status === 'SIGNED' || encounter.status === 'AMENDED'} />
          {encounter.status === 'SIGNED' && encounter.charges.length === 0 && (
            <Uncoded encounterId={id} findings={outlook.data?.claimPreview?.findings ?? []} onDone={look} />
          )}
          <EncounterActs encounter={encounter} onDone={look} />
        </div>
      </div>
    </>
  )
}

/** The form begins anew where its questions, or its revision, became others without it. */
function placeOf({ id, status, servedOn, template, provider }: ShownEncounter): string {
  return [id, status, servedOn, template.id, provider.id].join(' ')
}

/** What is missing and what the claim would be; asked again whenever a later revision was kept. */
function useOutlook(id: string) {
  const [outlook, ask] = useQuery({ query: Preview, variables: { id } })
  const revision = useRevision(id)
  const asked = useRef(revision)
  const isAsking = outlook.fetching || outlook.stale
  useEffect(() => {
    if (isAsking || asked.current === revision) return
    asked.current = revision
    ask({ requestPolicy: 'network-only' })
  }, [isAsking, revision, ask])
  return outlook
}

function Head({ encounter }: { encounter: ShownEncounter }) {
  const { t } = useTranslation()
  const { day } = useFormats()
  const { patient } = encounter
  return (
    <div className="stack">
      <div className="row">
        <h1>{inWords(encounter.service.name)}</h1>
        <EncounterBadge status={encounter.status} />
        {encounter.signature && <SignatureBadge encounterId={encounter.id} />}
      </div>
      <p className="soft">
        <Link href={`/patients/${patient.id}`}>
          {patient.lastName}, {patient.firstName}
        </Link>{' '}
        · {day(patient.birthOn)} · {day(encounter.servedOn)} · {encounter.store.name} · {encounter.provider.firstName}{' '}
        {encounter.provider.lastName}
      </p>
      {encounter.claims?.map((claim) => (
        <p key={claim.id} className="row">
          {t('claim.one')} <Link href={`/claims/${claim.id}`}>{claim.patientControlNumber}</Link>
          <ClaimBadge status={claim.displayStatus} />
        </p>
      ))}
    </div>
  )
}

/** Whether what is shown is, to the letter, what was signed. */
function SignatureBadge({ encounterId }: { encounterId: string }) {
  const { t } = useTranslation()
  const [{ data }] = useQuery({ query: SignatureHolds, variables: { id: encounterId } })
  if (!data) return null
  return <Badge tone={data.signatureHolds ? 'good' : 'bad'}>{t(data.signatureHolds ? 'care.signatureHolds' : 'care.signatureBroken')}</Badge>
}
