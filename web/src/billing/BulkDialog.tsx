/** An act on the claims that were chosen one by one: first what would come of it, then what came. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { Over } from '../design/Over'
import type { ClaimAct } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { foresee, run, type Told } from './bulk'
import { BulkFields, changeOf, isEnough } from './BulkFields'
import { Outcomes } from './Outcomes'

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
  const [stage, setStage] = useState<Stage>('asking')
  const [given, setGiven] = useState({ reason: '', findingCode: '' })
  const [told, setTold] = useState<readonly Told[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const isShown = useRef(true)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  const selection = useMemo(() => ({ claimIds: [...claimIds] }), [claimIds])
  const changeable = told.flatMap((each) => (each.isChanged && each.claimId ? [each.claimId] : []))

  async function go(to: 'foreseen' | 'done') {
    setStage(to === 'done' ? 'running' : 'foreseeing')
    setTold([])
    const found = await (to === 'done' ? run(client, changeOf(act, given), changeable) : foresee(client, changeOf(act, given), claimIds))
    if (!isShown.current) return
    setTold(found.told)
    setProblem(found.problem)
    setStage(found.problem === null || to === 'done' ? to : 'asking')
  }

  const isBusy = stage === 'foreseeing' || stage === 'running'
  return (
    <Over title={t('bulk.heading', { act: t(`bulk.act.${act}`), count: claimIds.length, shown: count(claimIds.length) })} size="wide" isBusy={isBusy} isDone={stage === 'done'} onClose={onClose}>
      <p className="soft">{t(`bulk.explain.${act}`)}</p>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {stage === 'asking' && <BulkFields act={act} selection={selection} given={given} onGive={setGiven} />}
      {isBusy && <p role="status">{t(`bulk.${stage}`)}</p>}
      {(stage === 'foreseen' || stage === 'done') && <Outcomes told={told} isDone={stage === 'done'} />}
      <div className="row">
        {stage === 'asking' && (
          <Button kind="primary" isDisabled={!isEnough(act, given)} onPress={() => void go('foreseen')}>
            {t('bulk.preview')}
          </Button>
        )}
        {stage === 'foreseen' && (
          <Button kind="primary" isDisabled={changeable.length === 0} onPress={() => void go('done')}>
            {t('bulk.run', { act: t(`bulk.act.${act}`), shown: count(changeable.length) })}
          </Button>
        )}
        {!isBusy && <Button onPress={onClose}>{t(stage === 'done' ? 'bulk.close' : 'cancel')}</Button>}
      </div>
    </Over>
  )
}
