/** What came, or would come, of an act: how many, which not and why, claim by claim. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ClaimBadge } from '../design/Badge'
import { Notice } from '../design/Notice'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import type { Told } from './bulk'

const MOST_SHOWN = 200

export function Outcomes({ told, isDone }: { told: readonly Told[]; isDone: boolean }) {
  const { t } = useTranslation()
  const { count } = useFormats()
  const refused = told.filter((each) => !each.isChanged)
  const changed = told.length - refused.length
  // Before, what would be refused is the news; afterwards each claim is.
  const listed = isDone ? [...refused, ...told.filter((each) => each.isChanged)] : told.filter((each) => each.message)
  return (
    <>
      <Notice tone={refused.length > 0 ? 'warn' : 'good'}>
        <span role="status">
          {t(isDone ? 'bulk.changed' : 'bulk.wouldChange', { count: changed, shown: count(changed) })}{' '}
          {refused.length > 0 && t(isDone ? 'bulk.refused' : 'bulk.wouldRefuse', { count: refused.length, shown: count(refused.length) })}
        </span>
      </Notice>
      <ClaimByClaim told={listed} />
    </>
  )
}

export function ClaimByClaim({ told }: { told: readonly Told[] }) {
  const { t } = useTranslation()
  if (told.length === 0) return null
  return (
    <div className="outcomes" role="group" tabIndex={0} aria-label={t('bulk.outcomes')}>
      <table className="plain" aria-label={t('bulk.outcomes')}>
        <thead>
          <tr>
            <th scope="col">{t('claims.number')}</th>
            <th scope="col">{t('claims.status')}</th>
            <th scope="col">{t('bulk.outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {told.slice(0, MOST_SHOWN).map((each, place) => (
            <tr key={each.claimId ?? place}>
              <td>{each.claimId ? <Link href={`/claims/${each.claimId}`}>{each.patientControlNumber}</Link> : '—'}</td>
              <td>{each.displayStatus && <ClaimBadge status={each.displayStatus} />}</td>
              <td>
                {each.isChanged ? '' : `${t('bulk.not')} `}
                {each.message ? inWords(each.message) : t('bulk.wasChanged')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {told.length > MOST_SHOWN && <p className="soft">{t('table.shown', { shown: MOST_SHOWN, total: told.length })}</p>}
    </div>
  )
}
