/** Who saw this patient, what did this person do, what was refused: the audit log, searched. */
import { useMemo } from 'react'
import { useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { PatientField, type PickedPatient } from '../care/PatientField'
import { Badge } from '../design/Badge'
import { ChoiceField, TextField } from '../design/Fields'
import { useForm } from '../design/form'
import { useKept } from '../design/kept'
import { Listing } from '../design/Listing'
import { Notice } from '../design/Notice'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import { graphql } from '../graphql/generated'
import type { AuditEventFilter, AuditEventsQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { useActors, type NameOf } from './actors'
import { endOf, startOf } from './days'
import { useWords } from './words'

const PAGE = 50
const ANY = ''

const AuditEvents = graphql(`
  query AuditEvents($first: Int!, $after: String, $filter: AuditEventFilter) {
    auditEvents(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        createdAt
        actor
        through
        action
        patientIds
        objects
        outcome
        code
      }
    }
  }
`)

type EventRow = AuditEventsQuery['auditEvents']['nodes'][number]

export default function AuditScreen() {
  const { t } = useWords()
  const [address] = useSearchParams()
  const form = useForm({ actor: address.get('actor') ?? ANY, action: ANY, outcome: ANY, from: ANY, until: ANY }, 'sought')
  const [patient, setPatient] = useKept<PickedPatient | null>('patient', null)
  const patientId = patient?.id ?? address.get('patient')
  const filter = useMemo(() => filterOf(form.values, patientId), [form.values, patientId])
  const { after, more } = useScroll(JSON.stringify(filter))
  const [{ data, fetching, error }] = useQuery({ query: AuditEvents, variables: { first: PAGE, after, filter } })
  const { actors, nameOf, isLoading } = useActors()
  const columns = useColumns(nameOf)
  return (
    <>
      <h1>{t('audit.title')}</h1>
      {patientId !== null && patient === null && <Notice>{t('audit.ofPatient', { id: patientId.slice(-6) })}</Notice>}
      <search className="fields">
        <PatientField picked={patient} onPick={setPatient} isFilter />
        <ChoiceField label={t('audit.actor')} choices={[{ value: ANY, label: t('audit.anyone') }, ...actors]} isLoading={isLoading} placeholder={t('audit.anyone')} {...form.field('actor')} />
        <TextField label={t('audit.action')} help={t('audit.actionHelp')} {...form.field('action')} />
        <ChoiceField
          label={t('audit.outcome')}
          placeholder={t('audit.any')}
          choices={[{ value: ANY, label: t('audit.any') }, ...(['done', 'refused', 'failed'] as const).map((each) => ({ value: each, label: t(`auditOutcome.${each}`) }))]}
          {...form.field('outcome')}
        />
        <TextField label={t('from')} type="date" {...form.field('from')} />
        <TextField label={t('until')} type="date" {...form.field('until')} />
      </search>
      <Listing
        label={t('audit.title')}
        list={data?.auditEvents}
        columns={columns}
        pathOf={(row) => `/audit/${row.id}`}
        none={t('audit.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
    </>
  )
}

type Values = Record<'actor' | 'action' | 'outcome' | 'from' | 'until', string>

function filterOf({ actor, action, outcome, from, until }: Values, patientId: string | null): AuditEventFilter {
  const wanted = action.trim()
  return {
    ...(patientId && { patientIds: { includes: patientId } }),
    ...(actor && { actor: { equals: actor } }),
    ...(wanted && { action: { equals: wanted } }),
    ...(outcome && { outcome: { equals: outcome } }),
    ...((from || until) && { createdAt: { from: startOf(from), to: endOf(until) } }),
  }
}

function useColumns(nameOf: NameOf): Column<EventRow>[] {
  const { t } = useWords()
  const { instant } = useFormats()
  return useMemo(
    () => [
      { name: 'at', label: t('audit.at'), width: '190px', show: (event) => <Link href={`/audit/${event.id}`}>{instant(event.createdAt)}</Link> },
      { name: 'who', label: t('audit.actor'), width: 'minmax(150px, 1fr)', show: (event) => nameOf(event.actor) },
      { name: 'action', label: t('audit.action'), width: 'minmax(160px, 1.2fr)', show: (event) => <span className="mono">{event.action}</span> },
      { name: 'patients', label: t('audit.patients'), width: '90px', isNumber: true, show: (event) => event.patientIds.length || <span className="soft">—</span> },
      { name: 'objects', label: t('audit.objects'), width: 'minmax(140px, 1fr)', show: (event) => kindsIn(event.objects) || <span className="soft">—</span> },
      { name: 'through', label: t('audit.through'), width: '110px', show: (event) => t(`auditThrough.${event.through as 'browser'}`) },
      { name: 'outcome', label: t('audit.outcome'), width: '110px', show: (event) => <OutcomeBadge outcome={event.outcome} /> },
    ],
    [t, instant, nameOf],
  )
}

const TONES = { done: 'good', refused: 'warn', failed: 'bad' } as const

export function OutcomeBadge({ outcome }: { outcome: string }) {
  const { t } = useWords()
  const known = outcome as keyof typeof TONES
  return <Badge tone={TONES[known]}>{t(`auditOutcome.${known}`)}</Badge>
}

/** `claims/0193…` and its like, by table: how many of which. */
function kindsIn(objects: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const each of objects) {
    const kind = each.split('/')[0]?.replaceAll('_', ' ') ?? each
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => (count > 1 ? `${kind} ×${String(count)}` : kind)).join(', ')
}
