/** One payer: what it asks of claims, and what it has agreed to pay. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Button, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { AdministeredPayerQuery, PayerDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { ChangePayer, PayerDocument, SetContractRate } from './payerDocuments'
import { detailsOf, PayerFields, valuesOf } from './PayerFields'
import { useWords } from './words'

type Rate = NonNullable<AdministeredPayerQuery['payer']>['contractRates'][number]

export default function PayerScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }] = useQuery({ query: PayerDocument, variables: { id } })
  const [act, setAct] = useState<'edit' | 'rate' | null>(null)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const payer = data.payer
  if (!payer) return <Notice tone="warn">{t('notFound')}</Notice>
  const mayManage = may('payers:manage')
  return (
    <>
      <div className="titled">
        <h1>{payer.name}</h1>
        {mayManage && (
          <Button kind="primary" onPress={() => setAct('edit')}>
            {t('edit')}
          </Button>
        )}
      </div>
      <Facts
        facts={[
          [t('people.state'), <Badge key="state" tone={payer.isActive ? 'good' : 'plain'}>{t(payer.isActive ? 'providers.active' : 'providers.inactive')}</Badge>],
          [t('payers.number'), payer.payerNumber],
          [t('payers.indicator'), payer.claimFilingIndicatorCode],
          [t('payers.partner'), payer.tradingPartner ? <Link key="partner" href={`/partners/${payer.tradingPartner.id}`}>{payer.tradingPartner.name}</Link> : '—'],
          [t('store.state'), payer.state ?? '—'],
          [t('payers.filingDays'), payer.timelyFilingDays],
          [t('payers.answerDays'), payer.expectsAnswerWithinDays],
          [t('payers.requiresEnrollment'), t(payer.requiresEnrollment ? 'yes' : 'no')],
          [t('payers.requiresTaxonomy'), t(payer.requiresTaxonomy ? 'yes' : 'no')],
          [t('payers.acceptsSecondaryClaims'), t(payer.acceptsSecondaryClaims ? 'yes' : 'no')],
        ]}
      />
      <Rates rates={payer.contractRates} onAdd={mayManage ? () => setAct('rate') : undefined} />
      {act === 'edit' && <EditDialog payer={payer} onClose={() => setAct(null)} />}
      {act === 'rate' && <RateDialog payerId={payer.id} onClose={() => setAct(null)} />}
    </>
  )
}

function Rates({ rates, onAdd }: { rates: readonly Rate[]; onAdd?: () => void }) {
  const { t } = useWords()
  const { day, money } = useFormats()
  return (
    <Panel title={t('payers.rates')} isFlush acts={onAdd && <Button onPress={onAdd}>{t('payers.setRate')}</Button>}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('payers.procedure')}</th>
            <th scope="col" className="number">{t('payers.allowed')}</th>
            <th scope="col">{t('from')}</th>
            <th scope="col">{t('until')}</th>
          </tr>
        </thead>
        <tbody>
          {rates.map((rate) => (
            <tr key={rate.id}>
              <td className="mono">{[rate.procedureCode, ...rate.modifiers].join('-')}</td>
              <td className="number">{money(rate.allowedCents)}</td>
              <td className="nowrap">{day(rate.effectiveFromOn)}</td>
              <td className="nowrap">{rate.effectiveToOn ? day(rate.effectiveToOn) : '—'}</td>
            </tr>
          ))}
          {rates.length === 0 && (
            <tr>
              <td colSpan={4} className="soft">
                {t('payers.noRates')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </Panel>
  )
}

function EditDialog({ payer, onClose }: { payer: PayerDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm(valuesOf(payer))
  const [, change] = useMutation(ChangePayer)
  return (
    <FormDialog
      title={payer.name}
      act={t('save')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await change({ payerId: payer.id, details: detailsOf(form.values) })
        return refusalOf(error, data?.changePayer)
      }}
    >
      <PayerFields form={form} />
    </FormDialog>
  )
}

function RateDialog({ payerId, onClose }: { payerId: string; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ procedureCode: '', modifiers: '', allowed: '', effectiveFromOn: today(), effectiveToOn: '' })
  const [, setRate] = useMutation(SetContractRate)
  return (
    <FormDialog
      title={t('payers.setRate')}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const dollars = Number(form.values.allowed)
        if (form.values.allowed.trim() === '' || !Number.isFinite(dollars)) return { message: t('settings.noNumber'), path: 'allowed' }
        const { data, error } = await setRate({
          payerId,
          terms: {
            procedureCode: form.values.procedureCode.trim().toUpperCase(),
            modifiers: form.values.modifiers.split(/[\s,]+/).filter(Boolean),
            allowedCents: Math.round(dollars * 100),
            effectiveFromOn: form.values.effectiveFromOn,
            effectiveToOn: orNull(form.values.effectiveToOn),
          },
        })
        return refusalOf(error, data?.setContractRate)
      }}
    >
      <div className="fields">
        <TextField label={t('payers.procedure')} required autoFocus {...form.field('procedureCode')} />
        <TextField label={t('payers.modifiers')} {...form.field('modifiers')} />
        <TextField label={t('payers.allowed')} required inputMode="decimal" help={t('settingKind.CENTS')} {...form.field('allowed')} />
        <TextField label={t('from')} type="date" required {...form.field('effectiveFromOn')} />
        <TextField label={t('until')} type="date" {...form.field('effectiveToOn')} />
      </div>
    </FormDialog>
  )
}
