/** Patients who are hidden, and who looked at one all the same. */
import { useMemo, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { useActors } from '../administration/actors'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { Listing } from '../design/Listing'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useScroll } from '../design/scroll'
import type { Column } from '../design/Table'
import { useEvery } from '../graphql/every'
import type { GlassBreakDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { GlassBreaksDocument, LiftRestriction, RestrictionsDocument } from './glassDocuments'
import { useWords } from './words'

const PAGE = 50

export default function RestrictedScreen() {
  const { t } = useWords()
  const may = useMay()
  return (
    <>
      <h1>{t('restricted.title')}</h1>
      <p className="soft">{t('restricted.what')}</p>
      {may('break_glass:read') && <GlassBreaks />}
      {may('patients:restrict') && <Restrictions />}
    </>
  )
}

function GlassBreaks() {
  const { t } = useWords()
  const { count } = useFormats()
  const [address, setAddress] = useSearchParams()
  const isReviewed = address.get('view') === 'reviewed'
  const filter = useMemo(() => ({ isReviewed }), [isReviewed])
  const { after, more } = useScroll(String(isReviewed))
  const [{ data, fetching, error }] = useQuery({ query: GlassBreaksDocument, variables: { first: PAGE, after, filter } })
  const columns = useColumns()
  const waiting = isReviewed ? 0 : (data?.glassBreaks.totalCount ?? 0)
  return (
    <>
      {waiting > 0 && <Notice tone="warn">{t('glass.waiting', { count: waiting, number: count(waiting) })}</Notice>}
      <div className="filters" role="group" aria-label={t('views')}>
        <Button aria-pressed={!isReviewed} onPress={() => setAddress({})}>
          {t('glass.toReview')}
        </Button>
        <Button aria-pressed={isReviewed} onPress={() => setAddress({ view: 'reviewed' })}>
          {t('glass.reviewed')}
        </Button>
      </div>
      <Listing
        label={t('glass.title')}
        list={data?.glassBreaks}
        columns={columns}
        pathOf={(row) => `/restricted/${row.id}`}
        none={t(isReviewed ? 'glass.noneReviewed' : 'glass.none')}
        isLoading={fetching}
        error={error}
        more={more}
      />
    </>
  )
}

function useColumns(): Column<GlassBreakDetailsFragment>[] {
  const { t } = useWords()
  const { instant } = useFormats()
  const { nameOf } = useActors()
  return [
    { name: 'at', label: t('glass.at'), width: '190px', show: (each) => <Link href={`/restricted/${each.id}`}>{instant(each.createdAt)}</Link> },
    { name: 'who', label: t('glass.who'), width: 'minmax(140px, 1fr)', show: (each) => nameOf(each.brokenBy) },
    { name: 'why', label: t('reason'), width: 'minmax(220px, 2fr)', show: (each) => <span title={each.reason}>{each.reason}</span> },
    { name: 'until', label: t('glass.until'), width: '190px', show: (each) => instant(each.expiresAt) },
    { name: 'state', label: t('state'), width: '130px', show: (each) => <GlassBadge glassBreak={each} /> },
  ]
}

export function GlassBadge({ glassBreak }: { glassBreak: GlassBreakDetailsFragment }) {
  const { t } = useWords()
  const [now] = useState(Date.now)
  if (glassBreak.isReviewed) return <Badge tone={glassBreak.isJustified ? 'good' : 'bad'}>{t(glassBreak.isJustified ? 'glass.right' : 'glass.wrong')}</Badge>
  return Date.parse(glassBreak.expiresAt) > now ? <Badge tone="bad">{t('glass.open')}</Badge> : <Badge tone="warn">{t('glass.over')}</Badge>
}

function Restrictions() {
  const { t } = useWords()
  const { instant } = useFormats()
  const { nameOf } = useActors()
  const { rows, isLoading, error } = useEvery({ query: RestrictionsDocument, listOf: (data) => data.patientRestrictions })
  const [lifted, setLifted] = useState<string | null>(null)
  return (
    <Panel title={t('restricted.patients')} isFlush>
      <Trouble error={error} />
      {isLoading && <Loading />}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('patient.title')}</th>
            <th scope="col">{t('reason')}</th>
            <th scope="col">{t('restricted.by')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('acts')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.id}>
              <td>
                <Link href={`/patients/${each.patientId}`}>{t('patient.unnamed', { id: each.patientId.slice(-6) })}</Link>
              </td>
              <td>{each.reason}</td>
              <td>
                {nameOf(each.restrictedBy)} <div className="soft">{instant(each.createdAt)}</div>
              </td>
              <td>
                <Badge tone={each.liftedAt ? 'plain' : 'warn'}>{t(each.liftedAt ? 'restricted.lifted' : 'restricted.holds')}</Badge>
              </td>
              <td className="acts">
                {!each.liftedAt && (
                  <Button aria-label={`${t('restricted.lift')}: ${each.patientId.slice(-6)}`} onPress={() => setLifted(each.patientId)}>
                    {t('restricted.lift')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
          {!isLoading && !error && rows.length === 0 && (
            <tr>
              <td colSpan={5} className="soft">
                {t('restricted.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {lifted && <LiftDialog patientId={lifted} onClose={() => setLifted(null)} />}
    </Panel>
  )
}

export function LiftDialog({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { t } = useWords()
  const [, lift] = useMutation(LiftRestriction)
  return (
    <FormDialog
      title={t('restricted.lift')}
      act={t('restricted.lift')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await lift({ id: patientId })
        return refusalOf(error, data?.liftRestriction)
      }}
    >
      <p>{t('restricted.liftWhy')}</p>
    </FormDialog>
  )
}
