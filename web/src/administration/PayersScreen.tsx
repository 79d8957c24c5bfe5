/** Who pays for services: how claims reach each, by when, and whether it must take providers in. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { ByName, useLetters } from '../design/ByName'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import type { PayerDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { AddPayer, PayersDocument } from './payerDocuments'
import { detailsOf, NO_PAYER, PayerFields } from './PayerFields'
import { useWords } from './words'

const PAGE = 50

export default function PayersScreen() {
  const { t } = useWords()
  const may = useMay()
  const letters = useLetters()
  const { filter } = letters
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({ query: PayersDocument, variables: { first: PAGE, after, filter } })
  const columns = useColumns()
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <div className="titled">
        <h1>{t('payers.title')}</h1>
        {may('payers:manage') && (
          <Button kind="primary" onPress={() => setAdding(true)}>
            {t('payers.add')}
          </Button>
        )}
      </div>
      <ByName letters={letters} />
      <Listing
        label={t('payers.title')}
        list={data?.payers}
        columns={columns}
        pathOf={(row) => `/payers/${row.id}`}
        none={letters.none(t('payers.none'))}
        isLoading={fetching}
        error={error}
        more={more}
      />
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
    </>
  )
}

function useColumns(): Column<PayerDetailsFragment>[] {
  const { t } = useWords()
  return useMemo(
    () => [
      { name: 'name', label: t('people.name'), width: 'minmax(180px, 1.6fr)', show: (payer) => <Link href={`/payers/${payer.id}`}>{payer.name}</Link> },
      { name: 'number', label: t('payers.number'), width: '120px', show: (payer) => <span className="mono">{payer.payerNumber}</span> },
      { name: 'partner', label: t('payers.partner'), width: 'minmax(140px, 1fr)', show: (payer) => payer.tradingPartner?.name ?? '—' },
      { name: 'filing', label: t('payers.filingDays'), width: '140px', isNumber: true, show: (payer) => payer.timelyFilingDays },
      { name: 'enrollment', label: t('enrollments.title'), width: '170px', show: (payer) => (payer.requiresEnrollment ? t('enrollments.required') : '—') },
      {
        name: 'state',
        label: t('people.state'),
        width: '110px',
        show: (payer) => <Badge tone={payer.isActive ? 'good' : 'plain'}>{t(payer.isActive ? 'providers.active' : 'providers.inactive')}</Badge>,
      },
    ],
    [t],
  )
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [, go] = useLocation()
  const form = useForm(NO_PAYER)
  const [, add] = useMutation(AddPayer)
  return (
    <FormDialog
      title={t('payers.add')}
      act={t('payers.add')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await add({ details: detailsOf(form.values) })
        if (data?.addPayer.__typename === 'Payer') go(`/payers/${data.addPayer.id}`)
        return refusalOf(error, data?.addPayer)
      }}
    >
      <PayerFields form={form} />
    </FormDialog>
  )
}
