/** What was told to others of patients, and the accounts that patients were given of it. */
import { useMemo, useState } from 'react'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { PatientField, type PickedPatient } from '../care/PatientField'
import { Badge } from '../design/Badge'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { useForm } from '../design/form'
import { useKept } from '../design/kept'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import type { DisclosureDetailsFragment, DisclosureFilter, DisclosureKind } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { Accountings } from './Accountings'
import { DisclosuresDocument } from './disclosureDocuments'
import { RECORDED } from './disclosureKinds'
import { usePatientNames } from './patients'
import { RecordDialog } from './RecordDialog'
import { useWords } from './words'

const PAGE = 50
const ANY = ''

export default function DisclosuresScreen() {
  const { t } = useWords()
  const may = useMay()
  const [address] = useSearchParams()
  const form = useForm({ kind: ANY, recipientName: ANY, from: ANY, until: ANY }, 'sought')
  const [patient, setPatient] = useKept<PickedPatient | null>('patient', null)
  const patientId = patient?.id ?? address.get('patient')
  const filter = useMemo(() => filterOf(form.values, patientId), [form.values, patientId])
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({ query: DisclosuresDocument, variables: { first: PAGE, after, filter } })
  const [isRecording, setRecording] = useState(false)
  const nodes = data?.disclosures.nodes
  const columns = useColumns(nodes)
  return (
    <>
      <div className="titled">
        <h1>{t('disclosures.title')}</h1>
        {may('disclosures:record') && (
          <Button kind="primary" onPress={() => setRecording(true)}>
            {t('disclosures.record')}
          </Button>
        )}
      </div>
      <p className="soft">{t('disclosures.what')}</p>
      <search className="fields">
        <PatientField picked={patient} onPick={setPatient} isFilter />
        <ChoiceField
          label={t('disclosures.kind')}
          placeholder={t('any')}
          choices={[{ value: ANY, label: t('any') }, ...([...RECORDED, 'PAYMENT'] as const).map((each) => ({ value: each, label: t(`disclosureKind.${each}`) }))]}
          {...form.field('kind')}
        />
        <TextField label={t('disclosures.recipient')} help={t('disclosures.recipientFilter')} {...form.field('recipientName')} />
        <TextField label={t('from')} type="date" {...form.field('from')} />
        <TextField label={t('until')} type="date" {...form.field('until')} />
      </search>
      <Listing
        label={t('disclosures.title')}
        list={data?.disclosures}
        columns={columns}
        pathOf={(row) => `/disclosures/${row.id}`}
        none={t('disclosures.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
      <Accountings patientId={patientId} patient={patient} />
      {isRecording && <RecordDialog patient={patient} onClose={() => setRecording(false)} />}
    </>
  )
}

type Values = Record<'kind' | 'recipientName' | 'from' | 'until', string>

function filterOf({ kind, recipientName, from, until }: Values, patientId: string | null): DisclosureFilter {
  const recipient = recipientName.trim()
  return {
    ...(patientId && { patientId: { equals: patientId } }),
    ...(kind && { kind: { equals: kind as DisclosureKind } }),
    ...(recipient && { recipientName: { equals: recipient } }),
    ...((from || until) && { disclosedOn: { from: from || null, to: until || null } }),
  }
}

function useColumns(nodes: readonly DisclosureDetailsFragment[] | undefined): Column<DisclosureDetailsFragment>[] {
  const { t } = useWords()
  const { day } = useFormats()
  const ids = useMemo(() => (nodes ?? []).map(({ patientId }) => patientId), [nodes])
  const nameOf = usePatientNames(ids)
  return [
    { name: 'on', label: t('disclosures.on'), width: '140px', show: (each) => <Link href={`/disclosures/${each.id}`}>{day(each.disclosedOn)}</Link> },
    { name: 'patient', label: t('patient.title'), width: 'minmax(150px, 1fr)', show: (each) => nameOf(each.patientId) },
    { name: 'recipient', label: t('disclosures.recipient'), width: 'minmax(160px, 1.2fr)', show: (each) => each.recipientName },
    { name: 'kind', label: t('disclosures.kind'), width: 'minmax(160px, 1.2fr)', show: (each) => t(`disclosureKind.${each.kind}`) },
    { name: 'count', label: t('disclosures.times'), width: '80px', isNumber: true, show: (each) => each.disclosureCount },
    { name: 'state', label: t('state'), width: '150px', show: (each) => <DisclosureBadge disclosure={each} /> },
  ]
}

export function DisclosureBadge({ disclosure }: { disclosure: DisclosureDetailsFragment }) {
  const { t } = useWords()
  if (disclosure.withdrawnAt) return <Badge tone="plain">{t('disclosures.withdrawn')}</Badge>
  if (disclosure.isSuspended) return <Badge tone="warn">{t('disclosures.suspended')}</Badge>
  return <Badge tone="good">{t('disclosures.accounted')}</Badge>
}
