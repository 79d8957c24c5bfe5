/** What a service may bill, and the prices of each code: now, before, and from a day to come. */
import { useState } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { PriceDetailsFragment as Price } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { PricesDocument, PricingDocument } from './documents'
import { PriceDialogs, type Asked } from './PriceDialogs'
import { EVERYBODY, useWhom } from './priceWords'
import { useWords } from './words'

export function Prices({ serviceId, mayManage }: { serviceId: string; mayManage: boolean }) {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }] = useQuery({ query: PricingDocument, variables: { on: today() } })
  const codes = data?.servicePricing.find((each) => each.serviceId === serviceId)?.procedureCodes
  const prices = usePrices(codes ?? [])
  const isLoading = data === undefined ? !error : prices.isLoading
  const [asked, setAsked] = useState<Asked | null>(null)
  return (
    <Panel title={t('prices.title')} isFlush>
      <Trouble error={error ?? prices.error} />
      {isLoading ? (
        <Loading />
      ) : (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('prices.code')}</th>
              <th scope="col">{t('prices.label')}</th>
              <th scope="col">{t('prices.for')}</th>
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
                <td colSpan={6} className="soft">
                  {t('prices.none')}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      <p className="soft padded">
        {t('prices.why')} {t('prices.rule')} <Link href="/prices">{t('prices.all')}</Link>
        {may('payers:manage') && (
          <>
            {' · '}
            <Link href="/payers">{t('prices.contracts')}</Link>
          </>
        )}
      </p>
      <PriceDialogs asked={asked} onClose={() => setAsked(null)} />
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
  const isLoading = codes.length > 0 && data === undefined && !error
  return { list: (data?.servicePrices.nodes ?? []).toSorted(byWhomAndDay), isLoading, error }
}

/** What holds for all first, then the newest of each. */
function byWhomAndDay(one: Price, other: Price): number {
  const whom = (price: Price) => `${price.payerId ?? ''} ${price.storeId ?? ''}`
  return whom(one).localeCompare(whom(other)) || other.effectiveFromOn.localeCompare(one.effectiveFromOn)
}

interface CodeProps {
  code: string
  prices: readonly Price[]
  onAsk: ((asked: Asked) => void) | undefined
}

function PricesOfCode({ code, prices, onAsk }: CodeProps) {
  const { t } = useWords()
  const { day, money } = useFormats()
  const { payerWords, storeWords } = useWhom()
  const isOfAll = (price: Price) => !price.payerId && !price.storeId
  const isNewest = (price: Price) => price === prices.find((each) => each.payerId === price.payerId && each.storeId === price.storeId && each.effectiveFromOn <= today())
  const inForce = (price: Price) => isNewest(price) && !(price.effectiveToOn && price.effectiveToOn < today())
  const general = prices.find((price) => isOfAll(price) && inForce(price))
  const set = onAsk && (
    <Button kind="quiet" aria-label={t('prices.setFor', { code })} onPress={() => onAsk({ act: 'set', code, price: general ?? prices[0], whom: EVERYBODY })}>
      {t('prices.set')}
    </Button>
  )
  const missing = !prices.some(isOfAll) && (
    <tr>
      <td className="mono">{code}</td>
      <td colSpan={4}>
        <Badge tone="warn">{t(prices.length === 0 ? 'prices.missing' : 'prices.missingForOthers')}</Badge>
      </td>
      {onAsk && <td className="acts">{set}</td>}
    </tr>
  )
  return (
    <>
      {missing}
      {prices.map((price, place) => (
        <tr key={price.id} className={inForce(price) ? undefined : 'soft'}>
          <td className="mono">{place === 0 && !missing ? code : ''}</td>
          <td>{price.label}</td>
          <td className={isOfAll(price) ? 'soft' : undefined}>{isOfAll(price) ? t('prices.everyone') : t('prices.whom', { payer: payerWords(price), store: storeWords(price) })}</td>
          <td className="number">{money(price.priceCents)}</td>
          <td className="nowrap">
            {day(price.effectiveFromOn)} {price.effectiveToOn && t('prices.until', { on: day(price.effectiveToOn) })} {price.effectiveFromOn > today() && <Badge tone="plain">{t('versionState.coming')}</Badge>}
          </td>
          {onAsk && (
            <td className="acts">
              <span className="row">
                {place === 0 && !missing && set}
                <PriceActs price={price} onAsk={onAsk} />
              </span>
            </td>
          )}
        </tr>
      ))}
    </>
  )
}

export function PriceActs({ price, onAsk }: { price: Price; onAsk: (asked: Asked) => void }) {
  const { t } = useWords()
  const { day } = useFormats()
  const { procedureCode: code, effectiveFromOn } = price
  return (
    <>
      <Button kind="quiet" aria-label={t('prices.correctOf', { code, on: day(effectiveFromOn) })} onPress={() => onAsk({ act: 'correct', code, price })}>
        {t('prices.correct')}
      </Button>
      <Button kind="quiet" aria-label={t('prices.endOf', { code, on: day(effectiveFromOn) })} onPress={() => onAsk({ act: 'end', price })}>
        {t('prices.end')}
      </Button>
      <Button kind="quiet" aria-label={t('prices.removeOf', { code, on: day(effectiveFromOn) })} onPress={() => onAsk({ act: 'remove', price })}>
        {t('prices.remove')}
      </Button>
    </>
  )
}
