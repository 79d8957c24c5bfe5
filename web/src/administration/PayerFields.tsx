/** The fields of a payer: how claims reach it, and what it asks of them. */
import { CheckField } from '../design/CheckField'
import { ChoiceField, TextField } from '../design/Fields'
import { orNull, type Form } from '../design/form'
import { useEvery } from '../graphql/every'
import type { PayerDetailsFragment, PayerInput } from '../graphql/generated/graphql'
import { PartnerChoices } from './payerDocuments'
import { useWords } from './words'

const YES = 'yes'
const CHECKS = ['requiresEnrollment', 'requiresTaxonomy', 'acceptsSecondaryClaims', 'isActive'] as const

export const NO_PAYER = {
  name: '',
  payerNumber: '',
  claimFilingIndicatorCode: 'CI',
  tradingPartnerId: '',
  state: '',
  timelyFilingDays: '365',
  expectsAnswerWithinDays: '30',
  requiresEnrollment: '',
  requiresTaxonomy: YES,
  acceptsSecondaryClaims: YES,
  isActive: YES,
}

export type PayerValues = typeof NO_PAYER

export function valuesOf(payer: PayerDetailsFragment): PayerValues {
  const said = (value: boolean) => (value ? YES : '')
  return {
    name: payer.name,
    payerNumber: payer.payerNumber,
    claimFilingIndicatorCode: payer.claimFilingIndicatorCode,
    tradingPartnerId: payer.tradingPartner?.id ?? '',
    state: payer.state ?? '',
    timelyFilingDays: String(payer.timelyFilingDays),
    expectsAnswerWithinDays: String(payer.expectsAnswerWithinDays),
    requiresEnrollment: said(payer.requiresEnrollment),
    requiresTaxonomy: said(payer.requiresTaxonomy),
    acceptsSecondaryClaims: said(payer.acceptsSecondaryClaims),
    isActive: said(payer.isActive),
  }
}

export function detailsOf(values: PayerValues): PayerInput {
  return {
    name: values.name.trim(),
    payerNumber: values.payerNumber.trim(),
    claimFilingIndicatorCode: values.claimFilingIndicatorCode.trim().toUpperCase(),
    tradingPartnerId: orNull(values.tradingPartnerId),
    state: orNull(values.state.toUpperCase()),
    timelyFilingDays: Number(values.timelyFilingDays),
    expectsAnswerWithinDays: Number(values.expectsAnswerWithinDays),
    requiresEnrollment: values.requiresEnrollment === YES,
    requiresTaxonomy: values.requiresTaxonomy === YES,
    acceptsSecondaryClaims: values.acceptsSecondaryClaims === YES,
    isActive: values.isActive === YES,
  }
}

export function PayerFields({ form }: { form: Form<keyof PayerValues> }) {
  const { t } = useWords()
  const { rows, isLoading } = useEvery({ query: PartnerChoices, listOf: (data) => data.tradingPartners })
  const partners = rows.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <div className="fields">
        <TextField label={t('people.name')} required autoFocus {...form.field('name')} />
        <TextField label={t('payers.number')} required help={t('payers.numberHelp')} {...form.field('payerNumber')} />
        <TextField label={t('payers.indicator')} required help={t('payers.indicatorHelp')} {...form.field('claimFilingIndicatorCode')} />
        <ChoiceField
          label={t('payers.partner')}
          help={t('payers.partnerHelp')}
          choices={[{ value: '', label: '—' }, ...partners]}
          isLoading={isLoading}
          {...form.field('tradingPartnerId')}
        />
        <TextField label={t('store.state')} help={t('payers.stateHelp')} {...form.field('state')} />
        <TextField label={t('payers.filingDays')} required inputMode="numeric" help={t('payers.filingDaysHelp')} {...form.field('timelyFilingDays')} />
        <TextField label={t('payers.answerDays')} required inputMode="numeric" help={t('payers.answerDaysHelp')} {...form.field('expectsAnswerWithinDays')} />
      </div>
      {CHECKS.map((name) => (
        <CheckField key={name} value={form.values[name] === YES} onChange={(is) => form.change(name, is ? YES : '')}>
          {t(`payers.${name}`)}
        </CheckField>
      ))}
    </>
  )
}
