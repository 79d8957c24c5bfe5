/** What people type into a cell, as the API takes it. */
import { answerOf, type Answer, type Question } from '../care/template'

const CENTURY = 2000

/** `2027-06-30`, `6/30/27`, `063027`, and `6/2027` for a month's last day; null where it is no day. */
export function dayFrom(text: string): string | null {
  const trimmed = text.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed)
  if (iso) return checkedDay(iso[1], iso[2], iso[3])
  const day = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec(trimmed) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(trimmed)
  if (day) return checkedDay(day[3], day[1], day[2])
  const month = /^(\d{1,2})[/.-](\d{4}|\d{2})$/.exec(trimmed)
  return month ? checkedDay(month[2], month[1], '0') : null
}

const SAYS_YES = /^(?:yes|y|true|x|1|sí|si|s)$/i
const SAYS_NO = /^(?:no|n|false|0)$/i
const NUMBERS: Partial<Record<Question['type'], RegExp>> = { integer: /^-?\d+$/, decimal: /^-?\d+(?:\.\d+)?$/ }

/** Undefined: it is no answer. */
export function answerFrom(question: Question, text: string): Answer | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (question.type === 'date') return dayFrom(trimmed) ?? undefined
  if (question.type === 'boolean') return SAYS_YES.test(trimmed) ? true : SAYS_NO.test(trimmed) ? false : undefined
  if (question.choices) return question.many ? manyFrom(question, trimmed) : choiceNamed(question, trimmed)
  if (question.longest !== undefined && trimmed.length > question.longest) return undefined
  const pattern = NUMBERS[question.type]
  const said = pattern === undefined ? trimmed : trimmed.replace(',', '.')
  return pattern === undefined || pattern.test(said) ? answerOf(question, said) : undefined
}

/** By what a choice is called, or by the value that stands for it. */
function choiceNamed({ choices = [] }: Question, text: string): string | undefined {
  const wanted = text.toLowerCase()
  return choices.find(({ value, label }) => value.toLowerCase() === wanted || label.toLowerCase() === wanted)?.value
}

function manyFrom(question: Question, text: string): string[] | undefined {
  const named = text.split(/[;,]/).map((part) => choiceNamed(question, part.trim()))
  return named.every((value) => value !== undefined) ? named : undefined
}

/** The next choice after the present one that begins with a letter, by its label or its value. */
export function choiceFrom(question: Question, letter: string, present: Answer | undefined): string | undefined {
  const wanted = letter.toLowerCase()
  const fitting = (question.choices ?? [])
    .filter(({ value, label }) => label.toLowerCase().startsWith(wanted) || value.toLowerCase().startsWith(wanted))
    .map(({ value }) => value)
  return fitting[fitting.indexOf(String(present)) + 1] ?? fitting[0]
}

/** Several choices with the ones that begin with a letter in or out; undefined where none does. */
export function toggled(question: Question, letter: string, present: Answer | undefined): string[] | undefined {
  const chosen = Array.isArray(present) ? present : []
  const choice = choiceFrom(question, letter, chosen.findLast((value) => beginsWith(question, value, letter)))
  if (choice === undefined) return undefined
  return chosen.includes(choice) ? chosen.filter((value) => !beginsWith(question, value, letter)) : [...chosen, choice]
}

function beginsWith({ choices = [] }: Question, value: string, letter: string): boolean {
  return choices.find((choice) => choice.value === value)?.label.toLowerCase().startsWith(letter.toLowerCase()) ?? false
}

function checkedDay(year = '', month = '', day = ''): string | null {
  const full = year.length === 2 ? CENTURY + Number(year) : Number(year)
  const last = new Date(Date.UTC(full, Number(month), 0)).getUTCDate()
  const isDay = Number(month) >= 1 && Number(month) <= 12 && Number(day) <= last
  return isDay ? [full, Number(month), Number(day) || last].map((part) => String(part).padStart(2, '0')).join('-') : null
}
