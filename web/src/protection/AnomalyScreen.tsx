/** One anomaly: what was unusual, the events behind it, and what a reviewer says it was. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { useActors } from '../administration/actors'
import { Button, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { graphql } from '../graphql/generated'
import { refusalOf } from '../graphql/refusal'
import { useMay, useSession } from '../session/session'
import { useFormats } from '../words/format'
import { ReviewBadge } from './AnomaliesScreen'
import { usePatientNames } from './patients'
import { useWords } from './words'

/** Of the events behind it, those that are shown here; the audit log has all. */
const MOST_EVENTS = 50

const AnomalyDocument = graphql(`
  query Anomaly($id: ID!) {
    anomaly(id: $id) {
      id
      kind
      actor
      patientId
      explanation
      happenedFromAt
      happenedToAt
      eventCount
      eventIds
      createdAt
      isReviewed
      reviewedBy
      reviewedAt
      note
    }
  }
`)

const EventsBehind = graphql(`
  query EventsBehind($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on AuditEvent {
        id
        createdAt
        action
        patientIds
        outcome
      }
    }
  }
`)

const ReviewAnomaly = graphql(`
  mutation ReviewAnomaly($id: ID!, $note: String!) {
    reviewAnomaly(anomalyId: $id, note: $note) {
      ... on Anomaly {
        id
        isReviewed
        reviewedBy
        reviewedAt
        note
      }
      ...Refused
    }
  }
`)

export default function AnomalyScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const { session } = useSession()
  const { instant, count } = useFormats()
  const { nameOf } = useActors()
  const [{ data, error }] = useQuery({ query: AnomalyDocument, variables: { id } })
  const anomaly = data?.anomaly
  const patientName = usePatientNames(useMemo(() => [anomaly?.patientId], [anomaly?.patientId]))
  const [isReviewing, setReviewing] = useState(false)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  if (!anomaly) return <Notice tone="warn">{t('notFound')}</Notice>
  const isOwn = anomaly.actor === `user:${session?.id ?? ''}`
  return (
    <>
      <div className="titled">
        <h1>{t(`anomalyKind.${anomaly.kind}`)}</h1>
        {may('anomalies:review') && !anomaly.isReviewed && !isOwn && (
          <Button kind="primary" onPress={() => setReviewing(true)}>
            {t('review.act')}
          </Button>
        )}
      </div>
      <Notice tone={anomaly.isReviewed ? 'plain' : 'warn'}>{anomaly.explanation}</Notice>
      {isOwn && !anomaly.isReviewed && <p className="soft">{t('review.notOwn')}</p>}
      <Facts
        facts={[
          [t('state'), <ReviewBadge key="state" isReviewed={anomaly.isReviewed} />],
          [t('anomalies.actor'), nameOf(anomaly.actor)],
          [t('patient.title'), anomaly.patientId ? <Link key="patient" href={`/patients/${anomaly.patientId}`}>{patientName(anomaly.patientId)}</Link> : t('anomalies.several')],
          [t('anomalies.from'), instant(anomaly.happenedFromAt)],
          [t('anomalies.to'), instant(anomaly.happenedToAt)],
          [t('anomalies.events'), count(anomaly.eventCount)],
        ]}
      />
      {anomaly.isReviewed && (
        <Panel title={t('review.title')}>
          <p>{anomaly.note}</p>
          <p className="soft">{t('review.by', { who: nameOf(anomaly.reviewedBy ?? ''), at: anomaly.reviewedAt ? instant(anomaly.reviewedAt) : '' })}</p>
        </Panel>
      )}
      {may('audit:read') && <Events ids={anomaly.eventIds} />}
      {isReviewing && <ReviewDialog id={id} onClose={() => setReviewing(false)} />}
    </>
  )
}

function Events({ ids }: { ids: readonly string[] }) {
  const { t } = useWords()
  const { instant, count } = useFormats()
  const shown = useMemo(() => ids.slice(0, MOST_EVENTS), [ids])
  const [{ data, error }] = useQuery({ query: EventsBehind, variables: { ids: shown } })
  const events = (data?.nodes ?? []).flatMap((node) => (node?.__typename === 'AuditEvent' ? [node] : []))
  return (
    <Panel title={t('anomalies.behind', { shown: shown.length, count: count(ids.length) })} isFlush>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('anomalies.at')}</th>
            <th scope="col">{t('anomalies.did')}</th>
            <th scope="col" className="number">{t('anomalies.patients')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id}>
              <td className="nowrap">
                <Link href={`/audit/${event.id}`}>{instant(event.createdAt)}</Link>
              </td>
              <td className="mono">{event.action}</td>
              <td className="number">{count(event.patientIds.length)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function ReviewDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ note: '' })
  const [, review] = useMutation(ReviewAnomaly)
  return (
    <FormDialog
      title={t('review.act')}
      act={t('review.act')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await review({ id, note: form.values.note })
        return refusalOf(error, data?.reviewAnomaly)
      }}
    >
      <p>{t('review.anomalyWhy')}</p>
      <TextField label={t('review.note')} required lines={4} autoFocus help={t('review.noteHelp')} {...form.field('note')} />
    </FormDialog>
  )
}
