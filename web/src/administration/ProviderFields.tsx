/** The fields of somebody who renders services. */
import { ChoiceField, TextField } from '../design/Fields'
import { orNull, type Form } from '../design/form'
import { useEvery } from '../graphql/every'
import type { ProviderDetailsFragment, ProviderInput } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { UserChoices } from './providerDocuments'
import { useWords } from './words'

export const NOBODY = { firstName: '', lastName: '', kind: 'pharmacist', npi: '', taxonomyCode: '183500000X', userId: '' }

export type ProviderValues = typeof NOBODY

export function valuesOf(provider: ProviderDetailsFragment): ProviderValues {
  const { firstName, lastName, kind, npi, taxonomyCode, userId } = provider
  return { firstName, lastName, kind, npi, taxonomyCode, userId: userId ?? '' }
}

export function detailsOf(values: ProviderValues, isActive: boolean): ProviderInput {
  return {
    firstName: values.firstName.trim(),
    lastName: values.lastName.trim(),
    kind: values.kind,
    npi: values.npi.trim(),
    taxonomyCode: values.taxonomyCode.trim(),
    userId: orNull(values.userId),
    isActive,
  }
}

export function ProviderFields({ form }: { form: Form<keyof ProviderValues> }) {
  const { t } = useWords()
  const may = useMay()
  const { rows, isLoading } = useEvery({ query: UserChoices, listOf: (data) => data.users, pause: !may('users:read') })
  const kinds = (['pharmacist', 'technician'] as const).map((kind) => ({ value: kind, label: t(`providerKind.${kind}`) }))
  const users = rows.map((user) => ({ value: user.id, label: `${user.name} (${user.email})` }))
  return (
    <div className="fields">
      <TextField label={t('providers.firstName')} required autoFocus {...form.field('firstName')} />
      <TextField label={t('providers.lastName')} required {...form.field('lastName')} />
      <ChoiceField label={t('providers.kind')} required choices={kinds} {...form.field('kind')} />
      <TextField label="NPI" required inputMode="numeric" help={t('providers.npiHelp')} {...form.field('npi')} />
      <TextField label={t('store.taxonomy')} required help={t('providers.taxonomyHelp')} {...form.field('taxonomyCode')} />
      {may('users:read') && (
        <ChoiceField label={t('providers.user')} help={t('providers.userHelp')} isLoading={isLoading} choices={[{ value: '', label: '—' }, ...users]} {...form.field('userId')} />
      )}
    </div>
  )
}
