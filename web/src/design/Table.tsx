/** A long table: only what is seen is drawn, and the next page is fetched as one nears the end. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, type CSSProperties, type MouseEvent, type ReactNode, type RefObject } from 'react'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { leaveHere, leftHere } from './kept'

const ROW_PIXELS = 36
const ROWS_AHEAD = 12
const BOX_WIDTH = '36px'

export interface Column<Row> {
  name: string
  label: string
  /** As CSS grid says it: `90px`, `minmax(120px, 1fr)`. */
  width: string
  isNumber?: boolean
  /** The list can be sorted by it, under this name. */
  sortsBy?: string
  show: (row: Row) => ReactNode
}

type Direction = 'ASCENDING' | 'DESCENDING'

/** What a table may do besides showing: have rows chosen, be sorted, be summed up. */
export interface TableExtras<Row> {
  chosen?: ReadonlySet<string>
  onChoose?: (chosen: ReadonlySet<string>) => void
  /** A row's name, for who hears its box. */
  nameOf?: (row: Row) => string
  sort?: { name: string; direction: Direction }
  onSort?: (name: string, direction: Direction) => void
  /** Beneath the rows, by column. */
  totals?: Readonly<Record<string, ReactNode>> | undefined
}

interface TableProps<Row> extends TableExtras<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  onOpen: (row: Row) => void
  total?: number
  isCapped?: boolean
  hasMore: boolean
  onMore: () => void
  isLoading: boolean
  empty: ReactNode
}

export function Table<Row>(table: TableProps<Row>) {
  const { t } = useTranslation()
  const scroll = useRef<HTMLDivElement>(null)
  const { rows, columns, keyOf, nameOf, chosen, onChoose, hasMore, onMore, isLoading } = table
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PIXELS,
    overscan: ROWS_AHEAD,
  })
  useScrollKept(scroll, table.label, rows.length > 0)
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0

  useEffect(() => {
    if (hasMore && !isLoading && last >= rows.length - ROWS_AHEAD) onMore()
  }, [hasMore, isLoading, last, rows.length, onMore])

  const choose = useCallback((key: string, isChosen: boolean) => onChoose?.(withOrWithout(chosen, key, isChosen)), [chosen, onChoose])

  function open({ target }: MouseEvent) {
    const within = target as Element
    // A link in a row goes by itself, and perhaps to another window.
    if (within.closest('a, button')) return
    const row = rows[Number(within.closest('[data-index]')?.getAttribute('data-index') ?? -1)]
    if (row !== undefined) table.onOpen(row)
  }

  if (rows.length === 0 && !isLoading) return <>{table.empty}</>
  const choosing = onChoose ? `${BOX_WIDTH} ` : ''
  const widths = { '--columns': choosing + columns.map((column) => column.width).join(' ') } as CSSProperties
  return (
    <div className="table" style={widths}>
      <div className="scroll" ref={scroll} tabIndex={0} role="group" aria-label={table.label}>
        <div role="table" aria-label={table.label} aria-rowcount={table.total ?? rows.length} aria-busy={isLoading}>
          <div role="rowgroup" className="head">
            <div role="row">
              {onChoose && (
                <span role="columnheader">
                  <Box
                    label={t('table.chooseAll')}
                    isChosen={rows.length > 0 && rows.every((row) => chosen?.has(keyOf(row)))}
                    onChange={(isChosen) => onChoose(new Set(isChosen ? rows.map(keyOf) : []))}
                  />
                </span>
              )}
              {columns.map((column) => (
                <Header key={column.name} column={column} table={table} />
              ))}
            </div>
          </div>
          <div role="rowgroup" className="body" style={{ height: virtual.getTotalSize() }} onClick={open}>
            {items.map(({ index, start }) => {
              const row = rows[index]
              if (row === undefined) return null
              const key = keyOf(row)
              const isChosen = onChoose && (chosen?.has(key) ?? false)
              return <TableRow key={key} id={key} index={index} start={start} row={row} columns={columns} name={nameOf?.(row)} isChosen={isChosen} onChoose={choose} />
            })}
          </div>
          {table.totals && (
            <div role="rowgroup" className="sums">
              <div role="row">
                {onChoose && <span role="cell" />}
                {columns.map((column) => (
                  <span role="cell" key={column.name} className={column.isNumber ? 'number' : undefined}>
                    {table.totals?.[column.name]}
                  </span>
                ))}
              </div>
            </div>
          )}
        </div>
      </div>
      <div className="foot" role="status">
        {isLoading && rows.length === 0
          ? t('loading')
          : t(table.isCapped ? 'table.shownOfMore' : 'table.shown', {
              shown: rows.length,
              total: table.total ?? rows.length,
            })}
      </div>
    </div>
  )
}

/** Whoever comes back finds the rows where they were. */
function useScrollKept(scroll: RefObject<HTMLDivElement | null>, label: string, isFilled: boolean) {
  const name = `rows of ${label}`
  const isBack = useRef(false)
  useLayoutEffect(() => {
    const box = scroll.current
    if (box === null || !isFilled) return
    const rest = () => leaveHere(name, box.scrollTop)
    if (!isBack.current) box.scrollTo({ top: Number(leftHere(name) ?? 0) })
    isBack.current = true
    box.addEventListener('scrollend', rest)
    return () => box.removeEventListener('scrollend', rest)
  }, [scroll, name, isFilled])
}

interface RowProps<Row> {
  id: string
  row: Row
  index: number
  /** Where it stands, in pixels. */
  start: number
  columns: readonly Column<Row>[]
  name: string | undefined
  /** Undefined where rows cannot be chosen. */
  isChosen: boolean | undefined
  onChoose: (key: string, isChosen: boolean) => void
}

function AnyRow<Row>({ id, row, index, start, columns, name, isChosen, onChoose }: RowProps<Row>) {
  const { t } = useTranslation()
  return (
    <div role="row" aria-rowindex={index + 2} data-index={index} style={{ transform: `translateY(${String(start)}px)` }} aria-selected={isChosen}>
      {isChosen !== undefined && (
        <span role="cell" onClick={(event) => event.stopPropagation()}>
          <Box label={t('table.choose', { name: name ?? '' })} isChosen={isChosen} onChange={(wanted) => onChoose(id, wanted)} />
        </span>
      )}
      {columns.map((column) => (
        <span role="cell" key={column.name} className={column.isNumber ? 'number' : undefined}>
          {column.show(row)}
        </span>
      ))}
    </div>
  )
}

/** Drawn anew only where its row, its columns or its box changed: a list that scrolls has many. */
const TableRow = memo(AnyRow) as typeof AnyRow

function Header<Row>({ column, table }: { column: Column<Row>; table: TableProps<Row> }) {
  const className = column.isNumber ? 'number' : undefined
  const { sortsBy } = column
  if (sortsBy === undefined || table.onSort === undefined) {
    return (
      <span role="columnheader" className={className}>
        {column.label}
      </span>
    )
  }
  const direction = table.sort?.name === sortsBy ? table.sort.direction : undefined
  const Arrow = direction === 'ASCENDING' ? ArrowUp : ArrowDown
  return (
    <span role="columnheader" className={className} aria-sort={direction === undefined ? 'none' : direction === 'ASCENDING' ? 'ascending' : 'descending'}>
      <button type="button" className="sort" onClick={() => table.onSort?.(sortsBy, direction === 'DESCENDING' ? 'ASCENDING' : 'DESCENDING')}>
        {column.label}
        {direction && <Arrow size={12} aria-hidden />}
      </button>
    </span>
  )
}

function Box({ label, isChosen, onChange }: { label: string; isChosen: boolean; onChange: (isChosen: boolean) => void }) {
  return <input type="checkbox" aria-label={label} checked={isChosen} onChange={(event) => onChange(event.currentTarget.checked)} />
}

function withOrWithout(chosen: ReadonlySet<string> | undefined, key: string, isChosen: boolean): ReadonlySet<string> {
  const changed = new Set(chosen)
  if (isChosen) changed.add(key)
  else changed.delete(key)
  return changed
}
