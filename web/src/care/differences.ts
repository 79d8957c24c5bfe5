/** Where two people answered the same questions differently, question by question. */
import { isEmpty, pathOf, type Answer, type Answers, type Definition, type Item, type Question } from './template'

export interface Difference {
  path: string
  label: string
  mine: string
  other: string
}

/** Of those questions alone that were answered here. */
export function differences(definition: Definition, mine: Answers, theirs: Answers): Difference[] {
  const plain = (definition.questions ?? []).filter(({ id }) => id in mine)
  const single = plain.map((question) => compared(question, pathOf(question), mine[question.id] as Answer, theirs[question.id] as Answer))
  const grouped = (definition.groups ?? [])
    .filter(({ id }) => id in mine)
    .flatMap((group) => {
      const [ours, others] = [mine, theirs].map((answers) => (answers[group.id] ?? []) as Item[])
      const most = Math.max(ours?.length ?? 0, others?.length ?? 0)
      return Array.from({ length: most }, (_, place) =>
        group.questions.map((question) =>
          compared(question, pathOf(question, group, place), ours?.[place]?.[question.id], others?.[place]?.[question.id]),
        ),
      ).flat()
    })
  return [...single, ...grouped].filter(({ mine: ours, other }) => ours !== other)
}

function compared(question: Question, path: string, mine: Answer | undefined, other: Answer | undefined): Difference {
  return { path, label: question.label, mine: inWords(question, mine), other: inWords(question, other) }
}

export function inWords(question: Question, answer: Answer | undefined): string {
  if (answer === undefined || isEmpty(answer)) return '—'
  const one = (value: string) => question.choices?.find((choice) => choice.value === value)?.label ?? value
  if (Array.isArray(answer)) return answer.map(one).join(', ')
  return typeof answer === 'boolean' ? (answer ? '✓' : '✗') : one(String(answer))
}
