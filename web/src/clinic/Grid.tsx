/** A grid for the keyboard (ARIA's grid pattern): arrows go, Enter edits, Escape leaves it as it was. */
import { useEffect, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'

const PAGE_ROWS = 10

export interface GridColumn {
  id: string
  label: string
  width: string
}

export interface At {
  row: number
  column: number
}

export interface Cell {
  show: ReactNode
  /** What is read aloud where the look alone says it. */
  label?: string
  isInvalid?: boolean
  isReadOnly?: boolean
  isNumber?: boolean
}

export interface Editing {
  /** What was typed to begin with; null where Enter began it. */
  typed: string | null
  /** Leaves the editor, and goes on. */
  leave: (step?: 'stay' | 'down' | 'right') => void
}

interface GridProps {
  label: string
  columns: readonly GridColumn[]
  rowIds: readonly string[]
  at: At
  onAt: (at: At) => void
  cell: (at: At) => Cell
  edit: (at: At, editing: Editing) => ReactNode
  /** A key that the cell takes itself; true where it did. */
  onCellKey: (at: At, event: KeyboardEvent) => boolean
}

export function Grid({ label, columns, rowIds, at, onAt, cell, edit, onCellKey }: GridProps) {
  const grid = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState<string | null | undefined>(undefined)
  const isEditing = typed !== undefined
  const [isEntered, setEntered] = useState(false)

  useEffect(() => {
    const holder = document.activeElement
    const isElsewhere = holder !== document.body && !grid.current?.contains(holder)
    if (isEditing || !isEntered || isElsewhere) return
    grid.current?.querySelector<HTMLElement>('[role$="cell"][tabindex="0"], [role="rowheader"][tabindex="0"]')?.focus()
  }, [at, isEditing, isEntered])

  function go(row: number, column: number) {
    const last = { row: rowIds.length - 1, column: columns.length - 1 }
    onAt({ row: Math.max(0, Math.min(last.row, row)), column: Math.max(0, Math.min(last.column, column)) })
  }

  function leave(step: 'stay' | 'down' | 'right' = 'stay') {
    setTyped(undefined)
    if (step === 'down') go(at.row + 1, at.column)
    if (step === 'right') go(at.row, at.column + 1)
  }

  function onKey(event: KeyboardEvent) {
    if (isEditing) return
    if (onCellKey(at, event)) return event.preventDefault()
    const place = placeAfter(event, at, { row: rowIds.length - 1, column: columns.length - 1 })
    if (place !== null) {
      event.preventDefault()
      return go(place.row, place.column)
    }
    if (cell(at).isReadOnly) return
    if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault()
      setTyped(null)
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== ' ') {
      event.preventDefault()
      setTyped(event.key)
    }
  }

  const widths = { '--columns': columns.map((column) => column.width).join(' ') } as CSSProperties
  return (
    <div className="grid" style={widths}>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={rowIds.length + 1}
        aria-colcount={columns.length}
        ref={grid}
        onKeyDown={onKey}
        onFocus={() => setEntered(true)}
      >
        <div role="row" className="head" aria-rowindex={1}>
          {columns.map((column) => (
            <span role="columnheader" key={column.id}>
              {column.label}
            </span>
          ))}
        </div>
        {rowIds.map((id, row) => (
          <div role="row" key={id} aria-rowindex={row + 2}>
            {columns.map((column, place) => {
              const isHere = at.row === row && at.column === place
              const { show, label: said, isInvalid, isReadOnly, isNumber } = cell({ row, column: place })
              return (
                <div
                  key={column.id}
                  role={place === 0 ? 'rowheader' : 'gridcell'}
                  tabIndex={isHere && !isEditing ? 0 : -1}
                  aria-label={said}
                  aria-invalid={isInvalid ? true : undefined}
                  aria-readonly={isReadOnly ? true : undefined}
                  className={isNumber ? 'number' : undefined}
                  onMouseDown={() => onAt({ row, column: place })}
                  onDoubleClick={() => !isReadOnly && setTyped(null)}
                >
                  {isHere && isEditing ? edit(at, { typed, leave }) : show}
                </div>
              )
            })}
          </div>
        ))}
      </div>
    </div>
  )
}

function placeAfter(event: KeyboardEvent, { row, column }: At, last: At): At | null {
  if (event.altKey || event.shiftKey) return null
  const isFar = event.ctrlKey || event.metaKey
  switch (event.key) {
    case 'ArrowDown':
      return { row: isFar ? last.row : row + 1, column }
    case 'ArrowUp':
      return { row: isFar ? 0 : row - 1, column }
    case 'ArrowRight':
      return { row, column: isFar ? last.column : column + 1 }
    case 'ArrowLeft':
      return { row, column: isFar ? 0 : column - 1 }
    case 'Home':
      return { row: isFar ? 0 : row, column: 0 }
    case 'End':
      return { row: isFar ? last.row : row, column: last.column }
    case 'PageDown':
      return { row: row + PAGE_ROWS, column }
    case 'PageUp':
      return { row: row - PAGE_ROWS, column }
    default:
      return null
  }
}
