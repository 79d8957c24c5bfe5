/** The fields of a person: as a claim names the patient. */
import { ChoiceField, TextField } from '../design/Fields'
import { orNull, type Form } from '../design/form'
import type { PatientDetailsFragment, PatientInput } from '../graphql/generated/graphql'
import { useWords } from './words'

const SEXES = ['F', 'M', 'U'] as const

export const NOBODY = {
  lastName: '',
  firstName: '',
  middleName: '',
  birthOn: '',
  sex: '',
  addressLine: '',
  addressLine2: '',
  city: '',
  state: '',
  zipCode: '',
  phone: '',
  email: '',
}

export type PersonName = keyof typeof NOBODY
export type PersonValues = Record<PersonName, string>

export function personOf(patient: PatientDetailsFragment): PersonValues {
  const names = Object.keys(NOBODY) as PersonName[]
  return Object.fromEntries(names.map((name) => [name, patient[name] ?? ''])) as PersonValues
}

export function detailsOf(values: PersonValues): PatientInput {
  return {
    lastName: values.lastName,
    firstName: values.firstName,
    middleName: orNull(values.middleName),
    birthOn: values.birthOn,
    sex: values.sex,
    addressLine: values.addressLine,
    addressLine2: orNull(values.addressLine2),
    city: values.city,
    state: values.state,
    zipCode: values.zipCode,
    phone: orNull(values.phone),
    email: orNull(values.email),
  }
}

export function PersonFields({ form }: { form: Pick<Form<PersonName>, 'field'> }) {
  const { t } = useWords()
  return (
    <div className="fields">
      <TextField label={t('lastName')} required autoFocus {...form.field('lastName')} />
      <TextField label={t('firstName')} required {...form.field('firstName')} />
      <TextField label={t('middleName')} {...form.field('middleName')} />
      <TextField label={t('birthOn')} type="date" required {...form.field('birthOn')} />
      <SexField label={t('sex')} help={t('sexHelp')} required {...form.field('sex')} />
      <TextField label={t('addressLine')} required {...form.field('addressLine')} />
      <TextField label={t('addressLine2')} {...form.field('addressLine2')} />
      <TextField label={t('city')} required {...form.field('city')} />
      <TextField label={t('state')} required help={t('stateHelp')} {...form.field('state')} />
      <TextField label={t('zipCode')} required inputMode="numeric" help={t('zipHelp')} {...form.field('zipCode')} />
      <TextField label={t('phone')} inputMode="numeric" help={t('phoneHelp')} {...form.field('phone')} />
      <TextField label={t('email')} type="email" {...form.field('email')} />
    </div>
  )
}

interface SexFieldProps {
  label: string
  help?: string
  required?: boolean
  value: string
  onChange: (value: string) => void
  problem: string | null
}

export function SexField(field: SexFieldProps) {
  const { t } = useWords()
  return <ChoiceField choices={SEXES.map((sex) => ({ value: sex, label: t(`sexOf.${sex}`) }))} {...field} />
}
