/** One question of a template, as the field that fits its type. */
import { useTranslation } from 'react-i18next'
import { Checkbox } from 'react-aria-components'
import { ChoiceField, TextField } from '../design/Fields'
import { CodeField } from './CodeField'
import { answerOf, labelIn, type Answer, type Question } from './template'

export interface QuestionFieldProps {
  question: Question
  value: Answer | undefined
  on: string
  problem?: string | null | undefined
  onChange: (answer: Answer) => void
}

export function QuestionField({ question, value, on, problem, onChange }: QuestionFieldProps) {
  const { t, i18n } = useTranslation()
  const said = labelIn(i18n.language, question)
  const label = question.unit ? `${said} (${question.unit})` : said
  const help = question.helps?.[i18n.language] || (question.help ?? null)
  const field = { label, help, problem: problem ?? null, required: question.required ?? false }
  const text = value === null || value === undefined ? '' : String(value)
  if (question.type === 'boolean') {
    return (
      <div className="field">
        <Checkbox className="choice" isSelected={value === true} onChange={onChange}>
          <span className="box" aria-hidden>
            {value === true ? '✓' : ''}
          </span>
          {label}
        </Checkbox>
        {problem && <span className="error">{problem}</span>}
      </div>
    )
  }
  if (question.many && question.choices) {
    const chosen = Array.isArray(value) ? value : []
    return (
      <div className="field" role="group" aria-label={label}>
        <span className="label">{label}</span>
        {question.choices.map((choice) => (
          <Checkbox
            key={choice.value}
            className="choice"
            isSelected={chosen.includes(choice.value)}
            onChange={(isChosen) =>
              onChange(isChosen ? [...chosen, choice.value] : chosen.filter((each) => each !== choice.value))
            }
          >
            <span className="box" aria-hidden>
              {chosen.includes(choice.value) ? '✓' : ''}
            </span>
            {labelIn(i18n.language, choice)}
          </Checkbox>
        ))}
        {problem && <span className="error">{problem}</span>}
      </div>
    )
  }
  if (question.choices && question.choices.length > 0) {
    const choices = question.choices.map((choice) => ({ value: choice.value, label: labelIn(i18n.language, choice) }))
    return <ChoiceField {...field} value={text} onChange={(chosen) => onChange(chosen || null)} choices={choices} />
  }
  if (question.type === 'code' && question.many) {
    const codes = Array.isArray(value) ? value.join(', ') : ''
    return (
      <TextField
        {...field}
        help={help ?? t('care.codesHelp')}
        value={codes}
        onChange={(words) => onChange(words.split(/[\s,]+/).filter(Boolean))}
      />
    )
  }
  if (question.type === 'code' && question.code_system) {
    return <CodeField {...field} system={question.code_system} on={on} value={text} onChange={(code) => onChange(code || null)} />
  }
  return (
    <TextField
      {...field}
      value={text}
      onChange={(words) => onChange(answerOf(question, words))}
      type={question.type === 'date' ? 'date' : 'text'}
      inputMode={question.type === 'integer' ? 'numeric' : question.type === 'decimal' ? 'decimal' : 'text'}
      lines={question.type === 'text' && (question.longest ?? 0) > 300 ? 3 : undefined}
    />
  )
}
