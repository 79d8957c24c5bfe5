/** What all patients of the day share; each row begins with it and may differ. */
import { useTranslation } from 'react-i18next'
import type { FoundUnit } from '../care/products'
import { QuestionField } from '../care/QuestionField'
import { ScanField } from '../care/ScanField'
import { withAnswer } from '../care/suggestions'
import type { Item, Question } from '../care/template'
import { ChoiceField, type Choice } from '../design/Fields'

interface DefaultsProps {
  questions: readonly Question[]
  isScanned: boolean
  on: string
  providers: readonly Choice[]
  providerId: string
  onProvider: (id: string) => void
  shared: Item
  onShared: (item: Item) => void
  onScanned: (unit: FoundUnit) => void
}

export function Defaults({ questions, isScanned, on, providers, providerId, onProvider, shared, onShared, onScanned }: DefaultsProps) {
  const { t } = useTranslation()
  return (
    <details className="panel" open>
      <summary>
        <h2>{t('clinic.shared')}</h2>
        <span className="soft">{t('clinic.sharedHelp')}</span>
      </summary>
      <div className="body stack">
        {isScanned && <ScanField on={on} onFound={onScanned} />}
        <div className="fields dense">
          <ChoiceField label={t('claim.provider')} value={providerId} onChange={onProvider} choices={providers} />
          {questions
            .filter(({ many, type }) => !many && type !== 'boolean')
            .map((question) => (
              <QuestionField
                key={question.id}
                question={{ ...question, required: false, help: '' }}
                on={on}
                value={shared[question.id]}
                onChange={(answer) => onShared(withAnswer(questions, shared, question.id, answer))}
              />
            ))}
        </div>
      </div>
    </details>
  )
}
