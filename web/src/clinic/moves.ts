/** Where the keys of a spreadsheet lead: past what is not asked, and from one open cell to the next. */

const PAGE_ROWS = 10
const FAR = Number.MAX_SAFE_INTEGER

export interface At {
  row: number
  column: number
}

/** The cell farthest down and right, by its places. */
export type Last = At

interface Key {
  key: string
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
}

interface Move {
  rows: number
  columns: number
}

/** How far a key goes; null where it is none that moves. */
export function moveOf(event: Key): Move | null {
  if (event.altKey) return null
  const isFar = event.ctrlKey || event.metaKey
  const step = isFar ? FAR : 1
  const moves: Record<string, Move> = {
    ArrowDown: { rows: step, columns: 0 },
    ArrowUp: { rows: -step, columns: 0 },
    ArrowRight: { rows: 0, columns: step },
    ArrowLeft: { rows: 0, columns: -step },
    Home: { rows: isFar ? -FAR : 0, columns: -FAR },
    End: { rows: isFar ? FAR : 0, columns: FAR },
    PageDown: { rows: PAGE_ROWS, columns: 0 },
    PageUp: { rows: -PAGE_ROWS, columns: 0 },
  }
  return moves[event.key] ?? null
}

/** Goes on over what is not asked, else comes back towards where it began. */
export function placeAfter(at: At, move: Move, last: Last, isAsked: (at: At) => boolean): At {
  const step = { row: Math.sign(move.rows), column: Math.sign(move.columns) }
  const target = within({ row: at.row + move.rows, column: at.column + move.columns }, last)
  const onwards = firstAsked(target, step, last, isAsked)
  return onwards ?? firstAsked(target, { row: -step.row, column: -step.column }, last, isAsked) ?? at
}

/** Row by row, the next cell that can be filled in; null where the grid ends. */
export function nextToFill(at: At, step: 1 | -1, last: Last, canFill: (at: At) => boolean): At | null {
  const width = last.column + 1
  for (let place = at.row * width + at.column + step; place >= 0 && place < (last.row + 1) * width; place += step) {
    const found = { row: Math.floor(place / width), column: place % width }
    if (canFill(found)) return found
  }
  return null
}

function firstAsked(from: At, step: At, last: Last, isAsked: (at: At) => boolean): At | null {
  let place = from
  while (!isAsked(place)) {
    const next = within({ row: place.row + step.row, column: place.column + step.column }, last)
    if (next.row === place.row && next.column === place.column) return null
    place = next
  }
  return place
}

export function within({ row, column }: At, last: Last): At {
  return { row: Math.max(0, Math.min(last.row, row)), column: Math.max(0, Math.min(last.column, column)) }
}
