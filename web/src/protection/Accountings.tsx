/** The accounts that patients were given, each as the document that it was; and a new one made. */
import { useMemo, useState } from 'react'
import { useMutation } from 'urql'
import { useActors } from '../administration/actors'
import { PatientField, type PickedPatient } from '../care/PatientField'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useEvery } from '../graphql/every'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { AccountingsDocument, MakeAccounting } from './disclosureDocuments'
import { usePatientNames } from './patients'
import { useWords } from './words'

interface AccountingsProps {
  patientId: string | null
  patient: PickedPatient | null
}

export function Accountings({ patientId, patient }: AccountingsProps) {
  const { t } = useWords()
  const may = useMay()
  const { day, count } = useFormats()
  const { nameOf } = useActors()
  const variables = useMemo(() => ({ filter: patientId === null ? {} : { patientId: { equals: patientId } } }), [patientId])
  const { rows, isLoading, error } = useEvery({ query: AccountingsDocument, variables, listOf: (data) => data.disclosureAccountings })
  const ids = useMemo(() => rows.map((row) => row.patientId), [rows])
  const patientName = usePatientNames(ids)
  const [isMaking, setMaking] = useState(false)
  return (
    <Panel title={t('accounting.title')} isFlush acts={may('disclosures:record') && <Button onPress={() => setMaking(true)}>{t('accounting.make')}</Button>}>
      <Trouble error={error} />
      {isLoading && <Loading />}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('patient.title')}</th>
            <th scope="col">{t('accounting.period')}</th>
            <th scope="col">{t('accounting.requested')}</th>
            <th scope="col">{t('accounting.due')}</th>
            <th scope="col" className="number">{t('accounting.entries')}</th>
            <th scope="col">{t('accounting.madeBy')}</th>
            <th scope="col">{t('accounting.document')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.id}>
              <td>{patientName(each.patientId)}</td>
              <td className="nowrap">
                {day(each.fromOn)} – {day(each.toOn)}
              </td>
              <td className="nowrap">{day(each.requestedOn)}</td>
              <td className="nowrap">{day(each.dueOn)}</td>
              <td className="number">{count(each.entryCount)}</td>
              <td>{nameOf(each.madeBy)}</td>
              <td>
                <a href={each.path} target="_blank" rel="noreferrer" aria-label={t('accounting.openOf', { patient: patientName(each.patientId), on: day(each.requestedOn) })}>
                  {t('accounting.open')}
                </a>
              </td>
            </tr>
          ))}
          {!isLoading && !error && rows.length === 0 && (
            <tr>
              <td colSpan={7} className="soft">
                {t('accounting.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {isMaking && <MakeDialog patient={patient} onClose={() => setMaking(false)} />}
    </Panel>
  )
}

function MakeDialog({ patient: known, onClose }: { patient: PickedPatient | null; onClose: () => void }) {
  const { t } = useWords()
  const [patient, setPatient] = useState(known)
  const form = useForm({ requestedOn: today(), fromOn: '', toOn: '' })
  const [, make] = useMutation(MakeAccounting)
  return (
    <FormDialog
      title={t('accounting.make')}
      act={t('accounting.make')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        if (patient === null) return { message: t('patient.choose'), path: null }
        const { requestedOn, fromOn, toOn } = form.values
        const { data, error } = await make({ patientId: patient.id, requestedOn: orNull(requestedOn), fromOn: orNull(fromOn), toOn: orNull(toOn) })
        return refusalOf(error, data?.makeAccounting)
      }}
    >
      <p className="soft">{t('accounting.makeWhy')}</p>
      <PatientField picked={patient} onPick={setPatient} />
      <div className="fields">
        <TextField label={t('accounting.requested')} type="date" required {...form.field('requestedOn')} />
        <TextField label={t('from')} type="date" help={t('accounting.periodHelp')} {...form.field('fromOn')} />
        <TextField label={t('until')} type="date" {...form.field('toOn')} />
      </div>
    </FormDialog>
  )
}
