/** What the cells of a day's sheet show and say, and what they become while they are edited. */
import type { TFunction } from 'i18next'
import { inWords } from '../care/differences'
import { looksScanned } from '../care/gs1'
import { isEmpty, type Answer } from '../care/template'
import type { Choice } from '../design/Fields'
import type { Formats } from '../words/format'
import { valueAt, type Column, type QuestionColumn } from './columns'
import { ChoiceEditor, ManyEditor, PatientEditor, TextEditor } from './editors'
import type { Cell, Editing } from './Grid'
import { faultAt, type Row, type RowState } from './rows'
import { StateCell, StateMark } from './StateCell'
import { answerFrom } from './typed'
import type { Sheet } from './useSheet'

export interface Showing {
  sheet: Sheet
  providers: readonly Choice[]
  t: TFunction
  formats: Formats
}

export function cellOf({ sheet, providers, t, formats }: Showing, row: Row, column: Column): Cell {
  const state = sheet.states.get(row.id) ?? { kind: 'empty' }
  const isReadOnly = !sheet.isOpen(row)
  switch (column.kind) {
    case 'patient':
      return patientCell(row, state, { t, formats })
    case 'provider':
      return { show: row.about === null ? '' : (providers.find(({ value }) => value === row.providerId)?.label ?? '—'), isReadOnly }
    case 'charge':
      return { show: row.outlook ? formats.money(row.outlook.preview.chargeCents) : '', isReadOnly: true, isNumber: true }
    case 'state':
      return { show: <StateCell state={state} encounterId={sheet.encounterIdOf(row)} />, isReadOnly: true }
    case 'question':
      if (!sheet.isAsked(row, column)) return { show: '—', label: t('clinic.notAsked', { question: column.label }), isReadOnly: true, isNotAsked: true }
      return { ...questionCell(row, column, state, { t, formats }), isReadOnly }
  }
}

function patientCell({ about }: Row, state: RowState, { t, formats }: Pick<Showing, 't' | 'formats'>): Cell {
  if (about === null) return { show: <span className="soft">{t('clinic.nextPatient')}</span> }
  const show = (
    <>
      <StateMark state={state} />
      <span className="name">
        {about.name} {about.birthOn && <span className="soft">{formats.day(about.birthOn)}</span>}
      </span>
    </>
  )
  return { show, isReadOnly: about.patientId !== null }
}

function questionCell(row: Row, column: QuestionColumn, state: RowState, { t, formats }: Pick<Showing, 't' | 'formats'>): Cell {
  const wrong = row.wrong?.[column.id]
  if (wrong !== undefined) {
    return { show: <span className="wrong">{wrong}</span>, label: `${column.label}: ${wrong}, ${whyWrong(column, wrong, t)}`, isInvalid: true }
  }
  return { show: shownAnswer(column, valueAt(row.answers, column), { t, formats }), isInvalid: faultAt(state, column.id) !== null }
}

function shownAnswer({ question }: QuestionColumn, value: Answer | undefined, { t, formats }: Pick<Showing, 't' | 'formats'>) {
  if (isEmpty(value)) return ''
  if (question.type === 'boolean') return t(value === true ? 'clinic.yes' : 'clinic.no')
  return question.type === 'date' ? formats.day(String(value)) : inWords(question, value)
}

/** Why a text is no answer to a question, and what would be one. */
export function whyWrong({ question }: QuestionColumn, text: string, t: TFunction): string {
  if (question.choices) return t('clinic.wrong.choice', { choices: question.choices.map(({ label }) => label).join(', ') })
  if (question.longest !== undefined && text.length > question.longest) return t('clinic.wrong.longest', { count: question.longest })
  const { type } = question
  if (type === 'date' || type === 'integer' || type === 'decimal' || type === 'boolean') return t(`clinic.wrong.${type}`)
  return t('clinic.noAnswer')
}

/** What a cell is on the clipboard: it can be pasted again. */
export function textOf(row: Row, column: Column): string {
  if (column.kind === 'patient') return row.about?.name ?? ''
  if (column.kind !== 'question') return ''
  const value = valueAt(row.answers, column)
  return Array.isArray(value) ? value.join(';') : isEmpty(value) ? '' : String(value)
}

interface Acts {
  /** Somebody is in a row now. */
  onBegun: (row: Row, about: Parameters<Sheet['beginAt']>[1]) => void
}

export function editorOf({ sheet, providers, t }: Showing, row: Row, column: Column, editing: Editing, { onBegun }: Acts) {
  if (column.kind === 'patient') {
    return <PatientEditor {...editing} words={row.about?.name.split(',')[0] ?? ''} onPatient={(about) => onBegun(row, about)} />
  }
  if (column.kind === 'provider') {
    return <ChoiceEditor {...editing} label={column.label} value={row.providerId} choices={providers} onChoice={(id) => id && sheet.render(row, id)} />
  }
  if (column.kind !== 'question') return null
  const { question } = column
  const value = valueAt(row.answers, column)
  const number = sheet.rows.indexOf(row)
  const onAnswer = (given: Answer) => sheet.say([number], column, () => given)
  if (question.choices && question.many) {
    return <ManyEditor {...editing} label={column.label} values={Array.isArray(value) ? value : []} choices={question.choices} onChoices={onAnswer} />
  }
  if (question.choices) {
    return (
      <ChoiceEditor
        {...editing}
        label={column.label}
        value={isEmpty(value) ? '' : String(value)}
        choices={question.choices}
        onChoice={(chosen) => onAnswer(chosen || null)}
      />
    )
  }
  return (
    <TextEditor
      {...editing}
      label={column.label}
      value={row.wrong?.[column.id] ?? (isEmpty(value) ? '' : String(value))}
      why={(text) => (answerFrom(question, text) === undefined ? whyWrong(column, text, t) : null)}
      onWrong={(text) => sheet.refuse(row, column, text)}
      onText={(text) => {
        if (sheet.isScanned && looksScanned(text)) return void sheet.scan(row, text)
        const given = answerFrom(question, text)
        if (given !== undefined && (given !== (value ?? null) || row.wrong?.[column.id] !== undefined)) onAnswer(given)
      }}
    />
  )
}
