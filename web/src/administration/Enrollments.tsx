/** Which payers have taken a person in, for which store, and how far those under way have come. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Badge } from '../design/Badge'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm, type Form } from '../design/form'
import { Panel } from '../design/Panel'
import { useStore } from '../frame/store'
import { useEvery } from '../graphql/every'
import type { EnrollmentDetailsFragment, EnrollmentInput, EnrollmentStage } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { BeginEnrollment, ChangeEnrollment, PayerChoices } from './providerDocuments'
import { useWords } from './words'

const STAGES: readonly EnrollmentStage[] = ['IN_PROGRESS', 'PENDING', 'EFFECTIVE']
const TONES = { in_progress: 'plain', pending: 'warn', effective: 'good', expired: 'bad' } as const

interface EnrollmentsProps {
  providerId: string
  enrollments: readonly EnrollmentDetailsFragment[]
}

export function Enrollments({ providerId, enrollments }: EnrollmentsProps) {
  const { t } = useWords()
  const may = useMay()
  const { day } = useFormats()
  const [isBeginning, setBeginning] = useState(false)
  const [changed, setChanged] = useState<EnrollmentDetailsFragment | null>(null)
  const mayManage = may('providers:manage')
  const shown = (on?: string | null) => (on ? day(on) : '—')
  return (
    <Panel title={t('enrollments.title')} isFlush acts={mayManage && <Button onPress={() => setBeginning(true)}>{t('enrollments.begin')}</Button>}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('enrollments.payer')}</th>
            <th scope="col">{t('enrollments.store')}</th>
            <th scope="col">{t('people.state')}</th>
            <th scope="col">{t('credentials.number')}</th>
            <th scope="col">{t('enrollments.submittedOn')}</th>
            <th scope="col">{t('from')}</th>
            <th scope="col">{t('until')}</th>
            {mayManage && <th scope="col">{t('acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {enrollments.map((each) => (
            <tr key={each.id}>
              <td>{each.payer.name}</td>
              <td>{each.store.name}</td>
              <td>
                <Badge tone={TONES[each.status as keyof typeof TONES]}>{t(`enrollmentStatus.${each.status as keyof typeof TONES}`)}</Badge>
              </td>
              <td className="mono">{each.number ?? '—'}</td>
              <td className="nowrap">{shown(each.submittedOn)}</td>
              <td className="nowrap">{shown(each.effectiveFromOn)}</td>
              <td className="nowrap">{shown(each.effectiveToOn)}</td>
              {mayManage && (
                <td className="acts">
                  <Button kind="quiet" aria-label={`${t('edit')}: ${each.payer.name}, ${each.store.name}`} onPress={() => setChanged(each)}>
                    {t('edit')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
          {enrollments.length === 0 && (
            <tr>
              <td colSpan={8} className="soft">
                {t('enrollments.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {isBeginning && <BeginDialog providerId={providerId} onClose={() => setBeginning(false)} />}
      {changed && <ChangeDialog enrollment={changed} onClose={() => setChanged(null)} />}
    </Panel>
  )
}

const NOTHING = { stage: 'IN_PROGRESS', number: '', submittedOn: '', effectiveFromOn: '', effectiveToOn: '' }
type Values = typeof NOTHING

function detailsOf(values: Values): EnrollmentInput {
  return {
    stage: values.stage as EnrollmentStage,
    number: orNull(values.number),
    submittedOn: orNull(values.submittedOn),
    effectiveFromOn: orNull(values.effectiveFromOn),
    effectiveToOn: orNull(values.effectiveToOn),
  }
}

function BeginDialog({ providerId, onClose }: { providerId: string; onClose: () => void }) {
  const { t } = useWords()
  const { stores, isLoading: areStoresComing } = useStore()
  const { rows, isLoading } = useEvery({ query: PayerChoices, listOf: (data) => data.payers })
  const form = useForm({ ...NOTHING, payerId: '', storeId: '' })
  const [, begin] = useMutation(BeginEnrollment)
  const payers = rows.map((payer) => ({
    value: payer.id,
    label: payer.requiresEnrollment ? `${payer.name} (${t('enrollments.required')})` : payer.name,
  }))
  return (
    <FormDialog
      title={t('enrollments.begin')}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { payerId, storeId } = form.values
        const answer = await begin({ providerId, payerId, storeId, details: detailsOf(form.values) })
        return refusalOf(answer.error, answer.data?.beginEnrollment)
      }}
    >
      <div className="fields">
        <ChoiceField label={t('enrollments.payer')} required isLoading={isLoading} choices={payers} {...form.field('payerId')} />
        <ChoiceField label={t('enrollments.store')} required isLoading={areStoresComing} choices={stores.map(({ id, name }) => ({ value: id, label: name }))} {...form.field('storeId')} />
      </div>
      <StageFields form={form} />
    </FormDialog>
  )
}

function ChangeDialog({ enrollment, onClose }: { enrollment: EnrollmentDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({
    stage: enrollment.status === 'expired' ? 'EFFECTIVE' : enrollment.status.toUpperCase(),
    number: enrollment.number ?? '',
    submittedOn: enrollment.submittedOn ?? '',
    effectiveFromOn: enrollment.effectiveFromOn ?? '',
    effectiveToOn: enrollment.effectiveToOn ?? '',
  })
  const [, change] = useMutation(ChangeEnrollment)
  return (
    <FormDialog
      title={`${enrollment.payer.name}, ${enrollment.store.name}`}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await change({ enrollmentId: enrollment.id, details: detailsOf(form.values) })
        return refusalOf(error, data?.changeEnrollment)
      }}
    >
      <StageFields form={form} />
    </FormDialog>
  )
}

function StageFields({ form }: { form: Pick<Form<keyof Values>, 'field'> }) {
  const { t } = useWords()
  const stages = STAGES.map((stage) => ({ value: stage, label: t(`enrollmentStatus.${stage.toLowerCase() as 'pending'}`) }))
  return (
    <div className="fields">
      <ChoiceField label={t('people.state')} required choices={stages} {...form.field('stage')} />
      <TextField label={t('credentials.number')} help={t('enrollments.numberHelp')} {...form.field('number')} />
      <TextField label={t('enrollments.submittedOn')} type="date" {...form.field('submittedOn')} />
      <TextField label={t('from')} type="date" {...form.field('effectiveFromOn')} />
      <TextField label={t('until')} type="date" {...form.field('effectiveToOn')} />
    </div>
  )
}
