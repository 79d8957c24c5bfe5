/** The fields of a trading partner: who we are to them, who they are, and how files travel. */
import { CheckField } from '../design/CheckField'
import { ChoiceField, TextField } from '../design/Fields'
import type { Form } from '../design/form'
import type { PartnerDetailsFragment, TradingPartnerInput } from '../graphql/generated/graphql'
import { useWords } from './words'

const YES = 'yes'
const GATEWAYS = ['directory', 'simulator'] as const
export type Gateway = (typeof GATEWAYS)[number]

export const NO_PARTNER = {
  name: '',
  gateway: 'directory',
  submitterId: '',
  submitterName: '',
  contactName: '',
  contactPhone: '',
  receiverId: '',
  receiverName: '',
  isProduction: '',
}

export type PartnerValues = typeof NO_PARTNER

export function valuesOf({ isProduction, ...partner }: PartnerDetailsFragment): PartnerValues {
  const { name, gateway, submitterId, submitterName, contactName, contactPhone, receiverId, receiverName } = partner
  return { name, gateway, submitterId, submitterName, contactName, contactPhone, receiverId, receiverName, isProduction: isProduction ? YES : '' }
}

export function detailsOf({ isProduction, ...values }: PartnerValues): TradingPartnerInput {
  const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()])) as typeof values
  return { ...said, isProduction: isProduction === YES }
}

export function PartnerFields({ form }: { form: Form<keyof PartnerValues> }) {
  const { t } = useWords()
  return (
    <>
      <div className="fields">
        <TextField label={t('people.name')} required autoFocus help={t('partners.nameHelp')} {...form.field('name')} />
        <ChoiceField
          label={t('partners.gateway')}
          required
          help={t('partners.gatewayHelp')}
          choices={GATEWAYS.map((each) => ({ value: each, label: t(`partners.by.${each}`) }))}
          {...form.field('gateway')}
        />
      </div>
      <fieldset>
        <legend>{t('partners.us')}</legend>
        <div className="fields">
          <TextField label={t('partners.submitterId')} required help={t('partners.submitterIdHelp')} {...form.field('submitterId')} />
          <TextField label={t('partners.submitterName')} required help={t('partners.submitterNameHelp')} {...form.field('submitterName')} />
          <TextField label={t('partners.contactName')} required help={t('partners.contactNameHelp')} {...form.field('contactName')} />
          <TextField label={t('partners.contactPhone')} required help={t('partners.contactPhoneHelp')} {...form.field('contactPhone')} />
        </div>
      </fieldset>
      <fieldset>
        <legend>{t('partners.them')}</legend>
        <div className="fields">
          <TextField label={t('partners.receiverId')} required help={t('partners.receiverIdHelp')} {...form.field('receiverId')} />
          <TextField label={t('partners.receiverName')} required help={t('partners.receiverNameHelp')} {...form.field('receiverName')} />
        </div>
      </fieldset>
      <CheckField value={form.values.isProduction === YES} onChange={(is) => form.change('isProduction', is ? YES : '')}>
        {t('partners.isProduction')}
      </CheckField>
    </>
  )
}
