/** Every price of the pharmacy, by code, payer and store, and which of them applies on a day. */
import { useMemo, useState } from 'react'
import { useClient, useQuery } from 'urql'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { useKept } from '../design/kept'
import { Notice, Trouble } from '../design/Notice'
import { save } from '../design/save'
import { useScroll, useWholeness } from '../design/scroll'
import { Table, type Column } from '../design/Table'
import type { Direction, PriceDetailsFragment as Price, ServicePriceOrder } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { FittingPricesDocument, PriceListDocument, PriceSheetDocument } from './documents'
import { ImportPricesDialog } from './ImportPrices'
import { PriceDialogs, type Asked } from './PriceDialogs'
import { PriceActs } from './Prices'
import { useWhom } from './priceWords'
import { useSettled } from '../design/settled'
import { useWords } from './words'

const PAGE = 100
const ANY = 'any'
const CODE = /^[0-9A-Z]\d{3}[0-9A-Z]$/

interface Sought {
  code: string
  payerId: string | null
  storeId: string | null
}

export default function PricesScreen() {
  const { t } = useWords()
  const mayManage = useMay()('services:manage')
  const { payerChoices, storeChoices, isLoading } = useWhom()
  const [typed, setTyped] = useKept('code', '')
  const [payer, setPayer] = useKept('payer', ANY)
  const [store, setStore] = useKept('store', ANY)
  const [on, setOn] = useState(today)
  const code = useSettled(typed).trim().toUpperCase()
  const sought: Sought = { code, payerId: payer === ANY ? null : payer, storeId: store === ANY ? null : store }
  const [asked, setAsked] = useState<Asked | null>(null)
  const [isImporting, setImporting] = useState(false)
  return (
    <>
      <div className="titled">
        <h1>{t('prices.title')}</h1>
        <div className="row">
          <Export />
          {mayManage && <Button onPress={() => setImporting(true)}>{t('priceFiles.act')}</Button>}
          {mayManage && (
            <Button kind="primary" onPress={() => setAsked({ act: 'set', code: CODE.test(code) ? code : '', whom: sought })}>
              {t('prices.set')}
            </Button>
          )}
        </div>
      </div>
      <p className="soft">{t('prices.rule')}</p>
      <div className="sought prices">
        <TextField type="search" label={t('prices.code')} value={typed} onChange={setTyped} />
        <ChoiceField label={t('prices.payer')} choices={[{ value: ANY, label: t('prices.anyPayer') }, ...payerChoices]} isLoading={isLoading} value={payer} onChange={setPayer} />
        <ChoiceField label={t('prices.store')} choices={[{ value: ANY, label: t('prices.anyStore') }, ...storeChoices]} isLoading={isLoading} value={store} onChange={setStore} />
        <TextField type="date" label={t('prices.onDay')} value={on} onChange={setOn} />
      </div>
      {CODE.test(code) && on !== '' ? <Applies sought={sought} on={on} /> : <p className="soft">{t('prices.askWhich')}</p>}
      <List key={JSON.stringify(sought)} sought={sought} onAsk={mayManage ? setAsked : undefined} />
      <PriceDialogs asked={asked} onClose={() => setAsked(null)} />
      {isImporting && <ImportPricesDialog onClose={() => setImporting(false)} />}
    </>
  )
}

/** Which price applies on the day, and those that it goes before. */
function Applies({ sought: { code, payerId, storeId }, on }: { sought: Sought; on: string }) {
  const { t } = useWords()
  const { day, money } = useFormats()
  const { payerWords, storeWords } = useWhom()
  const [{ data, error, fetching }] = useQuery({ query: FittingPricesDocument, variables: { code, payerId, storeId, on } })
  const words = (price: Price) => ({
    amount: money(price.priceCents),
    payer: payerWords(price),
    store: storeWords(price),
    from: day(price.effectiveFromOn),
  })
  if (error) return <Trouble error={error} />
  if (fetching && data === undefined) return <p className="soft">{t('trying.asking')}</p>
  const [applies, ...behind] = data?.fittingPrices ?? []
  if (applies === undefined) return <Notice tone="warn">{t('prices.noneApplies', { code, on: day(on) })}</Notice>
  return (
    <Notice tone="good">
      <p role="status">
        <strong>{t('prices.applies', { code, on: day(on), ...words(applies) })}</strong>
      </p>
      {behind.map((price) => (
        <p key={price.id} className="soft">
          {t('prices.behind', words(price))}
        </p>
      ))}
    </Notice>
  )
}

function List({ sought, onAsk }: { sought: Sought; onAsk: ((asked: Asked) => void) | undefined }) {
  const { t } = useWords()
  const [sort, setSort] = useState<{ name: ServicePriceOrder; direction: Direction }>({ name: 'PROCEDURE_CODE', direction: 'ASCENDING' })
  const filter = {
    ...(sought.code && { procedureCode: { equals: sought.code } }),
    ...(sought.payerId && { payerId: { equals: sought.payerId } }),
    ...(sought.storeId && { storeId: { equals: sought.storeId } }),
  }
  const { after, more } = useScroll(JSON.stringify(sort))
  const [{ data, fetching, error }] = useQuery({ query: PriceListDocument, variables: { first: PAGE, after, filter, by: sort.name, direction: sort.direction } })
  const list = data?.servicePrices
  useWholeness(list, more)
  const columns = useColumns(onAsk)
  return (
    <>
      <Trouble error={error} />
      <Table<Price>
        label={t('prices.title')}
        columns={columns}
        rows={list?.nodes ?? []}
        keyOf={(price) => price.id}
        onOpen={(price) => onAsk?.({ act: 'correct', code: price.procedureCode, price })}
        total={list?.totalCount}
        isCapped={list?.totalCountIsCapped}
        hasMore={list?.pageInfo.hasNextPage ?? false}
        onMore={() => more(list?.pageInfo.endCursor)}
        isLoading={fetching}
        sort={sort}
        onSort={(name, direction) => setSort({ name: name as ServicePriceOrder, direction })}
        empty={error ? null : <Notice>{t(Object.keys(filter).length > 0 ? 'prices.noneSuch' : 'prices.noneYet')}</Notice>}
      />
    </>
  )
}

function useColumns(onAsk: ((asked: Asked) => void) | undefined): Column<Price>[] {
  const { t } = useWords()
  const { day, money } = useFormats()
  const { payerWords, storeWords } = useWhom()
  return useMemo(
    () => [
      { name: 'code', label: t('prices.code'), width: '76px', sortsBy: 'PROCEDURE_CODE', show: (price) => <span className="mono">{price.procedureCode}</span> },
      { name: 'label', label: t('prices.label'), width: 'minmax(90px, 1.4fr)', show: (price) => price.label },
      { name: 'payer', label: t('prices.payer'), width: 'minmax(96px, 1fr)', show: (price) => <span className={price.payerId ? undefined : 'soft'}>{payerWords(price)}</span> },
      { name: 'store', label: t('prices.store'), width: 'minmax(96px, 1fr)', show: (price) => <span className={price.storeId ? undefined : 'soft'}>{storeWords(price)}</span> },
      { name: 'price', label: t('prices.price'), width: '80px', isNumber: true, sortsBy: 'PRICE', show: (price) => money(price.priceCents) },
      { name: 'from', label: t('prices.since'), width: '104px', sortsBy: 'EFFECTIVE_FROM', show: (price) => day(price.effectiveFromOn) },
      { name: 'to', label: t('prices.to'), width: '104px', show: (price) => (price.effectiveToOn ? day(price.effectiveToOn) : '') },
      ...(onAsk
        ? [
            {
              name: 'acts',
              label: t('prices.acts'),
              width: '216px',
              show: (price: Price) => (
                <span className="acts" onClick={(event) => event.stopPropagation()}>
                  <span className="row">
                    <PriceActs price={price} onAsk={onAsk} />
                  </span>
                </span>
              ),
            },
          ]
        : []),
    ],
    [t, day, money, payerWords, storeWords, onAsk],
  )
}

function Export() {
  const { t } = useWords()
  const client = useClient()
  const [isCut, setCut] = useState(false)

  async function fetchSheet() {
    const { data } = await client.query(PriceSheetDocument, {}, { requestPolicy: 'network-only' }).toPromise()
    if (!data) return
    setCut(data.priceSheet.isCut)
    save(`prices-${today()}.csv`, data.priceSheet.content)
  }

  return (
    <>
      {isCut && <span role="status">{t('priceFiles.isCut')}</span>}
      <Button onPress={() => void fetchSheet()}>{t('priceFiles.export')}</Button>
    </>
  )
}
