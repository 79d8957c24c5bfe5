/** Which answers name the drug of a line, its quantity and its lot; most lines name none. */
import { Button } from '../design/Fields'
import type { CodingRule, Product } from './definition'
import { useEditing } from './editing'
import { answersIn } from './facts'
import { ChoiceAt, Part, ProblemAt } from './fields'
import { useWords } from './words'

const PARTS = ['ndc', 'quantity', 'unit', 'lot'] as const

export function ProductFields({ rule, path }: { rule: CodingRule; path: string }) {
  const { t, i18n } = useWords()
  const { definition, change, isOpen } = useEditing()
  const asked = answersIn(definition, rule.for_each, i18n.language)

  /** As the vaccines that are written down have it, where there are any. */
  function begun(): Product {
    const given = (definition.records ?? []).find(({ kind, for_each }) => kind === 'immunization' && for_each === rule.for_each)?.answers
    return { ndc: given?.ndc ?? '', quantity: given?.dose_quantity ?? '', unit: given?.dose_unit_code ?? '', lot: given?.lot_number ?? '' }
  }

  return (
    <Part title={t('product.title')}>
      <p className="help">{t(rule.product ? 'product.help' : 'product.none')}</p>
      {rule.product && (
        <div className="fields">
          {PARTS.map((part) => (
            <div key={part} data-place={`${path}.${part}`}>
              <ChoiceAt path={`${path}.${part}`} label={t(`product.${part}`)} help={t(`product.${part}Help`)} choices={asked} />
            </div>
          ))}
        </div>
      )}
      <ProblemAt path={path} />
      {isOpen && (
        <div>
          {rule.product ? (
            <Button kind="quiet" onPress={() => change(path, undefined)}>
              {t('product.remove')}
            </Button>
          ) : (
            <Button onPress={() => change(path, begun())}>{t('product.add')}</Button>
          )}
        </div>
      )}
    </Part>
  )
}
