/** One store: what payers and registries know of it, and whether it serves. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Button, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { StoreDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { ChangeStore, CloseStore, ReopenStore, StoreDocument } from './storeDocuments'
import { detailsOf, StoreFields, valuesOf } from './StoreFields'
import { StoreBadge } from './StoresScreen'
import { useWords } from './words'

type Act = 'edit' | 'close' | 'reopen'

export default function StoreScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }] = useQuery({ query: StoreDocument, variables: { id } })
  const [act, setAct] = useState<Act | null>(null)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const store = data.store
  if (!store) return <Notice tone="warn">{t('notFound')}</Notice>
  const close = () => setAct(null)
  return (
    <>
      <div className="titled">
        <h1>{store.name}</h1>
        {may('providers:manage') && (
          <div className="row">
            <Button kind="primary" onPress={() => setAct('edit')}>
              {t('edit')}
            </Button>
            <Button onPress={() => setAct(store.closedOn ? 'reopen' : 'close')}>{t(store.closedOn ? 'store.reopen' : 'store.close')}</Button>
          </div>
        )}
      </div>
      <Known store={store} />
      {act === 'edit' && <EditDialog store={store} onClose={close} />}
      {act === 'close' && <CloseDialog store={store} onClose={close} />}
      {act === 'reopen' && <ReopenDialog store={store} onClose={close} />}
    </>
  )
}

function Known({ store }: { store: StoreDetailsFragment }) {
  const { t } = useWords()
  const { day, phone, zip } = useFormats()
  return (
    <>
      <Panel title={t('store.identity')}>
        <Facts
          facts={[
            [t('people.state'), <StoreBadge key="state" store={store} />],
            [t('store.legalName'), store.legalName],
            ['NPI', store.npi],
            [t('store.ncpdp'), store.ncpdpNumber ?? '—'],
            [t('store.taxId'), store.taxId],
            [t('store.taxonomy'), store.taxonomyCode],
            [t('store.placeOfService'), store.placeOfServiceCode],
          ]}
        />
      </Panel>
      <Panel title={t('store.laboratory')}>
        <Facts
          facts={[
            [t('store.clia'), store.cliaNumber ?? '—'],
            [t('store.cliaKind'), store.cliaKind ? t(`cliaKind.${store.cliaKind}`) : '—'],
            [t('from'), store.cliaEffectiveFromOn ? day(store.cliaEffectiveFromOn) : '—'],
            [t('until'), store.cliaEffectiveToOn ? day(store.cliaEffectiveToOn) : '—'],
          ]}
        />
      </Panel>
      <Panel title={t('store.where')}>
        <Facts
          facts={[
            [t('store.address'), [store.addressLine, store.addressLine2].filter(Boolean).join(', ')],
            [t('store.city'), `${store.city}, ${store.state} ${zip(store.zipCode)}`],
            [t('store.phone'), phone(store.phone)],
            [t('store.timeZone'), store.timeZone.replaceAll('_', ' ')],
          ]}
        />
      </Panel>
    </>
  )
}

interface DialogProps {
  store: StoreDetailsFragment
  onClose: () => void
}

function EditDialog({ store, onClose }: DialogProps) {
  const { t } = useWords()
  const form = useForm(valuesOf(store))
  const [, change] = useMutation(ChangeStore)
  return (
    <FormDialog
      title={store.name}
      act={t('save')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await change({ storeId: store.id, details: detailsOf(form.values) })
        return refusalOf(error, data?.changeStore)
      }}
    >
      <StoreFields field={form.field} />
    </FormDialog>
  )
}

function CloseDialog({ store, onClose }: DialogProps) {
  const { t } = useWords()
  const form = useForm({ lastDay: today() })
  const [, closeStore] = useMutation(CloseStore)
  return (
    <FormDialog
      title={`${t('store.close')}: ${store.name}`}
      act={t('store.close')}
      isDangerous
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await closeStore({ storeId: store.id, lastDay: form.values.lastDay })
        return refusalOf(error, data?.closeStore)
      }}
    >
      <p>{t('store.closeWhy')}</p>
      <TextField label={t('store.lastDay')} type="date" required {...form.field('lastDay')} />
    </FormDialog>
  )
}

function ReopenDialog({ store, onClose }: DialogProps) {
  const { t } = useWords()
  const [, reopen] = useMutation(ReopenStore)
  return (
    <FormDialog
      title={`${t('store.reopen')}: ${store.name}`}
      act={t('store.reopen')}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await reopen({ storeId: store.id })
        return refusalOf(error, data?.reopenStore)
      }}
    >
      <p>{t('store.reopenWhy')}</p>
    </FormDialog>
  )
}
