/** The template's questions; each change is kept a moment later, so nothing is lost. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import type { ShownEncounter } from './EncounterScreen'
import { QuestionField } from './QuestionField'
import type { Answer, Answers, Definition, Group, Item } from './template'

const KEPT_AFTER_MS = 500

const SaveAnswers = graphql(`
  mutation SaveAnswers($encounterId: ID!, $revision: Int!, $answers: JSON!) {
    saveAnswers(encounterId: $encounterId, revision: $revision, answers: $answers) {
      ... on Encounter {
        id
        revision
        answers
        status
      }
      ...Refused
    }
  }
`)

interface FormProps {
  encounter: ShownEncounter
  isOpen: boolean
}

export function EncounterForm({ encounter, isOpen }: FormProps) {
  const { t } = useTranslation()
  const definition = encounter.template.definition as Definition
  const [answers, setAnswers] = useState<Answers>(() => (encounter.answers ?? {}) as Answers)
  const { keep, problem, isKept } = useKeeping(encounter)

  function change(id: string, answer: Answer | Item[]) {
    setAnswers((known) => ({ ...known, [id]: answer }))
    keep(id, answer)
  }

  return (
    <section className="panel" aria-labelledby="documentation">
      <header>
        <h2 id="documentation">{t('care.documentation')}</h2>
        <span className="soft" role="status">
          {isOpen ? t(isKept ? 'care.kept' : 'care.keeping') : ''}
        </span>
      </header>
      <fieldset className="body stack plain" disabled={!isOpen}>
        {problem && <Notice tone="bad">{problem}</Notice>}
        <div className="fields">
          {(definition.questions ?? []).map((question) => (
            <QuestionField
              key={question.id}
              question={question}
              on={encounter.servedOn}
              value={answers[question.id] as Answer}
              onChange={(answer) => change(question.id, answer)}
            />
          ))}
        </div>
        {(definition.groups ?? []).map((group) => (
          <GroupFields
            key={group.id}
            group={group}
            on={encounter.servedOn}
            items={(answers[group.id] as Item[] | undefined) ?? [{}]}
            onChange={(items) => change(group.id, items)}
          />
        ))}
      </fieldset>
    </section>
  )
}

interface GroupProps {
  group: Group
  items: Item[]
  on: string
  onChange: (items: Item[]) => void
}

function GroupFields({ group, items, on, onChange }: GroupProps) {
  const { t } = useTranslation()
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
          <div className="fields">
            {group.questions.map((question) => (
              <QuestionField
                key={question.id}
                question={question}
                on={on}
                value={item[question.id]}
                onChange={(answer) =>
                  onChange(items.map((each, other) => (other === place ? { ...each, [question.id]: answer } : each)))
                }
              />
            ))}
          </div>
        </div>
      ))}
      {items.length < (group.at_most ?? 10) && (
        <div>
          <Button onPress={() => onChange([...items, {}])}>{t('care.another', { what: group.label })}</Button>
        </div>
      )}
    </div>
  )
}

/** Gathers what changed for a moment, then has it kept; one request at a time, in order. */
function useKeeping(encounter: ShownEncounter) {
  const [, save] = useMutation(SaveAnswers)
  const [problem, setProblem] = useState<string | null>(null)
  const [isKept, setKept] = useState(true)
  const revision = useRef(encounter.revision)
  const waiting = useRef<Answers>({})
  const timer = useRef<number>(undefined)
  const queue = useRef(Promise.resolve())

  useEffect(() => () => window.clearTimeout(timer.current), [])

  async function send() {
    const answers = waiting.current
    if (Object.keys(answers).length === 0) return
    waiting.current = {}
    const { data, error } = await save({ encounterId: encounter.id, revision: revision.current, answers })
    setProblem(problemOf(error, data?.saveAnswers))
    if (data?.saveAnswers.__typename === 'Encounter') revision.current = data.saveAnswers.revision
    setKept(Object.keys(waiting.current).length === 0)
  }

  function keep(id: string, answer: Answer | Item[]) {
    waiting.current = { ...waiting.current, [id]: answer }
    setKept(false)
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => {
      queue.current = queue.current.then(send)
    }, KEPT_AFTER_MS)
  }

  return { keep, problem, isKept }
}
