/** An act on many claims: first what would come of it, then, portion by portion, what came. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useClient, useQuery } from 'urql'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { graphql } from '../graphql/generated'
import type { ClaimAct } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { foresee, run, type Told } from './bulk'
import { Outcomes } from './Outcomes'

const ASKED_FOR_FINDINGS = 100

const FindingsOf = graphql(`
  query FindingsOf($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ... on Claim {
        findings {
          id
          code
          message
          overriddenBy
        }
      }
    }
  }
`)

type Stage = 'asking' | 'foreseeing' | 'foreseen' | 'running' | 'done'

interface BulkDialogProps {
  act: ClaimAct
  claimIds: readonly string[]
  onClose: () => void
}

export function BulkDialog({ act, claimIds, onClose }: BulkDialogProps) {
  const { t } = useTranslation()
  const client = useClient()
  const { count } = useFormats()
  const needsReason = act === 'HOLD' || act === 'OVERRIDE'
  const [stage, setStage] = useState<Stage>('asking')
  const [reason, setReason] = useState('')
  const [findingCode, setFindingCode] = useState('')
  const [told, setTold] = useState<Told[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const stop = useRef(new AbortController())
  useEffect(() => () => stop.current.abort(), [])
  const change = { act, ...(needsReason && { reason }), ...(act === 'OVERRIDE' && { findingCode }) }
  const changeable = told.flatMap((each) => (each.isChanged && each.claimId ? [each.claimId] : []))
  const isReady = (!needsReason || reason.trim().length >= 3) && (act !== 'OVERRIDE' || findingCode !== '')

  async function go(to: 'foreseen' | 'done') {
    stop.current = new AbortController()
    const ids = to === 'done' ? changeable : claimIds
    setStage(to === 'done' ? 'running' : 'foreseeing')
    setTold([])
    const found = await (to === 'done' ? run : foresee)(client, change, ids, setTold, stop.current.signal)
    setTold(found.told)
    setProblem(found.problem)
    setStage(found.problem === null || to === 'done' ? to : 'asking')
  }

  const isBusy = stage === 'foreseeing' || stage === 'running'
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(open) => !open && onClose()} isKeyboardDismissDisabled={isBusy}>
      <Modal className="dialog wide">
        <Dialog>
          <Heading slot="title">{t('bulk.heading', { act: t(`bulk.act.${act}`), count: claimIds.length, shown: count(claimIds.length) })}</Heading>
          <p className="soft">{t(`bulk.explain.${act}`)}</p>
          {problem && <Notice tone="bad">{problem}</Notice>}
          {stage === 'asking' && act === 'OVERRIDE' && <FindingField claimIds={claimIds} value={findingCode} onChange={setFindingCode} />}
          {stage === 'asking' && needsReason && (
            <TextField label={t('reason.label')} value={reason} onChange={setReason} lines={3} autoFocus help={t('bulk.reasonHelp')} />
          )}
          {isBusy && (
            <>
              <progress max={stage === 'running' ? Math.max(changeable.length, 1) : claimIds.length} value={told.length} aria-label={t(`bulk.${stage}`)} />
              <p role="status">{t(`bulk.${stage}`)}</p>
            </>
          )}
          {(stage === 'foreseen' || stage === 'done') && <Outcomes told={told} isDone={stage === 'done'} />}
          <div className="row">
            {stage === 'asking' && (
              <Button kind="primary" isDisabled={!isReady} onPress={() => void go('foreseen')}>
                {t('bulk.preview')}
              </Button>
            )}
            {stage === 'foreseen' && (
              <Button kind="primary" isDisabled={changeable.length === 0} onPress={() => void go('done')}>
                {t('bulk.run', { act: t(`bulk.act.${act}`), shown: count(changeable.length) })}
              </Button>
            )}
            {isBusy && <Button onPress={() => stop.current.abort()}>{t('bulk.stop')}</Button>}
            {!isBusy && <Button onPress={onClose}>{t(stage === 'done' ? 'bulk.close' : 'cancel')}</Button>}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** Which finding: those that stand open on the chosen claims, the most frequent first. */
function FindingField({ claimIds, value, onChange }: { claimIds: readonly string[]; value: string; onChange: (code: string) => void }) {
  const { t } = useTranslation()
  const variables = useMemo(() => ({ ids: claimIds.slice(0, ASKED_FOR_FINDINGS) }), [claimIds])
  const [{ data }] = useQuery({ query: FindingsOf, variables })
  const choices = useMemo(() => {
    const found = new Map<string, { message: string; count: number }>()
    for (const claim of data?.nodes ?? []) {
      for (const { code, message, overriddenBy } of claim && 'findings' in claim ? claim.findings : []) {
        if (!overriddenBy) found.set(code, { message, count: (found.get(code)?.count ?? 0) + 1 })
      }
    }
    const byCount = [...found].sort(([, one], [, other]) => other.count - one.count)
    return byCount.map(([code, each]) => ({ value: code, label: `${code} (${String(each.count)}): ${inWords(each.message)}` }))
  }, [data])
  if (data && choices.length === 0) return <Notice tone="warn">{t('bulk.noFinding')}</Notice>
  return <ChoiceField label={t('bulk.finding')} value={value} onChange={onChange} choices={choices} required />
}
