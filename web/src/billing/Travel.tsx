/** In which interchanges a claim left, and what came back for it, with the segments that say so. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useFormats } from '../words/format'
import { Answers } from './Answers'
import type { ShownClaim } from './ClaimScreen'
import { numberOf } from './interchanges'

export function Travel({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const { instant } = useFormats()
  const { submissions = [], acknowledgements = [] } = claim
  if (submissions.length + acknowledgements.length === 0) return null
  return (
    <section className="panel" aria-labelledby="travel">
      <header>
        <h2 id="travel">{t('claim.travel')}</h2>
      </header>
      <div className="body stack">
        <ul className="plain-list">
          {submissions.map(({ id, interchange }) => (
            <li key={id}>
              <Link className="mono" href={`/submissions/${interchange.id}`}>
                {numberOf(interchange)}
              </Link>{' '}
              · {interchange.tradingPartner.name} ·{' '}
              {interchange.sentAt ? instant(interchange.sentAt) : t('claim.notYetSent')}
              {interchange.lastError && <span className="error"> {interchange.lastError}</span>}
            </li>
          ))}
        </ul>
        <Answers answers={acknowledgements} />
      </div>
    </section>
  )
}
