/** One trading partner: how files travel there, whose claims they carry, and what a simulated one will answer. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { AdministeredPartnerQuery, PartnerDetailsFragment } from '../graphql/generated/graphql'
import { problemOf, refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { ChangePartner, PartnerDocument, SendReleasedClaims } from './partnerDocuments'
import { detailsOf, PartnerFields, valuesOf, type Gateway } from './PartnerFields'
import { UsageBadge } from './PartnersScreen'
import { SimulatedPayer } from './SimulatedPayer'
import { useWords } from './words'

export default function PartnerScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }] = useQuery({ query: PartnerDocument, variables: { id } })
  const [isEditing, setEditing] = useState(false)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const partner = data.tradingPartner
  if (!partner) return <Notice tone="warn">{t('notFound')}</Notice>
  return (
    <>
      <div className="titled">
        <h1>{partner.name}</h1>
        {may('payers:manage') && (
          <Button kind="primary" onPress={() => setEditing(true)}>
            {t('edit')}
          </Button>
        )}
      </div>
      <Known partner={partner} />
      <Travel partner={partner} />
      {partner.gateway === 'simulator' && may('payers:manage') && <SimulatedPayer partnerId={partner.id} />}
      <Reached payers={data.payers} />
      {isEditing && <EditDialog partner={partner} onClose={() => setEditing(false)} />}
    </>
  )
}

function Known({ partner }: { partner: PartnerDetailsFragment }) {
  const { t } = useWords()
  const { phone } = useFormats()
  return (
    <Panel title={t('partners.identity')}>
      <Facts
        facts={[
          [t('partners.submitterId'), <span key="submitter" className="mono">{partner.submitterId}</span>],
          [t('partners.submitterName'), partner.submitterName],
          [t('partners.receiverId'), <span key="receiver" className="mono">{partner.receiverId}</span>],
          [t('partners.receiverName'), partner.receiverName],
          [t('partners.contactName'), partner.contactName],
          [t('partners.contactPhone'), phone(partner.contactPhone)],
        ]}
      />
    </Panel>
  )
}

function Travel({ partner }: { partner: PartnerDetailsFragment }) {
  const { t } = useWords()
  const may = useMay()
  const [{ fetching }, send] = useMutation(SendReleasedClaims)
  const [told, setTold] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null)
  const sendNow = async () => {
    const { data, error } = await send({ partnerId: partner.id })
    const problem = problemOf(error, data?.submitReleasedClaims)
    setTold(problem === null ? { tone: 'good', text: t('partners.sending') } : { tone: 'bad', text: problem })
  }
  return (
    <Panel
      title={t('partners.travel')}
      acts={
        <>
          {may('submissions:read') && <Link href={`/submissions?partner=${partner.id}`}>{t('partners.interchanges')}</Link>}
          {may('submissions:submit') && (
            <Button isPending={fetching} onPress={() => void sendNow()}>
              {t('partners.sendNow')}
            </Button>
          )}
        </>
      }
    >
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
      <Facts
        facts={[
          [t('partners.usage'), <UsageBadge key="usage" partner={partner} />],
          [t('partners.gateway'), t(`partners.by.${partner.gateway as Gateway}`)],
          [t('partners.receives'), t('partners.receivesWhat')],
          [t('partners.sends'), t('partners.sendsWhat')],
          [t('partners.lastNumber'), partner.lastControlNumber === 0 ? t('partners.nothingSent') : String(partner.lastControlNumber).padStart(9, '0')],
        ]}
      />
      <p className="soft">{t(partner.isProduction ? 'partners.productionMeans' : 'partners.testMeans')}</p>
    </Panel>
  )
}

function Reached({ payers }: { payers: AdministeredPartnerQuery['payers'] }) {
  const { t } = useWords()
  const { count } = useFormats()
  return (
    <Panel title={t('partners.payers')} isFlush>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('people.name')}</th>
            <th scope="col">{t('payers.number')}</th>
            <th scope="col">{t('people.state')}</th>
          </tr>
        </thead>
        <tbody>
          {payers.nodes.map((payer) => (
            <tr key={payer.id}>
              <td>
                <Link href={`/payers/${payer.id}`}>{payer.name}</Link>
              </td>
              <td className="mono">{payer.payerNumber}</td>
              <td>
                <Badge tone={payer.isActive ? 'good' : 'plain'}>{t(payer.isActive ? 'providers.active' : 'providers.inactive')}</Badge>
              </td>
            </tr>
          ))}
          {payers.nodes.length === 0 && (
            <tr>
              <td colSpan={3} className="soft">
                {t('partners.noPayers')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {payers.totalCount > payers.nodes.length && <p className="footnote soft">{t('partners.morePayers', { count: payers.totalCount - payers.nodes.length, number: count(payers.totalCount - payers.nodes.length) })}</p>}
    </Panel>
  )
}

function EditDialog({ partner, onClose }: { partner: PartnerDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm(valuesOf(partner))
  const [, change] = useMutation(ChangePartner)
  return (
    <FormDialog
      title={partner.name}
      act={t('save')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await change({ partnerId: partner.id, details: detailsOf(form.values) })
        return refusalOf(error, data?.changeTradingPartner)
      }}
    >
      <PartnerFields form={form} />
    </FormDialog>
  )
}
