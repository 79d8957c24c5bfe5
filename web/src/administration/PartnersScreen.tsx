/** Whoever receives our files: clearinghouses, payers, the payer simulator. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Listing } from '../design/Listing'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import type { PartnerDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { AddPartner, PartnersDocument } from './partnerDocuments'
import { detailsOf, NO_PARTNER, PartnerFields, type Gateway } from './PartnerFields'
import { useWords } from './words'

const PAGE = 50

export default function PartnersScreen() {
  const { t } = useWords()
  const may = useMay()
  const { after, more } = useScroll('partners')
  const [{ data, fetching, error }] = useQuery({ query: PartnersDocument, variables: { first: PAGE, after } })
  const columns = useColumns()
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <div className="titled">
        <h1>{t('partners.title')}</h1>
        {may('payers:manage') && (
          <Button kind="primary" onPress={() => setAdding(true)}>
            {t('partners.add')}
          </Button>
        )}
      </div>
      <Listing
        label={t('partners.title')}
        list={data?.tradingPartners}
        columns={columns}
        pathOf={(row) => `/partners/${row.id}`}
        none={t('partners.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
    </>
  )
}

export function UsageBadge({ partner }: { partner: Pick<PartnerDetailsFragment, 'isProduction'> }) {
  const { t } = useWords()
  return <Badge tone={partner.isProduction ? 'good' : 'plain'}>{t(partner.isProduction ? 'partners.production' : 'partners.test')}</Badge>
}

function useColumns(): Column<PartnerDetailsFragment>[] {
  const { t } = useWords()
  return useMemo(
    () => [
      { name: 'name', label: t('people.name'), width: 'minmax(180px, 1.6fr)', show: (partner) => <Link href={`/partners/${partner.id}`}>{partner.name}</Link> },
      { name: 'gateway', label: t('partners.gateway'), width: 'minmax(150px, 1fr)', show: (partner) => t(`partners.by.${partner.gateway as Gateway}`) },
      { name: 'submitter', label: t('partners.submitterId'), width: '160px', show: (partner) => <span className="mono">{partner.submitterId}</span> },
      { name: 'receiver', label: t('partners.receiverId'), width: '160px', show: (partner) => <span className="mono">{partner.receiverId}</span> },
      { name: 'usage', label: t('partners.usage'), width: '120px', show: (partner) => <UsageBadge partner={partner} /> },
    ],
    [t],
  )
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [, go] = useLocation()
  const form = useForm(NO_PARTNER)
  const [, add] = useMutation(AddPartner)
  return (
    <FormDialog
      title={t('partners.add')}
      act={t('partners.add')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await add({ details: detailsOf(form.values) })
        if (data?.addTradingPartner.__typename === 'TradingPartner') go(`/partners/${data.addTradingPartner.id}`)
        return refusalOf(error, data?.addTradingPartner)
      }}
    >
      <PartnerFields form={form} />
    </FormDialog>
  )
}
