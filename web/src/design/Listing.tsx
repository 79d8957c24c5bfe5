/** A list of the API as a long table, each row a link to its own screen. */
import { useCallback, type KeyboardEvent, type ReactNode } from 'react'
import type { CombinedError } from 'urql'
import { useLocation } from 'wouter'
import { Notice, Trouble } from './Notice'
import { useWholeness, type More, type Pages } from './scroll'
import { Table, type Column, type TableExtras } from './Table'

interface Connection<Row> extends Pages {
  nodes: readonly Row[]
}

interface ListingProps<Row> extends TableExtras<Row> {
  label: string
  list: Connection<Row> | undefined
  columns: readonly Column<Row>[]
  pathOf: (row: Row) => string
  none: ReactNode
  isLoading: boolean
  error: CombinedError | undefined
  more: More
}

export function Listing<Row extends { id: string }>({ list, more, none, pathOf, error, ...table }: ListingProps<Row>) {
  const [, go] = useLocation()
  const end = list?.pageInfo.endCursor
  const onMore = useCallback(() => more(end), [more, end])
  useWholeness(list, more)
  return (
    <>
      <Trouble error={error} />
      <section onKeyDown={onTableKey}>
        <Table<Row>
          {...table}
          rows={list?.nodes ?? []}
          keyOf={(row) => row.id}
          onOpen={(row) => go(pathOf(row))}
          total={list?.totalCount}
          isCapped={list?.totalCountIsCapped}
          hasMore={list?.pageInfo.hasNextPage ?? false}
          onMore={onMore}
          empty={error ? null : <Notice>{none}</Notice>}
        />
      </section>
    </>
  )
}

/** Arrow keys go from link to link of a table's rows. */
function onTableKey(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key]
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('.body a')]
  const place = links.findIndex((link) => link === document.activeElement)
  links.at(Math.max(0, Math.min(links.length - 1, place + step)))?.focus()
  event.preventDefault()
}
