/** The fields of a coverage: the medical side of a card, its pharmacy side, and whose policy it is. */
import { ChoiceField, TextField } from '../design/Fields'
import { orNull, type Form } from '../design/form'
import type { CoverageDetailsFragment, CoverageInput } from '../graphql/generated/graphql'
import { useEvery } from '../graphql/every'
import { today } from '../words/format'
import { CoveringPayers } from './documents'
import { SexField } from './PersonFields'
import { useWords } from './words'

/** PAT01 and SBR02, those that are met most first. */
const RELATIONSHIPS = ['18', '01', '19', '53', 'G8', '20', '21', '39', '40'] as const
/** SBR05. */
const INSURANCE_TYPES = ['12', '13', '14', '15', '16', '41', '42', '43', '47'] as const
const SELF = '18'

const BLANK = {
  payerId: '',
  memberId: '',
  groupNumber: '',
  planName: '',
  relationshipCode: SELF,
  subscriberLastName: '',
  subscriberFirstName: '',
  subscriberBirthOn: '',
  subscriberSex: '',
  insuranceTypeCode: '',
  binNumber: '',
  processorControlNumber: '',
  pharmacyGroupNumber: '',
  effectiveFromOn: '',
  effectiveToOn: '',
}

export type CoverageName = keyof typeof BLANK
export type CoverageValues = Record<CoverageName, string>

/** In force from the year's first day, as most plans are. */
export function newCoverage(): CoverageValues {
  return { ...BLANK, effectiveFromOn: `${today().slice(0, 4)}-01-01` }
}

export function valuesOf(coverage: CoverageDetailsFragment): CoverageValues {
  const names = Object.keys(BLANK).filter((name) => name !== 'payerId') as Exclude<CoverageName, 'payerId'>[]
  const said = Object.fromEntries(names.map((name) => [name, coverage[name] ?? '']))
  return { ...(said as CoverageValues), payerId: coverage.payer.id }
}

/** Whose policy it is says nothing where it is the patient's own. */
export function detailsOf(values: CoverageValues, priority: number | null): CoverageInput {
  const isSelf = values.relationshipCode === SELF
  const ofSubscriber = (text: string) => (isSelf ? null : orNull(text))
  return {
    payerId: values.payerId,
    memberId: values.memberId.trim(),
    priority,
    groupNumber: orNull(values.groupNumber),
    planName: orNull(values.planName),
    relationshipCode: values.relationshipCode,
    subscriberLastName: ofSubscriber(values.subscriberLastName),
    subscriberFirstName: ofSubscriber(values.subscriberFirstName),
    subscriberBirthOn: ofSubscriber(values.subscriberBirthOn),
    subscriberSex: ofSubscriber(values.subscriberSex),
    insuranceTypeCode: orNull(values.insuranceTypeCode),
    binNumber: orNull(values.binNumber),
    processorControlNumber: orNull(values.processorControlNumber),
    pharmacyGroupNumber: orNull(values.pharmacyGroupNumber),
    effectiveFromOn: values.effectiveFromOn,
    effectiveToOn: orNull(values.effectiveToOn),
  }
}

type CoverageForm = Pick<Form<CoverageName>, 'field'> & { values: CoverageValues }

export function CoverageFields({ form }: { form: CoverageForm }) {
  const { t } = useWords()
  const { rows: payers, isLoading } = useEvery({ query: CoveringPayers, listOf: (data) => data.payers })
  return (
    <>
      <div className="fields">
        <ChoiceField label={t('coverage.payer')} required isLoading={isLoading} choices={payers.map(({ id, name }) => ({ value: id, label: name }))} {...form.field('payerId')} />
        <TextField label={t('coverage.memberId')} required help={t('coverage.memberHelp')} {...form.field('memberId')} />
        <TextField label={t('coverage.groupNumber')} {...form.field('groupNumber')} />
        <TextField label={t('coverage.planName')} {...form.field('planName')} />
        <TextField label={t('coverage.from')} type="date" required {...form.field('effectiveFromOn')} />
        <TextField label={t('coverage.until')} type="date" help={t('coverage.untilHelp')} {...form.field('effectiveToOn')} />
        <ChoiceField
          label={t('coverage.relationshipCode')}
          required
          choices={RELATIONSHIPS.map((code) => ({ value: code, label: t(`coverage.relationshipOf.${code}`) }))}
          {...form.field('relationshipCode')}
        />
        <ChoiceField
          label={t('coverage.insuranceTypeCode')}
          help={t('coverage.insuranceTypeHelp')}
          choices={[{ value: '', label: '—' }, ...INSURANCE_TYPES.map((code) => ({ value: code, label: t(`coverage.insuranceTypeOf.${code}`) }))]}
          {...form.field('insuranceTypeCode')}
        />
      </div>
      {form.values.relationshipCode !== SELF && <SubscriberFields form={form} />}
      <fieldset>
        <legend>{t('coverage.pharmacySide')}</legend>
        <div className="fields dense">
          <TextField label={t('coverage.binNumber')} inputMode="numeric" help={t('coverage.binHelp')} {...form.field('binNumber')} />
          <TextField label={t('coverage.processorControlNumber')} {...form.field('processorControlNumber')} />
          <TextField label={t('coverage.pharmacyGroupNumber')} {...form.field('pharmacyGroupNumber')} />
        </div>
      </fieldset>
    </>
  )
}

function SubscriberFields({ form }: { form: CoverageForm }) {
  const { t } = useWords()
  return (
    <fieldset>
      <legend>{t('coverage.subscriber')}</legend>
      <p className="soft">{t('coverage.subscriberHelp')}</p>
      <div className="fields dense">
        <TextField label={t('coverage.subscriberLastName')} required {...form.field('subscriberLastName')} />
        <TextField label={t('coverage.subscriberFirstName')} required {...form.field('subscriberFirstName')} />
        <TextField label={t('coverage.subscriberBirthOn')} type="date" required {...form.field('subscriberBirthOn')} />
        <SexField label={t('coverage.subscriberSex')} required {...form.field('subscriberSex')} />
      </div>
    </fieldset>
  )
}
