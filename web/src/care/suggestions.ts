/** Fills in what is usual where nothing is answered yet; what somebody said is left as it is. */
import { isEmpty, type Answer, type Answers, type Definition, type Item, type Question } from './template'

/** What a form begins with: one item of each group, and all that is usual. */
export function usualAnswers(definition: Definition, servedOn: string): Answers {
  const items = (definition.groups ?? []).map(({ id, questions }) => [id, [withUsual(questions, {}, servedOn)]])
  return { ...withUsual(definition.questions ?? [], {}, servedOn), ...(Object.fromEntries(items) as Answers) }
}

/** A new item with everything that is usual, whatever else is answered. */
export function withUsual(questions: readonly Question[], item: Item, servedOn: string): Item {
  return filled(questions, item, (question) => usual(question, servedOn))
}

/** An item after one of its answers changed: what goes with that answer follows it. */
export function withAnswer(questions: readonly Question[], item: Item, id: string, answer: Answer): Item {
  const changed = { ...item, [id]: answer }
  const following = questions.filter(({ suggested }) => suggested?.by === id)
  return filled(following, changed, (question) => {
    const before = question.suggested?.values?.[String(item[id])]
    const isOwn = !isEmpty(item[question.id]) && item[question.id] !== before
    return isOwn ? undefined : question.suggested?.values?.[String(answer)]
  }, true)
}

function usual({ suggested }: Question, servedOn: string): string | undefined {
  return suggested?.is_day_of_service ? servedOn : suggested?.value
}

function filled(
  questions: readonly Question[],
  item: Item,
  valueOf: (question: Question) => string | undefined,
  replaces = false,
): Item {
  const found = questions
    .filter((question) => replaces || isEmpty(item[question.id]))
    .flatMap((question): [string, string][] => {
      const value = valueOf(question)
      return value === undefined ? [] : [[question.id, value]]
    })
  return { ...item, ...Object.fromEntries(found) }
}
