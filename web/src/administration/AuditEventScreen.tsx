/** One event of the audit log, whole: who, through what, about whom, on which things, with what outcome. */
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Facts } from '../design/Facts'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { graphql } from '../graphql/generated'
import { useFormats } from '../words/format'
import { useActors } from './actors'
import { OutcomeBadge } from './AuditScreen'
import { useWords } from './words'

const AuditEventDocument = graphql(`
  query AuditEvent($id: ID!) {
    auditEvent(id: $id) {
      id
      createdAt
      actor
      storeIds
      through
      throughId
      requestId
      action
      patientIds
      objects
      purpose
      outcome
      code
    }
  }
`)

/** Tables whose things have a screen of their own. */
const SCREENS: Readonly<Record<string, readonly [string, string]>> = {
  claims: ['/claims', 'Claim'],
  client_applications: ['/applications', 'ClientApplication'],
  encounters: ['/encounters', 'Encounter'],
  payers: ['/payers', 'Payer'],
  providers: ['/providers', 'Provider'],
  remittances: ['/remittances', 'Remittance'],
  services: ['/services', 'Service'],
  stores: ['/stores', 'Store'],
  users: ['/people', 'User'],
}

export default function AuditEventScreen({ id }: { id: string }) {
  const { t } = useWords()
  const { instant } = useFormats()
  const [{ data, error }] = useQuery({ query: AuditEventDocument, variables: { id } })
  const { nameOf } = useActors()
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const event = data.auditEvent
  if (!event) return <Notice tone="warn">{t('notFound')}</Notice>
  return (
    <>
      <h1 className="mono">{event.action}</h1>
      <Facts
        facts={[
          [t('audit.at'), instant(event.createdAt)],
          [t('audit.actor'), nameOf(event.actor)],
          [t('audit.outcome'), <OutcomeBadge key="outcome" outcome={event.outcome} />],
          [t('audit.code'), event.code ?? '—'],
          [t('audit.purpose'), event.purpose ?? '—'],
          [t('audit.through'), t(`auditThrough.${event.through as 'browser'}`)],
          [t('audit.throughId'), <span key="through" className="mono">{event.throughId ?? '—'}</span>],
          [t('audit.request'), <span key="request" className="mono">{event.requestId ?? '—'}</span>],
          [t('audit.stores'), event.storeIds ? String(event.storeIds.length) : t('audit.everyStore')],
        ]}
      />
      <Panel title={t('audit.patients')}>
        {event.patientIds.length === 0 && <p className="soft">{t('audit.noPatient')}</p>}
        <ul className="plain-list">
          {event.patientIds.map((patientId) => (
            <li key={patientId}>
              <Link href={`/patients/Patient_${patientId}`} className="mono">
                {patientId}
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('audit.objects')}>
        {event.objects.length === 0 && <p className="soft">{t('audit.noObject')}</p>}
        <ul className="plain-list">
          {event.objects.map((each) => (
            <li key={each} className="mono">
              <Touched object={each} />
            </li>
          ))}
        </ul>
      </Panel>
    </>
  )
}

function Touched({ object }: { object: string }) {
  const [table = '', key = ''] = object.split('/')
  const screen = SCREENS[table]
  if (screen === undefined) return object
  const [path, kind] = screen
  return <Link href={`${path}/${kind}_${key}`}>{object}</Link>
}
