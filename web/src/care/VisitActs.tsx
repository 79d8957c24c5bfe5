/** What may be done about a visit that nobody has signed: put its day right, edit it again, take it back. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Notice } from '../design/Notice'
import { ReasonDialog } from '../design/ReasonDialog'
import { outbox } from '../drafts/outbox'
import { problemOf, refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import type { ShownEncounter } from './EncounterScreen'
import { useOffered } from './offered'
import { isAllSent } from './sent'
import { ChangeVisit, DiscardDraft, ReopenEncounter } from './visitDocuments'

interface VisitProps {
  encounter: ShownEncounter
  onDone: () => void
}

export function VisitActs({ encounter, onDone }: VisitProps) {
  const { t } = useTranslation()
  const may = useMay()
  const [, reopen] = useMutation(ReopenEncounter)
  const [, discard] = useMutation(DiscardDraft)
  const [problem, setProblem] = useState<string | null>(null)
  const [asking, setAsking] = useState<'change' | 'discard' | null>(null)
  const { id, status } = encounter
  const isUnsigned = status === 'DRAFT' || status === 'COMPLETED'
  if (!isUnsigned || !may('encounters:write')) return null

  async function reopenNow() {
    const { data, error } = await reopen({ id })
    setProblem(problemOf(error, data?.reopenEncounter))
    onDone()
  }

  async function discardNow(reason: string): Promise<string | null> {
    const { data, error } = await discard({ id, reason })
    if (data?.discardDraft.__typename === 'Encounter') forgetTyped(id)
    onDone()
    return problemOf(error, data?.discardDraft)
  }

  return (
    <>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <div className="row wrap">
        {status === 'COMPLETED' && <Button onPress={() => void reopenNow()}>{t('care.reopen')}</Button>}
        {status === 'DRAFT' && <Button onPress={() => setAsking('change')}>{t('care.changeVisit')}</Button>}
        <Button kind="danger" onPress={() => setAsking('discard')}>
          {t('care.discard')}
        </Button>
      </div>
      {asking === 'change' && <ChangeDialog encounter={encounter} onDone={onDone} onClose={() => setAsking(null)} />}
      <ReasonDialog title={t('care.discard')} isOpen={asking === 'discard'} onClose={() => setAsking(null)} onReason={discardNow} />
    </>
  )
}

function ChangeDialog({ encounter, onDone, onClose }: VisitProps & { onClose: () => void }) {
  const { t } = useTranslation()
  const { providers, isLoading } = useOffered()
  const { id, servedOn, provider } = encounter
  const form = useForm({ servedOn, providerId: provider.id })
  const [, change] = useMutation(ChangeVisit)
  const others = providers.filter((each) => each.id !== provider.id)
  return (
    <FormDialog
      title={t('care.changeVisit')}
      act={t('care.changeVisitNow')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        if (!(await isAllSent(id))) return { message: t('care.changeLater'), path: null }
        const revision = Math.max(encounter.revision, outbox.draftOf(id)?.revision ?? 0)
        const { data, error } = await change({ id, revision, ...form.values })
        const found = refusalOf(error, data?.changeVisit)
        if (found === null) onDone()
        return found
      }}
    >
      <TextField label={t('claims.servedOn')} type="date" required autoFocus help={t('care.servedOnHelp')} {...form.field('servedOn')} />
      <ChoiceField
        label={t('claim.provider')}
        required
        choices={[provider, ...others].map((each) => ({ value: each.id, label: `${each.firstName} ${each.lastName}` }))}
        isLoading={isLoading}
        {...form.field('providerId')}
      />
    </FormDialog>
  )
}

/** What was typed here for what is no more is not kept for later. */
function forgetTyped(encounterId: string) {
  const draft = outbox.draftOf(encounterId)
  if (draft) outbox.drop(draft.id)
}
