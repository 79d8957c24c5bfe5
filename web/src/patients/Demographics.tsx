/** Who a patient is, and by which numbers other systems know them. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Button, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Panel } from '../design/Panel'
import type { PatientDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { AddIdentifier, ChangePatient, RemoveIdentifier } from './documents'
import { detailsOf, PersonFields, personOf } from './PersonFields'
import { useWords } from './words'

type Identifier = PatientDetailsFragment['identifiers'][number]
type Asked = { act: 'change' } | { act: 'add' } | { act: 'remove'; identifier: Identifier }

export function Demographics({ patient }: { patient: PatientDetailsFragment }) {
  const { t } = useWords()
  const { day, phone, zip } = useFormats()
  const mayWrite = useMay()('patients:write')
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = () => setAsked(null)
  const years = t('age', { count: yearsSince(patient.birthOn) })
  return (
    <Panel title={t('demographics')} acts={mayWrite && <Button onPress={() => setAsked({ act: 'change' })}>{t('change')}</Button>}>
      <Facts
        facts={[
          [t('birthOn'), `${day(patient.birthOn)} (${years})`],
          [t('sex'), t(`sexOf.${patient.sex as 'F'}`)],
          [t('address'), [patient.addressLine, patient.addressLine2].filter(Boolean).join(', ')],
          [t('place'), `${patient.city}, ${patient.state} ${zip(patient.zipCode)}`],
          [t('phone'), patient.phone ? phone(patient.phone) : '—'],
          [t('email'), patient.email ?? '—'],
        ]}
      />
      <h3>{t('identifiers')}</h3>
      <p className="soft">{t('identifiersHelp')}</p>
      <ul className="bare">
        {patient.identifiers.map((identifier) => (
          <li key={identifier.id} className="row">
            <span className="soft">{identifier.system}</span> <span className="mono">{identifier.value}</span>
            {mayWrite && (
              <Button kind="quiet" aria-label={`${t('identifierRemove')}: ${identifier.system}`} onPress={() => setAsked({ act: 'remove', identifier })}>
                {t('identifierRemove')}
              </Button>
            )}
          </li>
        ))}
        {patient.identifiers.length === 0 && <li className="soft">{t('noIdentifiers')}</li>}
      </ul>
      {mayWrite && (
        <div>
          <Button onPress={() => setAsked({ act: 'add' })}>{t('identifierAdd')}</Button>
        </div>
      )}
      {asked?.act === 'change' && <ChangeDialog patient={patient} onClose={close} />}
      {asked?.act === 'add' && <AddDialog patientId={patient.id} onClose={close} />}
      {asked?.act === 'remove' && <RemoveDialog identifier={asked.identifier} onClose={close} />}
    </Panel>
  )
}

function ChangeDialog({ patient, onClose }: { patient: PatientDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm(personOf(patient))
  const [, change] = useMutation(ChangePatient)
  return (
    <FormDialog
      title={t('change')}
      act={t('save')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await change({ patientId: patient.id, details: detailsOf(form.values) })
        return refusalOf(error, data?.changePatient)
      }}
    >
      <PersonFields form={form} />
    </FormDialog>
  )
}

function AddDialog({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ system: '', value: '' })
  const [, add] = useMutation(AddIdentifier)
  return (
    <FormDialog
      title={t('identifierAdd')}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await add({ patientId, identifier: form.values })
        return refusalOf(error, data?.addPatientIdentifier)
      }}
    >
      <TextField label={t('identifierSystem')} required autoFocus {...form.field('system')} />
      <TextField label={t('identifierValue')} required {...form.field('value')} />
    </FormDialog>
  )
}

function RemoveDialog({ identifier, onClose }: { identifier: Identifier; onClose: () => void }) {
  const { t } = useWords()
  const [, remove] = useMutation(RemoveIdentifier)
  return (
    <FormDialog
      title={`${t('identifierRemove')}: ${identifier.system}`}
      act={t('identifierRemove')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await remove({ identifierId: identifier.id })
        return refusalOf(error, data?.removePatientIdentifier)
      }}
    >
      <p>{t('identifierRemoveWhy')}</p>
    </FormDialog>
  )
}

function yearsSince(birthOn: string): number {
  const [now, then] = [today(), birthOn]
  return Number(now.slice(0, 4)) - Number(then.slice(0, 4)) - Number(now.slice(5) < then.slice(5))
}
