/** What is filled in by itself: always the same, the day of service, or what goes with another answer. */
import { labelIn, type Suggestion } from '../care/template'
import { ChoiceField, type Choice } from '../design/Fields'
import type { Question } from './definition'
import { useEditing } from './editing'
import { ChoiceAt, ProblemAt, WordsAt } from './fields'
import { Pairs } from './Pairs'
import { useWords } from './words'

const WAYS = ['nothing', 'value', 'day', 'by'] as const
type Way = (typeof WAYS)[number]

interface SuggestionProps {
  question: Question
  path: string
  /** Those asked together with it: what follows an answer follows one of theirs. */
  beside: readonly Question[]
}

export function SuggestionFields({ question, path, beside }: SuggestionProps) {
  const { t, i18n } = useWords()
  const { change } = useEditing()
  const way = wayOf(question.suggested)
  const others = beside.filter(({ id }) => id !== question.id)
  const can: Record<Way, boolean> = { nothing: true, value: true, day: question.type === 'date', by: others.length > 0 }
  const choices = choicesOf(question, i18n.language)

  function become(chosen: string) {
    const begun: Record<Way, Suggestion | undefined> = {
      nothing: undefined,
      value: { value: choices[0]?.value ?? '' },
      day: { is_day_of_service: true },
      by: { by: others[0]?.id ?? '', values: {} },
    }
    change(path, begun[chosen as Way])
  }

  return (
    <>
      <ChoiceField
        label={t('suggesting.label')}
        choices={WAYS.filter((each) => can[each] || each === way).map((each) => ({ value: each, label: t(`suggesting.${each}`) }))}
        value={way}
        onChange={become}
      />
      {way === 'value' &&
        (choices.length > 0 ? (
          <ChoiceAt path={`${path}.value`} label={t('suggesting.value')} choices={choices} />
        ) : (
          <WordsAt path={`${path}.value`} label={t('suggesting.value')} required />
        ))}
      {way === 'by' && <ChoiceAt path={`${path}.by`} label={t('coding.answer')} choices={others.map((each) => ({ value: each.id, label: labelIn(i18n.language, each) || each.id }))} />}
      <ProblemAt path={path} />
    </>
  )
}

/** What goes with each answer of the other question. */
export function SuggestedByAnswer({ question, path, beside }: SuggestionProps) {
  const { t, i18n } = useWords()
  const other = beside.find(({ id }) => id === question.suggested?.by)
  if (question.suggested?.by === undefined) return null
  const named = other ? choicesOf(other, i18n.language) : []
  return (
    <div className="field stack">
      <span className="label">{t('suggesting.goesWith', { what: other ? labelIn(i18n.language, other) : question.suggested.by })}</span>
      <Pairs
        path={`${path}.values`}
        keyWords={t('codes.answer')}
        valueWords={t('suggesting.what')}
        nameOf={(key) => named.find(({ value }) => value === key)?.label ?? key}
        choices={choicesOf(question, i18n.language)}
        isWords
      />
      <span className="help">{t('suggesting.goesWithHelp')}</span>
    </div>
  )
}

function wayOf(suggested: Suggestion | undefined): Way {
  if (suggested === undefined) return 'nothing'
  if (suggested.is_day_of_service) return 'day'
  return suggested.by === undefined ? 'value' : 'by'
}

function choicesOf({ choices }: Question, language: string): Choice[] {
  return (choices ?? []).map((choice) => ({ value: choice.value, label: labelIn(language, choice) }))
}
