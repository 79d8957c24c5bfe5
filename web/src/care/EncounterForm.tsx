/** The template's questions; each change is kept a moment later, so nothing is lost. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/Fields'
import { DraftProblem } from './DraftProblem'
import type { ShownEncounter } from './EncounterScreen'
import { focusNextMissing } from './missing'
import { answersOf, type FoundUnit } from './products'
import { QuestionField } from './QuestionField'
import { ScanField } from './ScanField'
import { withAnswer, withUsual } from './suggestions'
import {
  definitionOf, isEmpty, pathOf, scannedInto,
  type Answer, type Answers, type Definition, type Group, type Item, type Question,
} from './template'
import { answersToShow, useDraft } from './useDraft'

interface FormProps {
  encounter: ShownEncounter
  isOpen: boolean
  /** What is wrong with an answer, by its path. */
  problems: ReadonlyMap<string, string>
}

export function EncounterForm({ encounter, isOpen, problems }: FormProps) {
  const { t } = useTranslation()
  const definition = definitionOf(encounter.template.definition as object)
  const [answers, setAnswers] = useState<Answers>(() => begunWith(definition, encounter, isOpen))
  const { draft, isKept, change: keep } = useDraft(encounter)
  const fields = useRef<HTMLFieldSetElement>(null)
  const [scans, setScans] = useState(0)

  useEffect(() => {
    if (scans > 0) focusNextMissing(fields.current)
  }, [scans])

  function change(id: string, answer: Answer | Item[]) {
    setAnswers((known) => ({ ...known, [id]: answer }))
    keep({ [id]: answer })
  }

  function onKey(event: KeyboardEvent<HTMLElement>) {
    const { target } = event
    const isPlainEnter = event.key === 'Enter' && !event.ctrlKey && !event.metaKey
    if (!isPlainEnter || !(target instanceof HTMLInputElement) || target.ariaExpanded === 'true') return
    event.preventDefault()
    focusNextMissing(fields.current, target)
  }

  return (
    <section className="panel" aria-labelledby="documentation">
      <header>
        <h2 id="documentation">{t('care.documentation')}</h2>
        <span className="soft" role="status">
          {isOpen ? t(isKept ? 'care.kept' : 'care.keeping') : ''}
        </span>
      </header>
      <fieldset className="body stack plain" disabled={!isOpen} ref={fields} onKeyDown={onKey}>
        {draft?.problem && (
          <DraftProblem draft={draft} encounterId={encounter.id} definition={definition} onTheirs={setAnswers} />
        )}
        <div className="fields">
          {(definition.questions ?? []).map((question) => (
            <Asked key={question.id} question={question} value={answers[question.id] as Answer}>
              <QuestionField
                question={question}
                on={encounter.servedOn}
                value={answers[question.id] as Answer}
                problem={problems.get(pathOf(question))}
                onChange={(answer) => change(question.id, answer)}
              />
            </Asked>
          ))}
        </div>
        {(definition.groups ?? []).map((group) => (
          <GroupFields
            key={group.id}
            group={group}
            into={isOpen ? scannedInto(definition, group) : null}
            on={encounter.servedOn}
            items={itemsOf(answers, group)}
            problems={problems}
            onChange={(items) => change(group.id, items)}
            onScanned={() => setScans((count) => count + 1)}
          />
        ))}
        {isOpen && <p className="soft">{t('care.keys')}</p>}
      </fieldset>
    </section>
  )
}

interface GroupProps {
  group: Group
  into: Record<string, string> | null
  items: Item[]
  on: string
  problems: ReadonlyMap<string, string>
  onChange: (items: Item[]) => void
  onScanned: () => void
}

function GroupFields({ group, into, items, on, problems, onChange, onScanned }: GroupProps) {
  const { t } = useTranslation()
  const { questions } = group

  function changeItem(place: number, changed: (item: Item) => Item) {
    onChange(items.map((each, other) => (other === place ? changed(each) : each)))
  }

  function scanned(place: number, unit: FoundUnit) {
    changeItem(place, (item) =>
      Object.entries(answersOf(unit, into ?? {})).reduce((known, [id, answer]) => withAnswer(questions, known, id, answer), item),
    )
    onScanned()
  }

  return (
    <div className="stack">
      {items.map((item, place) => (
        <div key={place} className="stack" role="group" aria-label={`${group.label} ${String(place + 1)}`}>
          <div className="row apart">
            <h3>
              {group.label} {items.length > 1 ? place + 1 : ''}
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
            {questions.map((question) => (
              <Asked key={question.id} question={question} value={item[question.id]}>
                <QuestionField
                  question={question}
                  on={on}
                  value={item[question.id]}
                  problem={problems.get(pathOf(question, group, place))}
                  onChange={(answer) => changeItem(place, (known) => withAnswer(questions, known, question.id, answer))}
                />
              </Asked>
            ))}
          </div>
        </div>
      ))}
      {items.length < (group.at_most ?? 10) && (
        <div>
          <Button onPress={() => onChange([...items, withUsual(questions, {}, on)])}>
            {t('care.another', { what: group.label })}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Knows whether its question still waits for an answer. */
function Asked({ question, value, children }: { question: Question; value: Answer | undefined; children: React.ReactNode }) {
  return <div data-missing={question.required && isEmpty(value) ? '' : undefined}>{children}</div>
}

/** A draft nobody has answered anything of begins with what is usual. */
function begunWith(definition: Definition, encounter: ShownEncounter, isOpen: boolean): Answers {
  const answers = answersToShow(encounter)
  if (!isOpen || Object.keys(answers).length > 0) return answers
  const usual = Object.fromEntries(
    (definition.groups ?? []).map(({ id, questions }) => [id, [withUsual(questions, {}, encounter.servedOn)]]),
  )
  return { ...withUsual(definition.questions ?? [], {}, encounter.servedOn), ...usual }
}

function itemsOf(answers: Answers, group: Group): Item[] {
  const items = answers[group.id] as Item[] | undefined
  return items === undefined || items.length === 0 ? [{}] : items
}
