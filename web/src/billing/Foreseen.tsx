/** What would come of an act on a whole list: what their state decides of all, what edits find of some. */
import { useTranslation } from 'react-i18next'
import { Notice } from '../design/Notice'
import type { ClaimAct, ForeseeActQuery } from '../graphql/generated/graphql'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { ClaimByClaim } from './Outcomes'

type Told = ForeseeActQuery['bulkActPreview']

/** What edits find keeps these from being done; after the others it keeps a claim here. */
const ASKS_EDITS_FIRST: ReadonlySet<ClaimAct> = new Set(['RELEASE', 'RESUBMIT'])

/** How many claims may change, as far as it is known. */
export function mayChange({ selectedCount, refusedCount, judgedCount, judgedRefusedCount }: Told): number {
  const allowed = selectedCount - refusedCount
  return judgedCount === allowed ? allowed - judgedRefusedCount : allowed
}

export function Foreseen({ act, foreseen }: { act: ClaimAct; foreseen: Told }) {
  const { t } = useTranslation()
  const { count } = useFormats()
  const { selectedCount, refusedCount, refusedAlike, outcomes } = foreseen
  const allowed = selectedCount - refusedCount
  return (
    <>
      <p>{t('bulkActs.selected', { count: selectedCount, shown: count(selectedCount) })}</p>
      <Notice tone={mayChange(foreseen) === selectedCount ? 'good' : 'warn'}>
        <div className="stack" role="status">
          <span>
            {t('bulkActs.allowed', { count: allowed, shown: count(allowed) })}{' '}
            {refusedCount > 0 && t('bulk.wouldRefuse', { count: refusedCount, shown: count(refusedCount) })}
          </span>
          {refusedAlike.length > 0 && (
            <ul className="plain-list">
              {refusedAlike.map((each) => (
                <li key={each.message}>
                  <strong>{count(each.count)}</strong> {inWords(each.message)}
                </li>
              ))}
            </ul>
          )}
          <Judged act={act} foreseen={foreseen} />
        </div>
      </Notice>
      <ClaimByClaim told={outcomes.filter(({ message }) => message)} />
    </>
  )
}

/** What only the edits know, and of how many claims they were asked. */
function Judged({ act, foreseen }: { act: ClaimAct; foreseen: Told }) {
  const { t } = useTranslation()
  const { count } = useFormats()
  const { selectedCount, refusedCount, judgedCount, judgedRefusedCount, outcomes } = foreseen
  const isFirst = ASKS_EDITS_FIRST.has(act)
  const found = isFirst ? judgedRefusedCount : outcomes.filter(({ isChanged, message }) => isChanged && message).length
  const isAll = judgedCount === selectedCount - refusedCount
  if (judgedCount === 0 || (isAll && found === 0)) return null
  return (
    <span>
      {!isAll && t('bulkActs.judged', { shown: count(judgedCount) })} {t(isFirst ? 'bulkActs.foundFirst' : 'bulkActs.foundThen', { count: found, shown: count(found) })}
    </span>
  )
}
