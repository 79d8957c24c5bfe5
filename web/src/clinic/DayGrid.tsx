/** The day's grid: what is shared stands above it, one patient a row, many signed at once. */
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { looksScanned } from '../care/gs1'
import { inWords } from '../care/differences'
import { answersOf, type FoundUnit } from '../care/products'
import { withAnswer, withUsual } from '../care/suggestions'
import { isEmpty, scannedInto, type Answer, type Answers, type Definition, type Item } from '../care/template'
import { useScan } from '../care/useScan'
import { Button } from '../design/Fields'
import { useAltKey } from '../design/keys'
import { Loading, Notice } from '../design/Notice'
import type { About } from '../drafts/draft'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { isCore, questionColumns, valueAt, withItem, type Column, type QuestionColumn } from './columns'
import { Defaults } from './Defaults'
import { ChoiceEditor, PatientEditor, TextEditor } from './editors'
import { Grid, type At, type Cell, type Editing } from './Grid'
import { PatientList } from './PatientList'
import { MOST_ROWS, stateOf, type Row } from './rows'
import { SignMany } from './SignMany'
import { StateCell } from './StateCell'
import { answerFrom, choiceFrom } from './typed'
import { useRows, type Place } from './useRows'

interface DayGridProps {
  place: Place
  definition: Definition
  providers: readonly { value: string; label: string }[]
  mine: string
}

export function DayGrid({ place, definition, providers, mine }: DayGridProps) {
  const { t } = useTranslation()
  const { day, money } = useFormats()
  const may = useMay()
  const [, open] = useLocation()
  const questions = questionColumns(definition)
  const [group] = definition.groups ?? []
  const into = group === undefined ? null : scannedInto(definition, group)
  const [providerId, setProvider] = useState(mine || (providers.length === 1 ? (providers[0]?.value ?? '') : ''))
  const [shared, setShared] = useState<Item>(() => withUsual(group?.questions ?? [], {}, place.servedOn))
  const [isWide, setWide] = useState(false)
  const [asking, setAsking] = useState<'list' | 'sign' | null>(null)
  const [at, setAt] = useState<At>({ row: 0, column: 0 })
  const { rows: kept, state, isLoading, add, begin, answer, render, remove, change } = useRows(place)
  const { read, problem } = useScan(place.servedOn)

  const columns: Column[] = [
    { kind: 'patient', id: 'patient', label: t('claims.patient'), width: 'minmax(190px, 1.4fr)' },
    ...questions.filter((column) => isWide || isCore(column)),
    { kind: 'provider', id: 'provider', label: t('claim.provider'), width: '150px' },
    { kind: 'state', id: 'state', label: t('claims.status'), width: 'minmax(190px, 2fr)' },
    { kind: 'charge', id: 'charge', label: t('claims.charge'), width: '84px' },
  ]
  // The row that waits for the next patient stands last, and becomes one when somebody is in it.
  const waiting: Row = { id: 'next', about: null, answers: {}, providerId, status: null, outlook: null }
  const rows = kept.length < MOST_ROWS ? [...kept, waiting] : kept
  const states = new Map(rows.map((row) => [row.id, stateOf(row, state, definition)]))
  const ready = kept.filter((row) => states.get(row.id)?.kind === 'ready')

  useAltKey('KeyS', () => ready.length > 0 && may('encounters:sign') && setAsking('sign'))

  function isOpen(row: Row): boolean {
    return row.about?.patientId != null && (row.status === null || row.status === 'DRAFT')
  }

  /** The next cell that waits for an answer, else the next row's patient. */
  function goOn(row: number, from: number, answers: Answers) {
    const next = columns.findIndex(
      (column, index) => index > from && column.kind === 'question' && column.question.required && isEmpty(valueAt(answers, column)),
    )
    setAt(next === -1 ? { row: row + 1, column: 0 } : { row, column: next })
  }

  function beginAt(index: number, row: Row, about: About & { patientId: string }) {
    const [own = row] = row.id === 'next' ? add([null], providerId) : [row]
    const answers: Answers = group === undefined ? {} : { [group.id]: [shared] }
    begin({ ...own, providerId }, about, answers)
    goOn(index, 0, answers)
  }

  function say(row: Row, column: QuestionColumn, value: Answer): Answers {
    const changed: Answers =
      column.group === null
        ? { [column.id]: value }
        : withItem(row.answers, column.group, (item) => withAnswer(column.group?.questions ?? [], item, column.id, value))
    answer(row, changed)
    return { ...row.answers, ...changed }
  }

  async function scan(row: Row, text: string) {
    const unit = await read(text)
    if (unit === null || group === undefined || into === null) return
    answer(row, withItem(row.answers, group, (item) => withUnit(item, unit)))
  }

  function withUnit(item: Item, unit: FoundUnit): Item {
    return Object.entries(answersOf(unit, into ?? {})).reduce((known, [id, value]) => withAnswer(group?.questions ?? [], known, id, value), item)
  }

  function copyDown({ row: index, column: place }: At) {
    const [above, row, column] = [rows[index - 1], rows[index], columns[place]]
    if (above === undefined || row === undefined || column === undefined || !isOpen(row)) return
    if (column.kind === 'question') say(row, column, valueAt(above.answers, column) ?? null)
    if (column.kind === 'provider') render(row, above.providerId)
    if (column.kind === 'patient' && group !== undefined) {
      answer(row, withItem(row.answers, group, (item) => ({ ...item, ...(above.answers[group.id] as Item[] | undefined)?.[0] })))
      if (above.providerId !== row.providerId) render(row, above.providerId)
    }
  }

  function onCellKey(here: At, event: KeyboardEvent): boolean {
    const [row, column] = [rows[here.row], columns[here.column]]
    if (row === undefined || column === undefined) return false
    if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) {
      copyDown(here)
      return true
    }
    const encounterId = state.drafts.get(row.id)?.encounterId
    if (column.kind === 'state' && event.key === 'Enter' && encounterId) {
      open(`/encounters/${encounterId}`)
      return true
    }
    if (column.kind === 'patient' && event.key === 'Delete' && row.id !== 'next' && encounterId === null) {
      remove(row.id)
      return true
    }
    if (column.kind !== 'question' || !isOpen(row)) return false
    const { question } = column
    if (event.key === 'Delete' || event.key === 'Backspace') {
      say(row, column, null)
      return true
    }
    if (question.type === 'boolean' && (event.key === ' ' || event.key === 'Enter')) {
      const answers = say(row, column, event.key === 'Enter' ? true : valueAt(row.answers, column) !== true)
      if (event.key === 'Enter') goOn(here.row, here.column, answers)
      return true
    }
    const isLetter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey
    if (question.type === 'boolean') return isLetter
    if (question.choices && isLetter) {
      const choice = choiceFrom(question, event.key, valueAt(row.answers, column))
      if (choice !== undefined) say(row, column, choice)
      return true
    }
    return false
  }

  function cell({ row: index, column: place_ }: At): Cell {
    const [row, column] = [rows[index], columns[place_]]
    if (row === undefined || column === undefined) return { show: null, isReadOnly: true }
    if (column.kind === 'patient') return patientCell(row)
    if (column.kind === 'provider') {
      const shownName = row.about === null ? '' : (providers.find(({ value }) => value === row.providerId)?.label ?? '—')
      return { show: shownName, isReadOnly: !isOpen(row) }
    }
    if (column.kind === 'charge') {
      return { show: row.outlook ? money(row.outlook.preview.chargeCents) : '', isReadOnly: true, isNumber: true }
    }
    const rowState = states.get(row.id) ?? { kind: 'empty' }
    if (column.kind === 'state') {
      return { show: <StateCell state={rowState} encounterId={state.drafts.get(row.id)?.encounterId ?? null} />, isReadOnly: true }
    }
    if (column.kind !== 'question') return { show: null, isReadOnly: true }
    const value = valueAt(row.answers, column)
    const isMissing = rowState.kind === 'missing' && rowState.labels.includes(column.label)
    return { show: shownAnswer(column, value), isReadOnly: !isOpen(row), isInvalid: isMissing }
  }

  function patientCell(row: Row): Cell {
    if (row.about === null) return { show: <span className="soft">{t('clinic.nextPatient')}</span> }
    const show = (
      <>
        {row.about.name} {row.about.birthOn && <span className="soft">{day(row.about.birthOn)}</span>}
      </>
    )
    return { show, isReadOnly: row.about.patientId !== null }
  }

  function shownAnswer({ question }: QuestionColumn, value: Answer | undefined) {
    if (isEmpty(value)) return ''
    if (question.type === 'boolean') return t(value === true ? 'clinic.yes' : 'clinic.no')
    return question.type === 'date' ? day(String(value)) : inWords(question, value)
  }

  function edit({ row: index, column: place_ }: At, editing: Editing) {
    const [row, column] = [rows[index], columns[place_]]
    if (row === undefined || column === undefined) return null
    if (column.kind === 'patient') {
      return (
        <PatientEditor
          {...editing}
          words={row.about?.name.split(',')[0] ?? ''}
          onPatient={(about) => {
            editing.leave()
            beginAt(index, row, about)
          }}
        />
      )
    }
    if (column.kind === 'provider') {
      return <ChoiceEditor {...editing} label={column.label} value={row.providerId} choices={providers} onChoice={(id) => id && render(row, id)} />
    }
    if (column.kind !== 'question') return null
    const { question } = column
    const value = valueAt(row.answers, column)
    if (question.choices) {
      return (
        <ChoiceEditor {...editing} label={column.label} value={isEmpty(value) ? '' : String(value)} choices={question.choices} onChoice={(chosen) => say(row, column, chosen || null)} />
      )
    }
    return (
      <TextEditor
        {...editing}
        label={column.label}
        value={isEmpty(value) ? '' : String(value)}
        onText={(text) => {
          if (into !== null && looksScanned(text)) {
            void scan(row, text)
            return true
          }
          const given = answerFrom(question, text)
          if (given === undefined) return false
          if (given !== (value ?? null)) say(row, column, given)
          return true
        }}
      />
    )
  }

  if (isLoading) return <Loading />
  return (
    <>
      <Defaults
        questions={group?.questions ?? []}
        isScanned={into !== null}
        on={place.servedOn}
        providers={providers}
        providerId={providerId}
        onProvider={setProvider}
        shared={shared}
        onShared={setShared}
        onScanned={(unit) => setShared((item) => withUnit(item, unit))}
      />
      {problem && <Notice tone="bad">{problem}</Notice>}
      <div className="row">
        <Button onPress={() => setAsking('list')}>{t('clinic.list')}</Button>
        <Button onPress={() => setWide(!isWide)} aria-pressed={isWide}>
          {t('clinic.allColumns')}
        </Button>
        {may('encounters:sign') && (
          <Button kind="primary" aria-keyshortcuts="Alt+S" isDisabled={ready.length === 0} onPress={() => setAsking('sign')}>
            {t('clinic.signReady', { count: ready.length })} <kbd>Alt S</kbd>
          </Button>
        )}
        <span className="soft" role="status">
          {t('clinic.counted', { count: kept.length, ready: ready.length, signed: [...states.values()].filter(({ kind }) => kind === 'signed').length })}
        </span>
      </div>
      <Grid
        label={t('rooms.clinic')}
        columns={columns}
        rowIds={rows.map(({ id }) => id)}
        at={{ row: Math.min(at.row, rows.length - 1), column: Math.min(at.column, columns.length - 1) }}
        onAt={setAt}
        cell={cell}
        edit={edit}
        onCellKey={onCellKey}
      />
      <p className="soft">{t('clinic.keys')}</p>
      {asking === 'list' && (
        <PatientList
          room={MOST_ROWS - kept.length}
          onClose={() => setAsking(null)}
          onPeople={(people) => {
            const added = add(people, providerId)
            const answers: Answers = group === undefined ? {} : { [group.id]: [shared] }
            for (const row of added) {
              const { about } = row
              if (about?.patientId != null) begin(row, { ...about, patientId: about.patientId }, answers)
            }
          }}
        />
      )}
      {asking === 'sign' && (
        <SignMany
          rows={ready}
          attestation={definition.attestation}
          encounterIdOf={(row) => state.drafts.get(row.id)?.encounterId ?? ''}
          onClose={() => setAsking(null)}
          onSigned={(id) => change(id, { status: 'SIGNED' })}
        />
      )}
    </>
  )
}
