/** The questions of a template as a form: of the encounter, and of each thing in its groups. */
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/Fields'
import { useLatest } from '../design/latest'
import { isAsked } from './conditions'
import { answersOf, type FoundUnit } from './products'
import { QuestionField, type QuestionFieldProps } from './QuestionField'
import { ScanField } from './ScanField'
import { withAnswer, withUsual } from './suggestions'
import {
  isEmpty, labelIn, pathOf, scannedInto,
  type Answer, type Answers, type Definition, type Group, type Item,
} from './template'

interface QuestionsProps {
  definition: Definition
  answers: Answers
  /** The day of service. */
  on: string
  isOpen: boolean
  /** What is wrong with an answer, by its path. */
  problems: ReadonlyMap<string, string>
  onChange: (id: string, answer: Answer | Item[]) => void
  onScanned?: () => void
}

export function Questions({ definition, answers, on, isOpen, problems, onChange, onScanned }: QuestionsProps) {
  const questions = definition.questions ?? []
  const groups = definition.groups ?? []
  const whole = Object.fromEntries(questions.map(({ id }) => [id, answers[id] as Answer]))
  const known = new Set([...questions, ...groups.flatMap((group) => group.questions)].map(({ id }) => id))
  return (
    <>
      <div className="fields">
        {questions.filter((question) => isAsked(question, whole, known)).map((question) => (
          <Asked
            key={question.id}
            question={question}
            on={on}
            value={answers[question.id] as Answer}
            problem={problems.get(pathOf(question))}
            onChange={(answer) => onChange(question.id, answer)}
          />
        ))}
      </div>
      {groups.map((group) => (
        <GroupFields
          key={group.id}
          group={group}
          whole={whole}
          known={known}
          into={isOpen ? scannedInto(definition, group) : null}
          on={on}
          items={itemsOf(answers, group)}
          problems={problems}
          onChange={(items) => onChange(group.id, items)}
          {...(onScanned && { onScanned })}
        />
      ))}
    </>
  )
}

interface GroupProps {
  group: Group
  /** Answers to the questions outside of groups. */
  whole: Item
  /** Every question there is: what else a condition names, only the server knows. */
  known: ReadonlySet<string>
  into: Record<string, string> | null
  items: Item[]
  on: string
  problems: ReadonlyMap<string, string>
  onChange: (items: Item[]) => void
  onScanned?: () => void
}

function GroupFields({ group, whole, known, into, items, on, problems, onChange, onScanned }: GroupProps) {
  const { t, i18n } = useTranslation()
  const { questions } = group
  const label = labelIn(i18n.language, group)

  function changeItem(place: number, changed: (item: Item) => Item) {
    onChange(items.map((each, other) => (other === place ? changed(each) : each)))
  }

  function scanned(place: number, unit: FoundUnit) {
    changeItem(place, (item) =>
      Object.entries(answersOf(unit, into ?? {})).reduce((known, [id, answer]) => withAnswer(questions, known, id, answer), item),
    )
    onScanned?.()
  }

  return (
    <div className="stack">
      {items.map((item, place) => (
        <div key={place} className="stack" role="group" aria-label={`${label} ${String(place + 1)}`}>
          <div className="row apart">
            <h3>
              {label} {items.length > 1 ? place + 1 : ''}
            </h3>
            {items.length > (group.at_least ?? 1) && (
              <Button kind="quiet" onPress={() => onChange(items.filter((_, other) => other !== place))}>
                {t('care.remove')}
              </Button>
            )}
          </div>
          {into && (
            <ScanField on={on} autoFocus={place === 0 && isEmpty(item[into.ndc ?? ''])} onFound={(unit) => scanned(place, unit)} />
          )}
          <div className="fields">
            {questions.filter((question) => isAsked(question, { ...whole, ...item }, known)).map((question) => (
              <Asked
                key={question.id}
                question={question}
                on={on}
                value={item[question.id]}
                problem={problems.get(pathOf(question, group, place))}
                onChange={(answer) => changeItem(place, (known) => withAnswer(questions, known, question.id, answer))}
              />
            ))}
          </div>
        </div>
      ))}
      {items.length < (group.at_most ?? 10) && (
        <div>
          <Button onPress={() => onChange([...items, withUsual(questions, {}, on)])}>
            {t('care.another', { what: label })}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Drawn anew only where its own answer changed: each key would draw the whole form. */
const Field = memo(QuestionField)

/** Knows whether its question still waits for an answer. */
function Asked({ onChange, ...field }: QuestionFieldProps) {
  const answer = useLatest(onChange)
  return (
    <div data-missing={field.question.required && isEmpty(field.value) ? '' : undefined}>
      <Field {...field} onChange={answer} />
    </div>
  )
}

function itemsOf(answers: Answers, group: Group): Item[] {
  const items = answers[group.id] as Item[] | undefined
  return items === undefined || items.length === 0 ? [{}] : items
}
