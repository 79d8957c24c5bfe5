/** One disclosure: what, to whom, why; withdrawn where it was recorded wrongly, kept back where an agency asks. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { useActors } from '../administration/actors'
import { CheckField } from '../design/CheckField'
import { Badge } from '../design/Badge'
import { Button, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useEvery } from '../graphql/every'
import type { DisclosureDetailsFragment, SuspensionsQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { DisclosureBadge } from './DisclosuresScreen'
import { DisclosureDocument, LiftSuspension, SuspendDisclosures, SuspensionsDocument, WithdrawDisclosure } from './disclosureDocuments'
import { SUSPENDABLE } from './disclosureKinds'
import { usePatientNames } from './patients'
import { useWords } from './words'

type Suspension = SuspensionsQuery['disclosureSuspensions']['nodes'][number]

export default function DisclosureScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }] = useQuery({ query: DisclosureDocument, variables: { id } })
  const [act, setAct] = useState<'withdraw' | 'suspend' | null>(null)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const disclosure = data.disclosure
  if (!disclosure) return <Notice tone="warn">{t('notFound')}</Notice>
  const stands = !disclosure.withdrawnAt
  return (
    <>
      <div className="titled">
        <h1>{disclosure.recipientName}</h1>
        {stands && (
          <div className="row">
            {may('disclosures:suspend') && SUSPENDABLE.includes(disclosure.kind) && <Button onPress={() => setAct('suspend')}>{t('suspension.begin')}</Button>}
            {may('disclosures:record') && (
              <Button kind="danger" onPress={() => setAct('withdraw')}>
                {t('disclosures.withdraw')}
              </Button>
            )}
          </div>
        )}
      </div>
      <Known disclosure={disclosure} />
      <Suspensions disclosure={disclosure} />
      {act === 'withdraw' && <WithdrawDialog id={id} onClose={() => setAct(null)} />}
      {act === 'suspend' && <SuspendDialog disclosure={disclosure} onClose={() => setAct(null)} />}
    </>
  )
}

function Known({ disclosure }: { disclosure: DisclosureDetailsFragment }) {
  const { t } = useWords()
  const { day, instant, count } = useFormats()
  const { nameOf } = useActors()
  const { patientId } = disclosure
  const patientName = usePatientNames(useMemo(() => [patientId], [patientId]))
  return (
    <Panel title={t('disclosures.told')}>
      <Facts
        facts={[
          [t('state'), <DisclosureBadge key="state" disclosure={disclosure} />],
          [t('patient.title'), <Link key="patient" href={`/patients/${patientId}`}>{patientName(patientId)}</Link>],
          [t('disclosures.kind'), t(`disclosureKind.${disclosure.kind}`)],
          [t('disclosures.on'), day(disclosure.disclosedOn)],
          [t('disclosures.lastOn'), disclosure.lastDisclosedOn ? day(disclosure.lastDisclosedOn) : '—'],
          [t('disclosures.times'), [count(disclosure.disclosureCount), disclosure.frequency].filter(Boolean).join(', ')],
          [t('disclosures.address'), disclosure.recipientAddress ?? '—'],
          [t('disclosures.recordedBy'), `${nameOf(disclosure.recordedBy)}, ${instant(disclosure.createdAt)}`],
        ]}
      />
      <h3>{t('disclosures.description')}</h3>
      <p>{disclosure.description}</p>
      <h3>{t('disclosures.purpose')}</h3>
      <p>{disclosure.purpose}</p>
      {disclosure.withdrawnAt && (
        <Notice>
          {t('disclosures.withdrawnBy', { who: nameOf(disclosure.withdrawnBy ?? ''), at: instant(disclosure.withdrawnAt) })} {disclosure.withdrawalReason}
        </Notice>
      )}
    </Panel>
  )
}

/** Those of the same patient: they may keep back this one too. */
function Suspensions({ disclosure }: { disclosure: DisclosureDetailsFragment }) {
  const { t } = useWords()
  const may = useMay()
  const { day } = useFormats()
  const { patientId } = disclosure
  const variables = useMemo(() => ({ patientId }), [patientId])
  const { rows, error } = useEvery({ query: SuspensionsDocument, variables, listOf: (data) => data.disclosureSuspensions })
  const [lifted, setLifted] = useState<Suspension | null>(null)
  const isOpen = (each: Suspension) => !each.liftedAt && each.endsOn >= today()
  if (error) return <Trouble error={error} />
  if (rows.length === 0) return null
  return (
    <Panel title={t('suspension.title')} isFlush>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('suspension.official')}</th>
            <th scope="col">{t('suspension.statement')}</th>
            <th scope="col">{t('suspension.endsOn')}</th>
            <th scope="col">{t('state')}</th>
            {may('disclosures:suspend') && <th scope="col">{t('acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.id}>
              <td>{each.official}</td>
              <td>
                {each.statement} <span className="soft">{t(each.isWritten ? 'suspension.written' : 'suspension.oral')}</span>
              </td>
              <td className="nowrap">{day(each.endsOn)}</td>
              <td>
                <Badge tone={isOpen(each) ? 'warn' : 'plain'}>{t(isOpen(each) ? 'suspension.holds' : 'suspension.over')}</Badge>
              </td>
              {may('disclosures:suspend') && <td className="acts">{isOpen(each) && <Button onPress={() => setLifted(each)}>{t('suspension.lift')}</Button>}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {lifted && <LiftDialog suspension={lifted} onClose={() => setLifted(null)} />}
    </Panel>
  )
}

function WithdrawDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ reason: '' })
  const [, withdraw] = useMutation(WithdrawDisclosure)
  return (
    <FormDialog
      title={t('disclosures.withdraw')}
      act={t('disclosures.withdraw')}
      isDangerous
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await withdraw({ id, reason: form.values.reason })
        return refusalOf(error, data?.withdrawDisclosure)
      }}
    >
      <p>{t('disclosures.withdrawWhy')}</p>
      <TextField label={t('reason')} required lines={3} autoFocus help={t('reasonHelp')} {...form.field('reason')} />
    </FormDialog>
  )
}

function SuspendDialog({ disclosure, onClose }: { disclosure: DisclosureDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ official: '', statement: '', endsOn: '' })
  const [isWritten, setWritten] = useState(true)
  const [, suspend] = useMutation(SuspendDisclosures)
  return (
    <FormDialog
      title={`${t('suspension.begin')}: ${disclosure.recipientName}`}
      act={t('suspension.begin')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await suspend({ id: disclosure.id, suspension: { ...form.values, isWritten } })
        return refusalOf(error, data?.suspendDisclosures)
      }}
    >
      <p>{t('suspension.why')}</p>
      <TextField label={t('suspension.official')} required autoFocus {...form.field('official')} />
      <TextField label={t('suspension.statement')} required lines={3} {...form.field('statement')} />
      <CheckField value={isWritten} onChange={setWritten}>
        {t('suspension.isWritten')}
      </CheckField>
      <TextField label={t('suspension.endsOn')} type="date" required help={t('suspension.endsHelp')} {...form.field('endsOn')} />
    </FormDialog>
  )
}

function LiftDialog({ suspension, onClose }: { suspension: Suspension; onClose: () => void }) {
  const { t } = useWords()
  const [, lift] = useMutation(LiftSuspension)
  return (
    <FormDialog
      title={t('suspension.lift')}
      act={t('suspension.lift')}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await lift({ id: suspension.id })
        return refusalOf(error, data?.liftSuspension)
      }}
    >
      <p>{t('suspension.liftWhy')}</p>
    </FormDialog>
  )
}
