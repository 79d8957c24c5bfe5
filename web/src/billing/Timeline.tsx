/** What happened, in plain words, with the raw segments behind each step. */
import { useTranslation } from 'react-i18next'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import type { ShownClaim } from './ClaimScreen'

export function Timeline({ events }: { events: ShownClaim['events'] }) {
  const { t } = useTranslation()
  const { instant } = useFormats()
  return (
    <ol className="timeline">
      {events.map((event) => (
        <li key={event.id}>
          <p>{inWords(event.summary)}</p>
          <time dateTime={event.happenedAt}>{instant(event.happenedAt)}</time>
          {event.rawSegments && (
            <details>
              <summary>{t('claim.segments')}</summary>
              <pre className="segments" tabIndex={0}>
                {event.rawSegments.replaceAll('~', '~\n').trim()}
              </pre>
            </details>
          )}
        </li>
      ))}
    </ol>
  )
}
