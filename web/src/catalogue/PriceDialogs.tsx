/** Sets a price, corrects it, ends it, takes it back. */
import { useMutation } from 'urql'
import { ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import type { PriceDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { today, useFormats } from '../words/format'
import { EndServicePrice, RemoveServicePrice, SetServicePrice } from './documents'
import { useWhom, type Whom } from './priceWords'
import { useWords } from './words'

export type Asked =
  | { act: 'set' | 'correct'; code: string; price?: PriceDetailsFragment; whom?: Whom }
  | { act: 'remove'; price: PriceDetailsFragment }
  | { act: 'end'; price: PriceDetailsFragment }

export function PriceDialogs({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  if (asked === null) return null
  if (asked.act === 'end') return <EndDialog price={asked.price} onClose={onClose} />
  return asked.act === 'remove' ? <RemoveDialog price={asked.price} onClose={onClose} /> : <PriceDialog asked={asked} onClose={onClose} />
}

const ALL = 'all'

function PriceDialog({ asked, onClose }: { asked: Extract<Asked, { code: string }>; onClose: () => void }) {
  const { t } = useWords()
  const { act, code, price } = asked
  const whom = asked.whom ?? price
  const { payerChoices, storeChoices, payerWords, storeWords, isLoading } = useWhom()
  const form = useForm({
    procedureCode: code,
    label: price?.label ?? '',
    priceCents: price ? (price.priceCents / 100).toFixed(2) : '',
    effectiveFromOn: act === 'correct' && price ? price.effectiveFromOn : today(),
    payerId: whom?.payerId ?? ALL,
    storeId: whom?.storeId ?? ALL,
  })
  const [, set] = useMutation(SetServicePrice)

  async function save() {
    const { values } = form
    const dollars = Number(values.priceCents)
    if (values.priceCents.trim() === '' || !Number.isFinite(dollars)) return { message: t('prices.noNumber'), path: 'priceCents' }
    const { data, error } = await set({
      price: {
        procedureCode: values.procedureCode.trim().toUpperCase(),
        label: values.label,
        priceCents: Math.round(dollars * 100),
        effectiveFromOn: values.effectiveFromOn,
        payerId: values.payerId === ALL ? null : values.payerId,
        storeId: values.storeId === ALL ? null : values.storeId,
      },
    })
    return refusalOf(error, data?.setServicePrice)
  }

  const title = act === 'correct' ? t('prices.correctTitle', { code }) : code ? t('prices.setFor', { code }) : t('prices.set')
  return (
    <FormDialog title={title} act={t('prices.save')} form={form} onClose={onClose} onAct={save}>
      <p>{t(act === 'correct' ? 'prices.correctWhy' : 'prices.setWhy')}</p>
      {code === '' && <TextField label={t('prices.code')} required {...form.field('procedureCode')} />}
      <TextField label={t('prices.label')} help={t('prices.labelHelp')} required {...form.field('label')} />
      <TextField label={t('prices.price')} help={t('prices.priceHelp')} inputMode="decimal" required {...form.field('priceCents')} />
      {act === 'set' ? (
        <>
          <TextField label={t('prices.from')} type="date" required {...form.field('effectiveFromOn')} />
          <div className="fields">
            <ChoiceField label={t('prices.payer')} choices={[{ value: ALL, label: t('prices.everyPayer') }, ...payerChoices]} isLoading={isLoading} {...form.field('payerId')} />
            <ChoiceField label={t('prices.store')} choices={[{ value: ALL, label: t('prices.everyStore') }, ...storeChoices]} isLoading={isLoading} {...form.field('storeId')} />
          </div>
          <p className="help">{t('prices.rule')}</p>
        </>
      ) : (
        price && <p className="soft">{t('prices.forWhom', { payer: payerWords(price), store: storeWords(price) })}</p>
      )}
    </FormDialog>
  )
}

/** From the next day on the more general price applies; without a day it does not end. */
function EndDialog({ price, onClose }: { price: PriceDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const { day, money } = useFormats()
  const { payerWords, storeWords } = useWhom()
  const form = useForm({ effectiveToOn: price.effectiveToOn ?? today() })
  const [, end] = useMutation(EndServicePrice)
  return (
    <FormDialog
      title={t('prices.endTitle', { code: price.procedureCode })}
      act={t('prices.save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await end({ priceId: price.id, effectiveToOn: orNull(form.values.effectiveToOn) })
        return refusalOf(error, data?.endServicePrice)
      }}
    >
      <p>{t('prices.endWhy', { amount: money(price.priceCents), from: day(price.effectiveFromOn) })}</p>
      <p className="soft">{t('prices.forWhom', { payer: payerWords(price), store: storeWords(price) })}</p>
      <TextField label={t('prices.lastDay')} help={t('prices.lastDayHelp')} type="date" {...form.field('effectiveToOn')} />
    </FormDialog>
  )
}

function RemoveDialog({ price, onClose }: { price: PriceDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const { day, money } = useFormats()
  const [, remove] = useMutation(RemoveServicePrice)
  return (
    <FormDialog
      title={t('prices.removeTitle', { code: price.procedureCode })}
      act={t('prices.remove')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await remove({ priceId: price.id })
        return refusalOf(error, data?.removeServicePrice)
      }}
    >
      <p>{t('prices.removeWhy', { amount: money(price.priceCents), on: day(price.effectiveFromOn) })}</p>
    </FormDialog>
  )
}
