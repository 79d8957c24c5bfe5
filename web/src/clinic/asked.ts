/** Which questions of a day's sheet are asked of one patient: what is not asked is not sent. */
import { isAsked, isRequired } from '../care/conditions'
import { isEmpty, type Answer, type Answers, type Definition, type Item, type Question } from '../care/template'
import type { QuestionColumn } from './columns'

export function isAskedOf(definition: Definition, answers: Answers, { question, group }: QuestionColumn): boolean {
  return question.asked_when === undefined || isAsked(question, factsOf(definition, answers, group?.id), namesIn(definition))
}

/** Whether an answer is still waited for. */
export function waits(definition: Definition, answers: Answers, { question, group }: QuestionColumn): boolean {
  const facts = factsOf(definition, answers, group?.id)
  return isEmpty(facts[question.id]) && isRequired(question, facts, namesIn(definition))
}

/** The answers without what is not asked. */
export function askedOnly(definition: Definition, answers: Answers): Answers {
  const known = namesIn(definition)
  const whole = wholeOf(definition, answers)
  const isOut = (questions: readonly Question[], id: string, facts: Item) => {
    const question = questions.find((each) => each.id === id)
    return question?.asked_when !== undefined && !isAsked(question, facts, known)
  }
  const given = Object.entries(answers).map(([id, answer]): [string, Answers[string]] => {
    const group = definition.groups?.find((each) => each.id === id)
    if (group === undefined) return [id, isOut(definition.questions ?? [], id, whole) ? null : answer]
    const items = ((answer ?? []) as Item[]).map((item) =>
      Object.fromEntries(Object.entries(item).filter(([each]) => !isOut(group.questions, each, { ...whole, ...item }))),
    )
    return [id, items]
  })
  return Object.fromEntries(given)
}

/** What is to be sent when answers changed: with what is no longer asked taken back, and what is asked again. */
export function toSend(definition: Definition, before: Answers, after: Answers): Answers {
  const [was, is] = [askedOnly(definition, before), askedOnly(definition, after)]
  return Object.fromEntries(Object.entries(is).filter(([id, answer]) => JSON.stringify(answer ?? null) !== JSON.stringify(was[id] ?? null)))
}

function factsOf(definition: Definition, answers: Answers, groupId: string | undefined): Item {
  const [item] = groupId === undefined ? [] : ((answers[groupId] ?? []) as Item[])
  return { ...wholeOf(definition, answers), ...item }
}

function wholeOf({ questions = [] }: Definition, answers: Answers): Item {
  return Object.fromEntries(questions.map(({ id }) => [id, (answers[id] ?? null) as Answer]))
}

const names = new WeakMap<Definition, ReadonlySet<string>>()

/** What conditions may name that is an answer. */
function namesIn(definition: Definition): ReadonlySet<string> {
  const known = names.get(definition)
  if (known !== undefined) return known
  const all = [...(definition.questions ?? []), ...(definition.groups ?? []).flatMap(({ questions }) => questions)]
  const found = new Set(all.map(({ id }) => id))
  names.set(definition, found)
  return found
}
