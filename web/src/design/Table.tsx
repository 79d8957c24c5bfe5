/** A long table: only what is seen is drawn, and the next page is fetched as one nears the end. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

const ROW_PIXELS = 36
const ROWS_AHEAD = 12

export interface Column<Row> {
  name: string
  label: string
  /** As CSS grid says it: `90px`, `minmax(120px, 1fr)`. */
  width: string
  isNumber?: boolean
  show: (row: Row) => ReactNode
}

interface TableProps<Row> {
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
  const { rows, hasMore, onMore, isLoading, columns } = table
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PIXELS,
    overscan: ROWS_AHEAD,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0

  useEffect(() => {
    if (hasMore && !isLoading && last >= rows.length - ROWS_AHEAD) onMore()
  }, [hasMore, isLoading, last, rows.length, onMore])

  if (rows.length === 0 && !isLoading) return <>{table.empty}</>
  const widths = { '--columns': columns.map((column) => column.width).join(' ') } as CSSProperties
  return (
    <div className="table" style={widths}>
      <div className="scroll" ref={scroll} tabIndex={0} role="group" aria-label={table.label}>
        <div role="table" aria-label={table.label} aria-rowcount={table.total ?? rows.length} aria-busy={isLoading}>
          <div role="rowgroup" className="head">
            <div role="row">
              {columns.map((column) => (
                <span role="columnheader" key={column.name} className={column.isNumber ? 'number' : undefined}>
                  {column.label}
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" className="body" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index]
              if (row === undefined) return null
              return (
                <div
                  role="row"
                  key={table.keyOf(row)}
                  aria-rowindex={item.index + 2}
                  style={{ transform: `translateY(${String(item.start)}px)` }}
                  onClick={() => table.onOpen(row)}
                >
                  {columns.map((column) => (
                    <span role="cell" key={column.name} className={column.isNumber ? 'number' : undefined}>
                      {column.show(row)}
                    </span>
                  ))}
                </div>
              )
            })}
          </div>
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
