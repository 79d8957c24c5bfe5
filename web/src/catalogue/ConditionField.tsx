/** When something holds: comparisons that are added and taken away; more than that is shown in words. */
import { useId } from 'react'
import type { Condition, Scalar } from '../care/conditions'
import { labelIn } from '../care/template'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { comparisonsOf, conditionOf, OPERATORS, type Comparison, type Operator } from './comparisons'
import { useEditing } from './editing'
import { factChoices, questionOf } from './facts'
import { ProblemAt } from './fields'
import { conditionWords } from './saying'
import { useWords } from './words'

interface ConditionFieldProps {
  path: string
  label: string
  help?: string
  /** What it means that there is none. */
  without?: 'always' | 'never'
}

export function ConditionField({ path, label, help, without = 'always' }: ConditionFieldProps) {
  const { t, i18n } = useWords()
  const { definition, valueAt, change, isOpen } = useEditing()
  const name = useId()
  const condition = valueAt(path) as Condition | undefined
  const read = comparisonsOf(condition)
  const keep = (parts: Comparison[], joins = read?.joins ?? 'all') => change(path, conditionOf({ joins, parts }))
  const parts = read?.parts ?? []
  return (
    <div className="field condition" role="group" aria-labelledby={name}>
      <span className="label" id={name}>
        {label}
      </span>
      {(read === null || parts.length === 0 || !isOpen) && (
        <p className={condition === undefined ? 'soft' : undefined}>
          {condition === undefined ? t(`condition.${without}`) : conditionWords(condition, { definition, t, language: i18n.language })}
        </p>
      )}
      {read === null && <p className="help">{t('condition.expert')}</p>}
      {isOpen &&
        parts.map((part, place) => (
          <ComparisonRow
            key={place}
            part={part}
            onChange={(changed) => keep(parts.map((each, other) => (other === place ? changed : each)))}
            onRemove={() => keep(parts.filter((_, other) => other !== place))}
          />
        ))}
      {help && <span className="help">{help}</span>}
      <ProblemAt path={path} />
      {isOpen && read !== null && (
        <div className="row">
          <Button onPress={() => keep([...parts, { fact: '', operator: 'is', value: '' }])}>{t('condition.add')}</Button>
          {parts.length > 1 && (
            <Button kind="quiet" onPress={() => keep(parts, read.joins === 'all' ? 'any' : 'all')}>
              {t(read.joins === 'all' ? 'condition.allHold' : 'condition.anyHolds')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

interface RowProps {
  part: Comparison
  onChange: (part: Comparison) => void
  onRemove: () => void
}

function ComparisonRow({ part, onChange, onRemove }: RowProps) {
  const { t, i18n } = useWords()
  const { definition } = useEditing()
  const facts = factChoices(definition, t, i18n.language)
  const needsNone = part.operator === 'answered' || part.operator === 'notAnswered'

  function compare(operator: Operator) {
    onChange({ ...part, operator, value: operator === 'one_of' ? [] : '' })
  }

  return (
    <div className="comparison">
      <ChoiceField label={t('condition.fact')} choices={facts} value={part.fact} onChange={(fact) => onChange({ ...part, fact, value: part.operator === 'one_of' ? [] : '' })} />
      <ChoiceField
        label={t('condition.operator')}
        choices={OPERATORS.map((operator) => ({ value: operator, label: t(`operators.${operator}`) }))}
        value={part.operator}
        onChange={(operator) => compare(operator as Operator)}
      />
      {!needsNone && <ValueField part={part} onChange={(value) => onChange({ ...part, value })} />}
      <Button kind="quiet" aria-label={t('condition.remove')} onPress={onRemove}>
        ×
      </Button>
    </div>
  )
}

function ValueField({ part, onChange }: { part: Comparison; onChange: (value: Scalar | Scalar[]) => void }) {
  const { t, i18n } = useWords()
  const { definition } = useEditing()
  const { operator, value } = part
  const label = t('condition.value')
  const question = questionOf(definition, part.fact)
  if (operator === 'not_before') {
    return <ChoiceField label={label} choices={factChoices(definition, t, i18n.language)} value={String(value)} onChange={onChange} />
  }
  if (operator === 'one_of') {
    const list = Array.isArray(value) ? value.join(', ') : ''
    return <TextField label={label} help={t('condition.valuesHelp')} value={list} onChange={(text) => onChange(text.split(/,\s*/))} />
  }
  if (question?.type === 'boolean') {
    const said = [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]
    return <ChoiceField label={label} choices={said} value={String(value)} onChange={(chosen) => onChange(chosen === 'true')} />
  }
  if (question?.choices && (operator === 'is' || operator === 'isNot' || operator === 'includes')) {
    const choices = question.choices.map((choice) => ({ value: choice.value, label: labelIn(i18n.language, choice) }))
    return <ChoiceField label={label} choices={choices} value={String(value)} onChange={onChange} />
  }
  const isWhole = question?.type === 'integer' || part.fact.startsWith('lines.') || part.fact.startsWith('day.') || ['item.number', 'line.repeats', 'patient.age_years'].includes(part.fact)
  const compares = operator === 'is' || operator === 'isNot'
  return <TextField label={label} value={String(value ?? '')} onChange={(text) => onChange(isWhole && compares && /^-?\d+$/.test(text) ? Number(text) : text)} />
}
