/** The fields of a store: who it is for payers and registries, what it may test, and where it is. */
import { ChoiceField, TextField } from '../design/Fields'
import { orNull } from '../design/form'
import type { CliaKind, StoreDetailsFragment, StoreInput } from '../graphql/generated/graphql'
import { useWords } from './words'

const TIME_ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
  'America/Puerto_Rico',
  'Pacific/Guam',
]

const CLIA_KINDS: readonly CliaKind[] = ['WAIVER', 'PROVIDER_PERFORMED_MICROSCOPY', 'REGISTRATION', 'COMPLIANCE', 'ACCREDITATION']

export const NO_DETAILS = {
  name: '',
  legalName: '',
  npi: '',
  ncpdpNumber: '',
  taxId: '',
  taxonomyCode: '3336C0003X',
  cliaNumber: '',
  cliaKind: '',
  cliaEffectiveFromOn: '',
  cliaEffectiveToOn: '',
  addressLine: '',
  addressLine2: '',
  city: '',
  state: '',
  zipCode: '',
  phone: '',
  timeZone: 'America/Chicago',
  placeOfServiceCode: '01',
}

export type StoreValues = typeof NO_DETAILS
type Name = keyof StoreValues

export function valuesOf(store: StoreDetailsFragment): StoreValues {
  const names = Object.keys(NO_DETAILS) as Name[]
  return Object.fromEntries(names.map((name) => [name, store[name] ?? ''])) as StoreValues
}

export function detailsOf(values: StoreValues): StoreInput {
  return {
    name: values.name.trim(),
    legalName: values.legalName.trim(),
    npi: values.npi.trim(),
    taxId: values.taxId.trim(),
    taxonomyCode: values.taxonomyCode.trim(),
    addressLine: values.addressLine.trim(),
    city: values.city.trim(),
    state: values.state.trim().toUpperCase(),
    zipCode: values.zipCode.trim(),
    phone: values.phone.trim(),
    timeZone: values.timeZone,
    placeOfServiceCode: values.placeOfServiceCode.trim(),
    addressLine2: orNull(values.addressLine2),
    ncpdpNumber: orNull(values.ncpdpNumber),
    cliaNumber: orNull(values.cliaNumber),
    cliaKind: orNull(values.cliaKind) as CliaKind | null,
    cliaEffectiveFromOn: orNull(values.cliaEffectiveFromOn),
    cliaEffectiveToOn: orNull(values.cliaEffectiveToOn),
  }
}

interface StoreFieldsProps {
  field: (name: Name) => { value: string; onChange: (value: string) => void; problem: string | null }
}

export function StoreFields({ field }: StoreFieldsProps) {
  const { t } = useWords()
  const zone = field('timeZone')
  const zones = TIME_ZONES.includes(zone.value) ? TIME_ZONES : [zone.value, ...TIME_ZONES]
  return (
    <>
      <fieldset className="plain stack">
        <legend className="label">{t('store.identity')}</legend>
        <div className="fields">
          <TextField label={t('store.name')} required help={t('store.nameHelp')} {...field('name')} />
          <TextField label={t('store.legalName')} required help={t('store.legalNameHelp')} {...field('legalName')} />
          <TextField label="NPI" required inputMode="numeric" help={t('store.npiHelp')} {...field('npi')} />
          <TextField label={t('store.ncpdp')} inputMode="numeric" help={t('store.ncpdpHelp')} {...field('ncpdpNumber')} />
          <TextField label={t('store.taxId')} required inputMode="numeric" help={t('store.taxIdHelp')} {...field('taxId')} />
          <TextField label={t('store.taxonomy')} required help={t('store.taxonomyHelp')} {...field('taxonomyCode')} />
          <TextField label={t('store.placeOfService')} required inputMode="numeric" help={t('store.placeOfServiceHelp')} {...field('placeOfServiceCode')} />
        </div>
      </fieldset>
      <fieldset className="plain stack">
        <legend className="label">{t('store.laboratory')}</legend>
        <div className="fields">
          <TextField label={t('store.clia')} help={t('store.cliaHelp')} {...field('cliaNumber')} />
          <ChoiceField
            label={t('store.cliaKind')}
            choices={[{ value: '', label: '—' }, ...CLIA_KINDS.map((kind) => ({ value: kind, label: t(`cliaKind.${kind}`) }))]}
            {...field('cliaKind')}
          />
          <TextField label={t('from')} type="date" {...field('cliaEffectiveFromOn')} />
          <TextField label={t('until')} type="date" {...field('cliaEffectiveToOn')} />
        </div>
      </fieldset>
      <fieldset className="plain stack">
        <legend className="label">{t('store.where')}</legend>
        <div className="fields">
          <TextField label={t('store.address')} required {...field('addressLine')} />
          <TextField label={t('store.address2')} {...field('addressLine2')} />
          <TextField label={t('store.city')} required {...field('city')} />
          <TextField label={t('store.state')} required help={t('store.stateHelp')} {...field('state')} />
          <TextField label={t('store.zip')} required inputMode="numeric" help={t('store.zipHelp')} {...field('zipCode')} />
          <TextField label={t('store.phone')} required inputMode="numeric" {...field('phone')} />
          <ChoiceField label={t('store.timeZone')} required choices={zones.map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))} {...zone} />
        </div>
      </fieldset>
    </>
  )
}
