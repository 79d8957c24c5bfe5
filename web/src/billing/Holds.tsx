/** Who keeps, or kept, a claim here, and why. */
import { useTranslation } from 'react-i18next'
import { useFormats } from '../words/format'
import type { ShownClaim } from './ClaimScreen'

export function Holds({ claim }: { claim: ShownClaim }) {
  const { t } = useTranslation()
  const { instant } = useFormats()
  if (claim.holds.length === 0) return null
  return (
    <section className="panel" aria-labelledby="holds">
      <header>
        <h2 id="holds">{t('claim.holds')}</h2>
      </header>
      <ul className="body plain-list">
        {claim.holds.map((hold) => (
          <li key={hold.id} className={hold.releasedAt ? 'soft' : 'notice warn'}>
            {hold.reason}{' '}
            <span className="soft">
              {instant(hold.createdAt)} – {hold.releasedAt ? instant(hold.releasedAt) : t('claim.stillHeld')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
