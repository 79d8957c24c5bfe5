/** What a service may bill, and the price of each code: now, before, and from a day to come. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { CataloguePricesQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { PricesDocument, PricingDocument, RemoveServicePrice, SetServicePrice } from './documents'
import { useWords } from './words'

type Price = CataloguePricesQuery['servicePrices']['nodes'][number]
type Asked = { act: 'set' | 'correct'; code: string; price?: Price } | { act: 'remove'; price: Price }

export function Prices({ serviceId, mayManage }: { serviceId: string; mayManage: boolean }) {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }] = useQuery({ query: PricingDocument, variables: { on: today() } })
  const codes = data?.servicePricing.find((each) => each.serviceId === serviceId)?.procedureCodes
  const prices = usePrices(codes ?? [])
  const [asked, setAsked] = useState<Asked | null>(null)
  return (
    <Panel title={t('prices.title')} isFlush>
      <Trouble error={error ?? prices.error} />
      {data === undefined && !error ? (
        <Loading />
      ) : (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('prices.code')}</th>
              <th scope="col">{t('prices.label')}</th>
              <th scope="col" className="number">{t('prices.price')}</th>
              <th scope="col">{t('prices.from')}</th>
              {mayManage && <th scope="col">{t('prices.acts')}</th>}
            </tr>
          </thead>
          <tbody>
            {(codes ?? []).map((code) => (
              <PricesOfCode key={code} code={code} prices={prices.list.filter(({ procedureCode }) => procedureCode === code)} onAsk={mayManage ? setAsked : undefined} />
            ))}
            {codes?.length !== 0 && codes !== undefined ? null : (
              <tr>
                <td colSpan={5} className="soft">
                  {t('prices.none')}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      <p className="soft padded">
        {t('prices.why')} {may('payers:manage') && <Link href="/payers">{t('prices.contracts')}</Link>}
      </p>
      {(asked?.act === 'set' || asked?.act === 'correct') && <PriceDialog asked={asked} onClose={() => setAsked(null)} />}
      {asked?.act === 'remove' && <RemoveDialog price={asked.price} onClose={() => setAsked(null)} />}
    </Panel>
  )
}

/** All of them: a page brings the next. */
function usePrices(codes: readonly string[]) {
  const [after, setAfter] = useState<string | null>(null)
  const [{ data, error }] = useQuery({ query: PricesDocument, variables: { codes: [...codes], after }, pause: codes.length === 0 })
  const page = data?.servicePrices.pageInfo
  const next = page?.hasNextPage ? page.endCursor : null
  if (next && next !== after) setAfter(next)
  const list = (data?.servicePrices.nodes ?? []).toSorted((one, other) => other.effectiveFromOn.localeCompare(one.effectiveFromOn))
  return { list, error }
}

interface CodeProps {
  code: string
  /** The newest first. */
  prices: readonly Price[]
  onAsk: ((asked: Asked) => void) | undefined
}

function PricesOfCode({ code, prices, onAsk }: CodeProps) {
  const { t } = useWords()
  const { day, money } = useFormats()
  const inForce = prices.find(({ effectiveFromOn }) => effectiveFromOn <= today())
  const set = onAsk && (
    <Button kind="quiet" aria-label={t('prices.setFor', { code })} onPress={() => onAsk({ act: 'set', code, price: inForce ?? prices[0] })}>
      {t('prices.set')}
    </Button>
  )
  if (prices.length === 0) {
    return (
      <tr>
        <td className="mono">{code}</td>
        <td colSpan={3}>
          <Badge tone="warn">{t('prices.missing')}</Badge>
        </td>
        {onAsk && <td className="acts">{set}</td>}
      </tr>
    )
  }
  return prices.map((price, place) => (
    <tr key={price.id} className={price === inForce ? undefined : 'soft'}>
      <td className="mono">{place === 0 ? code : ''}</td>
      <td>{price.label}</td>
      <td className="number">{money(price.priceCents)}</td>
      <td className="nowrap">
        {day(price.effectiveFromOn)} {price.effectiveFromOn > today() && <Badge tone="plain">{t('versionState.coming')}</Badge>}
      </td>
      {onAsk && (
        <td className="acts">
          <span className="row">
            {place === 0 && set}
            <Button kind="quiet" aria-label={t('prices.correctOf', { code, on: day(price.effectiveFromOn) })} onPress={() => onAsk({ act: 'correct', code, price })}>
              {t('prices.correct')}
            </Button>
            <Button kind="quiet" aria-label={t('prices.removeOf', { code, on: day(price.effectiveFromOn) })} onPress={() => onAsk({ act: 'remove', price })}>
              {t('prices.remove')}
            </Button>
          </span>
        </td>
      )}
    </tr>
  ))
}

function PriceDialog({ asked, onClose }: { asked: Extract<Asked, { code: string }>; onClose: () => void }) {
  const { t } = useWords()
  const { act, code, price } = asked
  const form = useForm({
    label: price?.label ?? '',
    priceCents: price ? (price.priceCents / 100).toFixed(2) : '',
    effectiveFromOn: act === 'correct' && price ? price.effectiveFromOn : today(),
  })
  const [, set] = useMutation(SetServicePrice)
  return (
    <FormDialog
      title={t(act === 'correct' ? 'prices.correctTitle' : 'prices.setFor', { code })}
      act={t('prices.save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const dollars = Number(form.values.priceCents)
        if (form.values.priceCents.trim() === '' || !Number.isFinite(dollars)) return { message: t('prices.noNumber'), path: 'priceCents' }
        const { label, effectiveFromOn } = form.values
        const { data, error } = await set({ price: { procedureCode: code, label, priceCents: Math.round(dollars * 100), effectiveFromOn } })
        return refusalOf(error, data?.setServicePrice)
      }}
    >
      <p>{t(act === 'correct' ? 'prices.correctWhy' : 'prices.setWhy')}</p>
      <TextField label={t('prices.label')} help={t('prices.labelHelp')} required {...form.field('label')} />
      <TextField label={t('prices.price')} help={t('prices.priceHelp')} inputMode="decimal" required {...form.field('priceCents')} />
      {act === 'set' && <TextField label={t('prices.from')} type="date" required {...form.field('effectiveFromOn')} />}
    </FormDialog>
  )
}

function RemoveDialog({ price, onClose }: { price: Price; onClose: () => void }) {
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
