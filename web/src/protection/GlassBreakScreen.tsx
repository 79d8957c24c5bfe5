/** That somebody looked at a restricted patient: why, until when, what they saw, and whether it was right. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { useActors } from '../administration/actors'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { refusalOf } from '../graphql/refusal'
import { useMay, useSession } from '../session/session'
import { useFormats } from '../words/format'
import { GlassBreakDocument, ReviewBreakGlass } from './glassDocuments'
import { GlassBadge } from './RestrictedScreen'
import { useWords } from './words'

const RIGHT = 'right'

export default function GlassBreakScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const { session } = useSession()
  const { instant } = useFormats()
  const { nameOf } = useActors()
  const [{ data, error }] = useQuery({ query: GlassBreakDocument, variables: { id } })
  const [isReviewing, setReviewing] = useState(false)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const broken = data.glassBreak
  if (!broken) return <Notice tone="warn">{t('notFound')}</Notice>
  const isOwn = broken.brokenBy === `user:${session?.id ?? ''}`
  return (
    <>
      <div className="titled">
        <h1>{t('glass.one')}</h1>
        {may('break_glass:review') && !broken.isReviewed && !isOwn && (
          <Button kind="primary" onPress={() => setReviewing(true)}>
            {t('review.act')}
          </Button>
        )}
      </div>
      {isOwn && !broken.isReviewed && <Notice>{t('review.notOwn')}</Notice>}
      <Facts
        facts={[
          [t('state'), <GlassBadge key="state" glassBreak={broken} />],
          [t('glass.who'), nameOf(broken.brokenBy)],
          [t('patient.title'), t('patient.unnamed', { id: broken.patientId.slice(-6) })],
          [t('glass.at'), instant(broken.createdAt)],
          [t('glass.until'), instant(broken.expiresAt)],
        ]}
      />
      <Panel title={t('reason')}>
        <p>{broken.reason}</p>
        {may('audit:read') && <Link href={`/audit?patient=${broken.patientId}&actor=${encodeURIComponent(broken.brokenBy)}`}>{t('glass.whatTheySaw')}</Link>}
      </Panel>
      {broken.isReviewed && (
        <Panel title={t('review.title')}>
          <p>{broken.note}</p>
          <p className="soft">{t('review.by', { who: nameOf(broken.reviewedBy ?? ''), at: broken.reviewedAt ? instant(broken.reviewedAt) : '' })}</p>
        </Panel>
      )}
      {isReviewing && <ReviewDialog id={id} onClose={() => setReviewing(false)} />}
    </>
  )
}

function ReviewDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ outcome: '', note: '' })
  const [, review] = useMutation(ReviewBreakGlass)
  return (
    <FormDialog
      title={t('review.act')}
      act={t('review.act')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { outcome, note } = form.values
        if (outcome === '') return { message: t('glass.chooseOutcome'), path: 'outcome' }
        const { data, error } = await review({ id, isJustified: outcome === RIGHT, note })
        return refusalOf(error, data?.reviewBreakGlass)
      }}
    >
      <p>{t('review.glassWhy')}</p>
      <ChoiceField
        label={t('glass.outcome')}
        required
        choices={[
          { value: RIGHT, label: t('glass.right') },
          { value: 'wrong', label: t('glass.wrong') },
        ]}
        {...form.field('outcome')}
      />
      <TextField label={t('review.note')} required lines={4} help={t('review.noteHelp')} {...form.field('note')} />
    </FormDialog>
  )
}
