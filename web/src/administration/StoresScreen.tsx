/** The tree of the organization: regions, and the stores as payers know them. */
import { useState, type CSSProperties } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Awaiting } from '../design/Notice'
import { useEvery } from '../graphql/every'
import type { StoreDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { AddStore, AddUnit, AdministeredStores, MoveUnit, RenameUnit } from './storeDocuments'
import { detailsOf, NO_DETAILS, StoreFields } from './StoreFields'
import { choicesOf, useUnits, type Unit } from './units'
import { useWords } from './words'

type Asked = { act: 'region' | 'store' } | { act: 'rename' | 'move'; unit: Unit }

export default function StoresScreen() {
  const { t } = useWords()
  const may = useMay()
  const { units, error, isLoading } = useUnits()
  const stores = useStoresByKey()
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = () => setAsked(null)
  if (error ?? isLoading) return <Awaiting title={t('stores.title')} error={error} />
  return (
    <>
      <div className="titled">
        <h1>{t('stores.title')}</h1>
        <div className="row">
          {may('organization:manage') && <Button onPress={() => setAsked({ act: 'region' })}>{t('stores.addRegion')}</Button>}
          {may('providers:manage') && (
            <Button kind="primary" onPress={() => setAsked({ act: 'store' })}>
              {t('stores.addStore')}
            </Button>
          )}
        </div>
      </div>
      <section className="panel across" aria-label={t('stores.title')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('stores.name')}</th>
              <th scope="col">NPI</th>
              <th scope="col">NCPDP</th>
              <th scope="col">CLIA</th>
              <th scope="col">{t('stores.place')}</th>
              <th scope="col">{t('people.state')}</th>
              {may('organization:manage') && <th scope="col">{t('acts')}</th>}
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <UnitRow
                key={unit.id}
                unit={unit}
                store={stores.get(keyOf(unit.id))}
                onAsk={may('organization:manage') ? (act) => setAsked({ act, unit }) : undefined}
              />
            ))}
          </tbody>
        </table>
      </section>
      {asked?.act === 'region' && <RegionDialog units={units} onClose={close} />}
      {asked?.act === 'store' && <StoreDialog units={units} onClose={close} />}
      {asked?.act === 'rename' && <RenameDialog unit={asked.unit} onClose={close} />}
      {asked?.act === 'move' && <MoveDialog unit={asked.unit} units={units} onClose={close} />}
    </>
  )
}

/** A store and its place in the tree have one key. */
function keyOf(id: string): string {
  return id.slice(id.indexOf('_') + 1)
}

function useStoresByKey(): Map<string, StoreDetailsFragment> {
  const may = useMay()
  const { rows } = useEvery({ query: AdministeredStores, listOf: (data) => data.stores, pause: !may('providers:read') })
  return new Map(rows.map((store) => [keyOf(store.id), store]))
}

interface RowProps {
  unit: Unit
  store?: StoreDetailsFragment
  onAsk?: (act: 'rename' | 'move') => void
}

function UnitRow({ unit, store, onAsk }: RowProps) {
  const { t } = useWords()
  const { day } = useFormats()
  const isStore = unit.kind === 'store'
  return (
    <tr>
      <td>
        <span className="indented" style={{ '--depth': unit.depth } as CSSProperties}>
          {store ? <Link href={`/stores/${store.id}`}>{unit.name}</Link> : <strong>{unit.name}</strong>}
          {!isStore && <span className="soft">{t(unit.kind === 'region' ? 'stores.region' : 'stores.organization')}</span>}
        </span>
      </td>
      <td className="mono">{store?.npi}</td>
      <td className="mono">{store?.ncpdpNumber}</td>
      <td>
        <span className="mono">{store?.cliaNumber}</span>{' '}
        {store?.cliaEffectiveToOn && <span className="soft">{t('stores.cliaUntil', { on: day(store.cliaEffectiveToOn) })}</span>}
      </td>
      <td>{store && `${store.city}, ${store.state}`}</td>
      <td>{store && <StoreBadge store={store} />}</td>
      {onAsk && (
        <td className="acts">
          <span className="row">
            {!isStore && (
              <Button kind="quiet" aria-label={`${t('stores.rename')}: ${unit.name}`} onPress={() => onAsk('rename')}>
                {t('stores.rename')}
              </Button>
            )}
            {unit.parent && (
              <Button kind="quiet" aria-label={`${t('stores.move')}: ${unit.name}`} onPress={() => onAsk('move')}>
                {t('stores.move')}
              </Button>
            )}
          </span>
        </td>
      )}
    </tr>
  )
}

export function StoreBadge({ store }: { store: { closedOn?: string | null } }) {
  const { t } = useWords()
  const { day } = useFormats()
  if (!store.closedOn) return <Badge tone="good">{t('stores.open')}</Badge>
  const isOver = store.closedOn < today()
  return <Badge tone={isOver ? 'plain' : 'warn'}>{t(isOver ? 'stores.closed' : 'stores.closes', { on: day(store.closedOn) })}</Badge>
}

function RegionDialog({ units, onClose }: { units: readonly Unit[]; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ name: '', parentId: units[0]?.id ?? '' })
  const [, add] = useMutation(AddUnit)
  return (
    <FormDialog
      title={t('stores.addRegion')}
      act={t('stores.addRegion')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await add(form.values)
        return refusalOf(error, data?.addUnit)
      }}
    >
      <TextField label={t('stores.name')} required autoFocus {...form.field('name')} />
      <ChoiceField label={t('stores.beneath')} required choices={choicesOf(placesIn(units))} {...form.field('parentId')} />
    </FormDialog>
  )
}

function StoreDialog({ units, onClose }: { units: readonly Unit[]; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ ...NO_DETAILS, parentId: units[0]?.id ?? '' })
  const [, add] = useMutation(AddStore)
  return (
    <FormDialog
      title={t('stores.addStore')}
      act={t('stores.addStore')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await add({ parentId: form.values.parentId, details: detailsOf(form.values) })
        return refusalOf(error, data?.addStore)
      }}
    >
      <ChoiceField label={t('stores.beneath')} required choices={choicesOf(placesIn(units))} {...form.field('parentId')} />
      <StoreFields field={form.field} />
    </FormDialog>
  )
}

function RenameDialog({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ name: unit.name })
  const [, rename] = useMutation(RenameUnit)
  return (
    <FormDialog
      title={t('stores.rename')}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await rename({ unitId: unit.id, name: form.values.name })
        return refusalOf(error, data?.renameUnit)
      }}
    >
      <TextField label={t('stores.name')} required autoFocus {...form.field('name')} />
    </FormDialog>
  )
}

interface MoveProps {
  unit: Unit
  units: readonly Unit[]
  onClose: () => void
}

function MoveDialog({ unit, units, onClose }: MoveProps) {
  const { t } = useWords()
  const form = useForm({ parentId: unit.parent?.id ?? '' })
  const [, move] = useMutation(MoveUnit)
  return (
    <FormDialog
      title={`${t('stores.move')}: ${unit.name}`}
      act={t('stores.move')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await move({ unitId: unit.id, parentId: form.values.parentId })
        return refusalOf(error, data?.moveUnit)
      }}
    >
      <p>{t('stores.moveWhy')}</p>
      <ChoiceField label={t('stores.beneath')} required choices={choicesOf(placesIn(units))} {...form.field('parentId')} />
    </FormDialog>
  )
}

/** Nothing lies beneath a store. */
function placesIn(units: readonly Unit[]): Unit[] {
  return units.filter((unit) => unit.kind !== 'store')
}
