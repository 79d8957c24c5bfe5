/** Keys that a cell of the day's sheet takes itself, for all rows that are chosen in its column. */
import type { KeyboardEvent } from 'react'
import type { Answers } from '../care/template'
import { valueAt, type Column, type QuestionColumn } from './columns'
import type { At } from './moves'
import type { Row } from './rows'
import { choiceFrom, toggled } from './typed'
import { isAnswered, type Sheet } from './useSheet'

export interface Pressed {
  at: At
  row: Row
  column: Column
  /** Where the chosen rows stand, at least the one. */
  numbers: readonly number[]
  event: KeyboardEvent
}

interface Ways {
  goOn: (at: At, answers: Answers) => void
  open: (path: string) => void
}

/** Whether it was taken. */
export function takeKey(sheet: Sheet, pressed: Pressed, ways: Ways): boolean {
  const { row, column, numbers, event } = pressed
  const isHeld = event.ctrlKey || event.metaKey
  if (event.key.toLowerCase() === 'd' && isHeld) {
    sheet.fillDown(numbers, column)
    return true
  }
  if (isHeld || event.altKey) return false
  if (column.kind === 'state' && event.key === 'Enter') return openOrRetry(sheet, row, ways)
  if (column.kind === 'patient' && event.key === 'Delete' && row.id !== 'next' && sheet.encounterIdOf(row) === null) {
    sheet.remove(row.id)
    return true
  }
  // The row that waits for the next patient may be among those that are chosen.
  const open = numbers.flatMap((number) => sheet.rows[number] ?? []).find((each) => sheet.isOpen(each))
  if (column.kind !== 'question' || open === undefined) return false
  if (event.key === 'Delete' || event.key === 'Backspace') {
    sheet.say(numbers, column, () => null)
    return true
  }
  const { question } = column
  if (question.type === 'boolean') return takeYes(sheet, { ...pressed, row: open }, column, ways)
  return question.choices !== undefined && takeLetter(sheet, { ...pressed, row: open }, column, ways)
}

/** A draft that the server never had is sent again; any other is opened, and put right there. */
function openOrRetry(sheet: Sheet, row: Row, { open }: Ways): boolean {
  const encounterId = sheet.encounterIdOf(row)
  if (encounterId !== null) open(`/encounters/${encounterId}`)
  else sheet.retry(row.id)
  return true
}

/** Enter says yes and goes on; the space bar turns it over. */
function takeYes(sheet: Sheet, { at, row, numbers, event }: Pressed, column: QuestionColumn, { goOn }: Ways): boolean {
  if (event.key === 'Enter') goOn(at, sheet.say(numbers, column, () => true))
  else if (event.key === ' ') sheet.say(numbers, column, () => valueAt(row.answers, column) !== true)
  return event.key === 'Enter' || event.key.length === 1
}

/** A letter chooses; Enter on what was chosen goes on. */
function takeLetter(sheet: Sheet, { at, row, numbers, event }: Pressed, column: QuestionColumn, { goOn }: Ways): boolean {
  if (event.key === 'Enter' && isAnswered(row, column)) {
    goOn(at, row.answers)
    return true
  }
  if (event.key.length !== 1 || event.key === ' ') return false
  const { question } = column
  const present = valueAt(row.answers, column)
  const choice = question.many ? toggled(question, event.key, present) : choiceFrom(question, event.key, present)
  if (choice !== undefined) sheet.say(numbers, column, () => choice)
  return true
}
