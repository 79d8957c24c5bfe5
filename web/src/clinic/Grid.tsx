/** A grid for the keyboard (ARIA's grid pattern): arrows go, Enter edits, Escape leaves it as it was. */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type ClipboardEvent, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'
import { moveOf, nextToFill, placeAfter, within, type At } from './moves'

const ROW_PIXELS = 33
const ROWS_AHEAD = 8
const CURRENT = '[role$="cell"][tabindex="0"], [role="rowheader"][tabindex="0"]'
const HELD = new Set(['Shift', 'Control', 'Alt', 'Meta'])

export type { At } from './moves'

export interface GridColumn {
  id: string
  label: string
  width: string
}

export interface Cell {
  show: ReactNode
  /** What is read aloud where the look alone says it. */
  label?: string | undefined
  isInvalid?: boolean
  isReadOnly?: boolean
  /** Nobody needs to answer here: the keyboard goes past it. */
  isNotAsked?: boolean
  isNumber?: boolean
}

export type Step = 'stay' | 'down' | 'up' | 'right' | 'left'

export interface Editing {
  /** What was typed to begin with; null where Enter began it. */
  typed: string | null
  /** Leaves the editor, and goes on. */
  leave: (step?: Step) => void
}

interface GridProps {
  label: string
  /** The id of what says which keys there are. */
  describedBy: string
  columns: readonly GridColumn[]
  rowIds: readonly string[]
  at: At
  onAt: (at: At) => void
  /** Changes whenever the grid shall take the focus. */
  entered: number
  cell: (at: At) => Cell
  edit: (at: At, editing: Editing) => ReactNode
  /** A key that the cell, or the rows chosen in its column, take themselves; true where they did. */
  onCellKey: (at: At, event: KeyboardEvent, rows: readonly number[]) => boolean
  onPaste: (at: At, text: string) => void
  /** What a cell is on the clipboard. */
  textOf: (at: At) => string
}

export function Grid({ label, describedBy, columns, rowIds, at, onAt, entered, cell, edit, onCellKey, onPaste, textOf }: GridProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState<string | null | undefined>(undefined)
  const isEditing = typed !== undefined
  const [isEntered, setEntered] = useState(false)
  /** Where the rows that are chosen in this column begin; the last is where one stands. */
  const [from, setFrom] = useState<number | null>(null)
  const isLeaving = useRef(false)
  const last = { row: rowIds.length - 1, column: columns.length - 1 }
  const virtual = useVirtualizer({
    count: rowIds.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PIXELS,
    overscan: ROWS_AHEAD,
    // Where one stands is there always, however far it was scrolled.
    rangeExtractor: (range) => [...new Set([at.row, ...defaultRangeExtractor(range)])].sort((one, other) => one - other),
  })
  const chosen = rowsBetween(from ?? at.row, at.row)
  const current = rowIds[at.row]

  useEffect(() => {
    const holder = document.activeElement
    const isElsewhere = holder !== document.body && !scroll.current?.contains(holder)
    if (isEditing || !isEntered || isElsewhere) return
    scroll.current?.querySelector<HTMLElement>(CURRENT)?.focus()
  }, [at.row, at.column, current, isEditing, isEntered])

  useEffect(() => {
    if (entered === 0) return
    // After the dialog that led here has given the focus back.
    const frame = requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(CURRENT)?.focus())
    return () => cancelAnimationFrame(frame)
  }, [entered])

  function go(place: At, isChoosing = false) {
    setFrom(isChoosing ? (from ?? at.row) : null)
    onAt(within(place, last))
  }

  function leave(step: Step = 'stay') {
    setTyped(undefined)
    if (step === 'down') go({ ...at, row: at.row + 1 })
    if (step === 'up') go({ ...at, row: at.row - 1 })
    if (step === 'right' || step === 'left') go(nextToFill(at, step === 'right' ? 1 : -1, last, canFill) ?? at)
  }

  function canFill(place: At): boolean {
    const { isReadOnly, isNotAsked } = cell(place)
    return !isReadOnly && !isNotAsked
  }

  function onKey(event: KeyboardEvent) {
    if (isEditing || HELD.has(event.key)) return
    const mayLeave = isLeaving.current
    isLeaving.current = event.key === 'Escape'
    if (onCellKey(at, event, chosen)) return event.preventDefault()
    if (event.key === 'Tab') return mayLeave ? undefined : onTab(event)
    const move = moveOf(event)
    if (move !== null) {
      event.preventDefault()
      return go(placeAfter(at, move, last, (place) => !cell(place).isNotAsked), event.shiftKey && move.rows !== 0)
    }
    if (event.key === 'Escape') setFrom(null)
    if (canFill(at)) beginBy(event)
  }

  function onTab(event: KeyboardEvent) {
    const next = nextToFill(at, event.shiftKey ? -1 : 1, last, canFill)
    if (next === null) return
    event.preventDefault()
    go(next)
  }

  function beginBy(event: KeyboardEvent) {
    const isLetter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey
    if (event.key !== 'Enter' && event.key !== 'F2' && !isLetter) return
    event.preventDefault()
    setFrom(null)
    setTyped(isLetter ? event.key : null)
  }

  function paste(event: ClipboardEvent) {
    if (isEditing) return
    event.preventDefault()
    onPaste(at, event.clipboardData.getData('text/plain'))
  }

  function copy(event: ClipboardEvent) {
    if (isEditing) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', chosen.map((row) => textOf({ ...at, row })).join('\n'))
  }

  function point(place: At) {
    if (place.row === at.row && place.column === at.column) return
    // What is being edited is kept first.
    if (isEditing && document.activeElement instanceof HTMLElement) document.activeElement.blur()
    setFrom(null)
    onAt(place)
  }

  const widths = { '--columns': columns.map((column) => column.width).join(' ') } as CSSProperties
  return (
    <div className="grid" style={widths} ref={scroll}>
      <div
        role="grid"
        aria-label={label}
        aria-describedby={describedBy}
        aria-rowcount={rowIds.length + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        onKeyDown={onKey}
        onPaste={paste}
        onCopy={copy}
        onFocus={() => setEntered(true)}
      >
        <div role="rowgroup" className="head">
          <div role="row" aria-rowindex={1}>
            {columns.map((column) => (
              <span role="columnheader" key={column.id} title={column.label}>
                {column.label}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index: row, start }) => (
            <div role="row" key={rowIds[row]} aria-rowindex={row + 2} style={{ top: start }} className={row === at.row ? 'current' : undefined}>
              {columns.map((column, place) => {
                const isHere = at.row === row && at.column === place
                const { show, label: said, isInvalid, isReadOnly, isNotAsked, isNumber } = cell({ row, column: place })
                const isChosen = chosen.length > 1 && at.column === place && chosen.includes(row)
                return (
                  <div
                    key={column.id}
                    role={place === 0 ? 'rowheader' : 'gridcell'}
                    tabIndex={isHere && !isEditing ? 0 : -1}
                    aria-label={said}
                    aria-colindex={place + 1}
                    aria-selected={isChosen ? true : undefined}
                    aria-invalid={isInvalid ? true : undefined}
                    aria-readonly={isReadOnly || isNotAsked ? true : undefined}
                    className={isNotAsked ? 'not-asked' : isNumber ? 'number' : undefined}
                    onMouseDown={() => !isNotAsked && point({ row, column: place })}
                    onDoubleClick={() => canFill({ row, column: place }) && setTyped(null)}
                  >
                    {isHere && isEditing ? edit(at, { typed, leave }) : show}
                  </div>
                )
              })}
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}

function rowsBetween(one: number, other: number): number[] {
  const first = Math.min(one, other)
  return Array.from({ length: Math.abs(one - other) + 1 }, (_, place) => first + place)
}
