/** The day as a sheet: its columns, its rows, and what typing, filling down and pasting do to them. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answersOf, type FoundUnit } from '../care/products'
import { withAnswer, withUsual } from '../care/suggestions'
import { isEmpty, scannedInto, type Answer, type Answers, type Definition, type Item } from '../care/template'
import { useScan } from '../care/useScan'
import type { About } from '../drafts/draft'
import { isAskedOf, waits } from './asked'
import { isCore, questionColumns, valueAt, withItem, type Column, type QuestionColumn } from './columns'
import type { At } from './moves'
import { MOST_ROWS, stateOf, type Row } from './rows'
import { answerFrom } from './typed'
import { useRows, type Place } from './useRows'

export interface SheetOptions {
  place: Place
  definition: Definition
  mine: string
  isWide: boolean
}

/** What a row has so far, while several of its cells are filled at once. */
interface Filled {
  answers: Answers
  wrong: Record<string, string>
}

export type Sheet = ReturnType<typeof useSheet>

export function useSheet({ place, definition, mine, isWide }: SheetOptions) {
  const { t } = useTranslation()
  const [group] = definition.groups ?? []
  const into = group === undefined ? null : scannedInto(definition, group)
  const [providerId, setProvider] = useState(mine)
  const [shared, setShared] = useState<Item>(() => withUsual(group?.questions ?? [], {}, place.servedOn))
  const day = useRows(place, definition)
  const { rows: kept, state, add, begin, answer, render } = day
  const { read, problem } = useScan(place.servedOn)

  const columns: Column[] = [
    { kind: 'patient', id: 'patient', label: t('claims.patient'), width: 'minmax(210px, 1.6fr)' },
    ...questionColumns(definition).filter((column) => isWide || isCore(column)),
    { kind: 'provider', id: 'provider', label: t('claim.provider'), width: '140px' },
    { kind: 'state', id: 'state', label: t('claims.status'), width: 'minmax(150px, 1.6fr)' },
    { kind: 'charge', id: 'charge', label: t('claims.charge'), width: '80px' },
  ]
  // The row that waits for the next patient stands last, and becomes one when somebody is in it.
  const waiting: Row = { id: 'next', about: null, answers: {}, providerId, status: null, outlook: null }
  const rows = kept.length < MOST_ROWS ? [...kept, waiting] : kept
  const states = new Map(rows.map((row) => [row.id, stateOf(row, state, definition)]))

  function isOpen(row: Row): boolean {
    return row.about?.patientId != null && (row.status === null || row.status === 'DRAFT')
  }

  function isAsked(row: Row, column: Column): boolean {
    return column.kind !== 'question' || !isOpen(row) || isAskedOf(definition, row.answers, column)
  }

  /** After a cell of a row: what waits for an answer next, there or further down; else the next patient. */
  function nextWaiting(from: At, answers: Answers): At {
    for (let index = from.row; index < kept.length; index += 1) {
      const row = rows[index]
      if (row === undefined || (index > from.row && !isOpen(row))) continue
      const known = index === from.row ? answers : row.answers
      const column = columns.findIndex(
        (each, number) => (index > from.row || number > from.column) && each.kind === 'question' && waits(definition, known, each),
      )
      if (column !== -1) return { row: index, column }
    }
    return { row: rows.length, column: 0 }
  }

  function withValue(answers: Answers, column: QuestionColumn, value: Answer): Answers {
    const { group: within } = column
    if (within === null) return { ...answers, [column.id]: value }
    return { ...answers, ...withItem(answers, within, (item) => withAnswer(within.questions, item, column.id, value)) }
  }

  /** One answer for some rows; returns what the first of them has then. */
  function say(numbers: readonly number[], column: QuestionColumn, valueFor: (row: Row) => Answer): Answers {
    const open = numbers.flatMap((number) => rows[number] ?? []).filter((row) => isOpen(row) && isAsked(row, column))
    const said = open.map((row) => {
      const answers = withValue(row.answers, column, valueFor(row))
      answer(row, answers, without(row.wrong, column.id))
      return answers
    })
    return said[0] ?? {}
  }

  /** It is no answer: it stays in its cell, where it can be put right. */
  function refuse(row: Row, column: QuestionColumn, text: string) {
    answer(row, row.answers, { ...row.wrong, [column.id]: text })
  }

  /** Rows and columns of text, from a cell on: what is asked there takes it. */
  function paste(at: At, lines: readonly (readonly string[])[]) {
    lines.forEach((cells, down) => {
      const row = rows[at.row + down]
      if (row === undefined || !isOpen(row)) return
      let filled: Filled = { answers: row.answers, wrong: { ...row.wrong } }
      cells.forEach((text, right) => {
        const column = columns[at.column + right]
        if (column?.kind === 'question' && isAskedOf(definition, filled.answers, column)) filled = withText(filled, column, text)
      })
      answer(row, filled.answers, filled.wrong)
    })
  }

  function withText({ answers, wrong }: Filled, column: QuestionColumn, text: string): Filled {
    const given = answerFrom(column.question, text)
    if (given === undefined) return { answers, wrong: { ...wrong, [column.id]: text } }
    return { answers: withValue(answers, column, given), wrong: without(wrong, column.id) }
  }

  /** As the first of several rows, or the row above a single one, has it; on a patient, the whole row. */
  function fillDown(numbers: readonly number[], column: Column) {
    const [first = 0, ...others] = numbers
    const source = rows[others.length > 0 ? first : first - 1]
    if (source === undefined || source.about === null) return
    for (const number of others.length > 0 ? others : [first]) {
      const row = rows[number]
      if (row === undefined || !isOpen(row)) continue
      if (column.kind === 'question') say([number], column, () => valueAt(source.answers, column) ?? null)
      if (column.kind === 'patient' && group !== undefined) {
        const [item] = (source.answers[group.id] ?? []) as Item[]
        answer(row, { ...row.answers, ...withItem(row.answers, group, (known) => ({ ...known, ...item })) })
      }
      if (column.kind !== 'question' && source.providerId !== row.providerId) render(row, source.providerId)
    }
  }

  function beginAt(row: Row, about: About & { patientId: string }): Answers {
    const [own = row] = row.id === 'next' ? add([null], providerId) : [row]
    const answers: Answers = group === undefined ? {} : { [group.id]: [shared] }
    begin({ ...own, providerId }, about, answers)
    return answers
  }

  /** Everybody of a list who is not here yet; how many were already. */
  function fillFrom(people: readonly About[]): number {
    const here = new Set(kept.flatMap(({ about }) => about?.patientId ?? []))
    const others = people.filter(({ patientId }) => patientId === null || !here.has(patientId))
    for (const row of add(others, providerId)) {
      if (row.about?.patientId != null) beginAt(row, { ...row.about, patientId: row.about.patientId })
    }
    return people.length - others.length
  }

  async function scan(row: Row, text: string) {
    const unit = await read(text)
    if (unit === null || group === undefined || into === null) return
    answer(row, { ...row.answers, ...withItem(row.answers, group, (item) => withUnit(item, unit)) })
  }

  function withUnit(item: Item, unit: FoundUnit): Item {
    return Object.entries(answersOf(unit, into ?? {})).reduce((known, [id, value]) => withAnswer(group?.questions ?? [], known, id, value), item)
  }

  return {
    ...day,
    columns,
    kept,
    rows,
    states,
    ready: kept.filter((row) => states.get(row.id)?.kind === 'ready'),
    questions: group?.questions ?? [],
    isScanned: into !== null,
    problem,
    providerId,
    setProvider,
    shared,
    setShared,
    takeUnit: (unit: FoundUnit) => setShared((item) => withUnit(item, unit)),
    isOpen,
    isAsked,
    nextWaiting,
    say,
    refuse,
    paste,
    fillDown,
    beginAt,
    fillFrom,
    scan,
    encounterIdOf: (row: Row) => state.drafts.get(row.id)?.encounterId ?? null,
  }
}

function without(wrong: Readonly<Record<string, string>> = {}, id: string): Record<string, string> {
  return Object.fromEntries(Object.entries(wrong).filter(([each]) => each !== id))
}

/** Whether an answer is there, for what is shown. */
export function isAnswered(row: Row, column: QuestionColumn): boolean {
  return !isEmpty(valueAt(row.answers, column))
}
