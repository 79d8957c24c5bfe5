/** Records that a patient's information was given to somebody outside. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { PatientField, type PickedPatient } from '../care/PatientField'
import { ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import type { DisclosureKind } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { today } from '../words/format'
import { RecordDisclosure } from './disclosureDocuments'
import { RECORDED } from './disclosureKinds'
import { useWords } from './words'

const ONCE = '1'

export function RecordDialog({ patient: known, onClose }: { patient: PickedPatient | null; onClose: () => void }) {
  const { t } = useWords()
  const [patient, setPatient] = useState(known)
  const form = useForm({
    kind: '', disclosedOn: today(), recipientName: '', recipientAddress: '', description: '', purpose: '', disclosureCount: ONCE, lastDisclosedOn: '', frequency: '',
  })
  const [, record] = useMutation(RecordDisclosure)
  const isRepeated = form.values.disclosureCount.trim() !== ONCE
  return (
    <FormDialog
      title={t('disclosures.record')}
      act={t('disclosures.record')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { values } = form
        if (patient === null) return { message: t('patient.choose'), path: null }
        if (values.kind === '') return { message: t('disclosures.chooseKind'), path: 'kind' }
        if (!/^\d+$/.test(values.disclosureCount.trim())) return { message: t('policy.number'), path: 'disclosureCount' }
        const { data, error } = await record({
          patientId: patient.id,
          disclosure: {
            kind: values.kind as DisclosureKind,
            disclosedOn: values.disclosedOn,
            recipientName: values.recipientName,
            recipientAddress: orNull(values.recipientAddress),
            description: values.description,
            purpose: values.purpose,
            disclosureCount: Number(values.disclosureCount),
            lastDisclosedOn: isRepeated ? orNull(values.lastDisclosedOn) : null,
            frequency: isRepeated ? orNull(values.frequency) : null,
          },
        })
        return refusalOf(error, data?.recordDisclosure)
      }}
    >
      <p className="soft">{t('disclosures.recordWhy')}</p>
      <div className="fields">
        <PatientField picked={patient} onPick={setPatient} />
        <ChoiceField label={t('disclosures.kind')} required choices={RECORDED.map((kind) => ({ value: kind, label: t(`disclosureKind.${kind}`) }))} {...form.field('kind')} />
        <TextField label={t('disclosures.on')} type="date" required {...form.field('disclosedOn')} />
        <TextField label={t('disclosures.recipient')} required {...form.field('recipientName')} />
        <TextField label={t('disclosures.address')} help={t('disclosures.addressHelp')} {...form.field('recipientAddress')} />
        <TextField label={t('disclosures.times')} required inputMode="numeric" help={t('disclosures.timesHelp')} {...form.field('disclosureCount')} />
        {isRepeated && <TextField label={t('disclosures.lastOn')} type="date" required {...form.field('lastDisclosedOn')} />}
        {isRepeated && <TextField label={t('disclosures.frequency')} help={t('disclosures.frequencyHelp')} {...form.field('frequency')} />}
      </div>
      <TextField label={t('disclosures.description')} required lines={2} {...form.field('description')} />
      <TextField label={t('disclosures.purpose')} required lines={2} help={t('disclosures.purposeHelp')} {...form.field('purpose')} />
    </FormDialog>
  )
}
