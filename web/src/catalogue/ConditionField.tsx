/** When something holds: comparisons and groups of them, and beside them the whole as a sentence. */
import { useId } from 'react'
import type { Condition, Scalar } from '../care/conditions'
import { labelIn } from '../care/template'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { conditionOf, isGroup, OF_FACTS, OPERATORS, treeOf, type Comparison, type Group, type Operator, type Part } from './conditionTree'
import { useEditing } from './editing'
import { factChoices, questionOf } from './facts'
import { ProblemAt } from './fields'
import { conditionWords } from './saying'
import { useWords } from './words'

const BLANK: Comparison = { fact: '', operator: 'is', value: '' }

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
  const tree = treeOf(condition)
  const words = condition === undefined ? t(`condition.${without}`) : conditionWords(condition, { definition, t, language: i18n.language })
  return (
    <div className="field condition" role="group" aria-labelledby={name} data-place={path}>
      <span className="label" id={name}>
        {label}
      </span>
      <p className="sentence">{words}</p>
      {tree === null && <p className="help">{t('condition.expert')}</p>}
      {isOpen && tree !== null && <GroupEditor group={tree} onChange={(changed) => change(path, conditionOf(changed))} />}
      {help && <span className="help">{help}</span>}
      <ProblemAt path={path} />
    </div>
  )
}

const WAYS = ['all', 'any', 'notAll', 'none'] as const
type Way = (typeof WAYS)[number]

function wayOf({ joins, isNot }: Group): Way {
  return isNot ? (joins === 'all' ? 'notAll' : 'none') : joins
}

interface GroupProps {
  group: Group
  onChange: (group: Group) => void
  /** Only of one within another. */
  onRemove?: () => void
}

/** Parts that are joined; one of them may be a group again. */
function GroupEditor({ group, onChange, onRemove }: GroupProps) {
  const { t } = useWords()
  const { parts } = group
  const keep = (changed: Part[]) => onChange({ ...group, parts: changed })
  const replace = (place: number, part: Part) => keep(parts.map((each, other) => (other === place ? part : each)))
  const remove = (place: number) => keep(parts.filter((_, other) => other !== place))
  const joins = (way: Way) => onChange({ ...group, joins: way === 'all' || way === 'notAll' ? 'all' : 'any', isNot: way === 'notAll' || way === 'none' })
  return (
    <div className={onRemove ? 'condition-group nested' : 'condition-group'} role="group" aria-label={t(`joining.${wayOf(group)}`)}>
      {(parts.length > 1 || group.isNot || onRemove) && (
        <div className="row">
          <ChoiceField label={t('condition.joins')} choices={WAYS.map((way) => ({ value: way, label: t(`joining.${way}`) }))} value={wayOf(group)} onChange={(way) => joins(way as Way)} />
          {onRemove && (
            <Button kind="quiet" aria-label={t('condition.removeGroup')} onPress={onRemove}>
              ×
            </Button>
          )}
        </div>
      )}
      {parts.map((part, place) =>
        isGroup(part) ? (
          <GroupEditor key={place} group={part} onChange={(changed) => replace(place, changed)} onRemove={() => remove(place)} />
        ) : (
          <ComparisonRow key={place} part={part} onChange={(changed) => replace(place, changed)} onRemove={() => remove(place)} />
        ),
      )}
      <div className="row">
        <Button onPress={() => keep([...parts, { ...BLANK }])}>{t('condition.add')}</Button>
        {parts.length > 0 && (
          <Button kind="quiet" onPress={() => keep([...parts, { joins: group.joins === 'all' ? 'any' : 'all', isNot: false, parts: [{ ...BLANK }] }])}>
            {t('condition.addGroup')}
          </Button>
        )}
      </div>
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
  if (OF_FACTS.has(operator)) {
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
