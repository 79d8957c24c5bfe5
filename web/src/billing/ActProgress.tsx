/** How far an act on many claims has come, or how it ended. */
import { useTranslation } from 'react-i18next'
import { Notice } from '../design/Notice'
import { useFormats } from '../words/format'
import { isUnderWay, type Act } from './acts'

export function ActProgress({ act }: { act: Act }) {
  const { t } = useTranslation()
  const { count } = useFormats()
  const reached = act.doneCount + act.refusedCount
  const counts = t('bulkActs.counts', {
    done: count(act.doneCount),
    refused: count(act.refusedCount),
    left: count(act.remainingCount),
  })
  if (isUnderWay(act)) {
    return (
      <div className="stack" role="status">
        <span>{act.state === 'WAITING' ? t('bulkActs.waits') : t('bulkActs.progress', { reached: count(reached), all: count(act.selectedCount) })}</span>
        <ActBar act={act} />
        <span className="soft">{counts}</span>
        {act.isBrokenDown && <Notice tone="bad">{t('bulkActs.brokenDown')}</Notice>}
      </div>
    )
  }
  const tone = act.state === 'STOPPED' ? 'bad' : act.state === 'DONE' && act.refusedCount === 0 ? 'good' : 'warn'
  return (
    <Notice tone={tone}>
      <span role="status">
        {act.stoppedBecause ? t(`bulkActs.stopped.${act.stoppedBecause}`) : t(`bulkActs.ended.${act.state === 'DONE' ? 'DONE' : 'CANCELLED'}`)} {counts}
      </span>
    </Notice>
  )
}

export function ActBar({ act }: { act: Pick<Act, 'doneCount' | 'refusedCount' | 'selectedCount'> }) {
  const { t } = useTranslation()
  return <progress className="wide" aria-label={t('bulkActs.reached')} max={Math.max(1, act.selectedCount)} value={act.doneCount + act.refusedCount} />
}
