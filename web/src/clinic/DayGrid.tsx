/** The day's grid: what is shared stands above it, one patient a row, many signed at once. */
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Answers, Definition } from '../care/template'
import { Button, type Choice } from '../design/Fields'
import { useAltKey } from '../design/keys'
import { Loading, Notice } from '../design/Notice'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { takeKey } from './cellKeys'
import { cellOf, editorOf, textOf } from './cells'
import { Defaults } from './Defaults'
import { Grid, type At } from './Grid'
import { PatientList } from './PatientList'
import { linesOf } from './people'
import { MOST_ROWS, type Row } from './rows'
import { SignMany } from './SignMany'
import { Told } from './Told'
import type { Place } from './useRows'
import { useSheet } from './useSheet'

interface DayGridProps {
  place: Place
  definition: Definition
  providers: readonly Choice[]
  mine: string
}

export function DayGrid({ place, definition, providers, mine }: DayGridProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const [, open] = useLocation()
  const keys = useId()
  const [isWide, setWide] = useState(false)
  const [asking, setAsking] = useState<'list' | 'sign' | null>(null)
  const [pasted, setPasted] = useState('')
  const [at, setAt] = useState<At>({ row: 0, column: 0 })
  const [alreadyHere, setAlreadyHere] = useState(0)
  /** Counts what led back into the grid: it takes the focus then. */
  const [entered, setEntered] = useState(0)
  const [only] = providers.length === 1 ? providers : []
  const sheet = useSheet({ place, definition, mine: mine || (only?.value ?? ''), isWide })
  const { columns, rows, kept, states, ready } = sheet
  const here = { row: Math.min(at.row, rows.length - 1), column: Math.min(at.column, columns.length - 1) }
  const showing = { sheet, providers, t, formats }

  useAltKey('KeyS', () => ready.length > 0 && may('encounters:sign') && setAsking('sign'))

  function goOn(from: At, answers: Answers) {
    setAt(sheet.nextWaiting(from, answers))
  }

  function askForList(text: string) {
    setPasted(text)
    setAsking('list')
  }

  function onPaste(from: At, text: string) {
    if (columns[from.column]?.kind === 'patient') askForList(text)
    else sheet.paste(from, linesOf(text))
  }

  /** Where one stands, with its row and its column. */
  function standing<Result>(where: At, act: (row: Row, column: (typeof columns)[number]) => Result, otherwise: Result): Result {
    const [row, column] = [rows[where.row], columns[where.column]]
    return row === undefined || column === undefined ? otherwise : act(row, column)
  }

  if (sheet.isLoading) return <Loading />
  return (
    <>
      <Defaults
        questions={sheet.questions}
        isScanned={sheet.isScanned}
        on={place.servedOn}
        providers={providers}
        providerId={sheet.providerId}
        onProvider={sheet.setProvider}
        shared={sheet.shared}
        onShared={sheet.setShared}
        onScanned={sheet.takeUnit}
      />
      {sheet.problem && <Notice tone="bad">{sheet.problem}</Notice>}
      {alreadyHere > 0 && <Notice>{t('clinic.alreadyHere', { count: alreadyHere })}</Notice>}
      {kept.length >= MOST_ROWS && <Notice tone="warn">{t('clinic.full', { count: MOST_ROWS })}</Notice>}
      <div className="row">
        <Button onPress={() => askForList('')}>{t('clinic.list')}</Button>
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
        describedBy={keys}
        columns={columns}
        rowIds={rows.map(({ id }) => id)}
        at={here}
        onAt={setAt}
        entered={entered}
        cell={(where) => standing(where, (row, column) => cellOf(showing, row, column), { show: null, isReadOnly: true })}
        textOf={(where) => standing(where, textOf, '')}
        onPaste={onPaste}
        onCellKey={(where, event, numbers) =>
          standing(where, (row, column) => takeKey(sheet, { at: where, row, column, numbers, event }, { goOn, open }), false)
        }
        edit={(where, editing) =>
          standing(
            where,
            (row, column) =>
              editorOf(showing, row, column, editing, {
                onBegun: (begun, about) => {
                  editing.leave()
                  goOn({ row: where.row, column: 0 }, sheet.beginAt(begun, about))
                },
              }),
            null,
          )
        }
      />
      <Told row={rows[here.row]} column={columns[here.column]} state={states.get(rows[here.row]?.id ?? '')} />
      <p className="soft" id={keys}>
        {t('clinic.keys')}
      </p>
      {asking === 'list' && (
        <PatientList
          text={pasted}
          room={MOST_ROWS - kept.length}
          onClose={() => setAsking(null)}
          onPeople={(people) => {
            setAlreadyHere(sheet.fillFrom(people))
            setAt({ row: kept.length, column: 1 })
            setEntered((count) => count + 1)
          }}
        />
      )}
      {asking === 'sign' && (
        <SignMany
          rows={ready}
          attestation={definition.attestation}
          encounterIdOf={(row) => sheet.encounterIdOf(row) ?? ''}
          onClose={() => setAsking(null)}
          onSigned={(id) => sheet.change(id, { status: 'SIGNED' })}
        />
      )}
    </>
  )
}
