/** What came back for a claim or an interchange, each with the segments that say so. */
import { useTranslation } from 'react-i18next'
import { Badge } from '../design/Badge'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'

interface Answer {
  id: string
  kind: string
  isAccepted: boolean
  message: string
  segments: string
  createdAt: string
}

export function Answers({ answers }: { answers: readonly Answer[] }) {
  const { t } = useTranslation()
  const { instant } = useFormats()
  return answers.map((answer) => (
    <div key={answer.id}>
      <p>
        <Badge tone={answer.isAccepted ? 'good' : 'bad'}>{answer.kind}</Badge> {inWords(answer.message)} <span className="soft">{instant(answer.createdAt)}</span>
      </p>
      <details>
        <summary>{t('claim.segments')}</summary>
        <pre className="segments" tabIndex={0}>
          {answer.segments.replaceAll('~', '~\n').trim()}
        </pre>
      </details>
    </div>
  ))
}
