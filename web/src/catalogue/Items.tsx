/** A list that is edited: each item opens, moves up and down by button or by Alt and an arrow, and goes. */
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { useEditing } from './editing'
import { moved } from './places'
import { useWords } from './words'

interface ItemsProps<Item> {
  path: string
  /** What an item is called, for who hears its buttons. */
  titleOf: (item: Item, place: number) => string
  hintOf?: (item: Item, place: number) => string
  children: (item: Item, path: string) => ReactNode
  /** Beneath the list. */
  add: ReactNode
  none: string
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 }

/** Items without an id stand in no order that counts: they do not move. */
export function Items<Item extends object>({ path, titleOf, hintOf, children, add, none }: ItemsProps<Item>) {
  const { valueAt, change, isOpen, countWithin } = useEditing()
  const { t } = useWords()
  const list = useRef<HTMLOListElement>(null)
  const followed = useRef<string | null>(null)
  const items = (valueAt(path) ?? []) as Item[]

  const known = useRef(items.length)
  useEffect(() => {
    if (items.length > known.current) {
      const fresh = list.current?.querySelector<HTMLDetailsElement>(':scope > li:last-child > details')
      if (fresh) fresh.open = true
    }
    known.current = items.length
  }, [items.length])

  useEffect(() => {
    if (followed.current === null) return
    list.current?.querySelector<HTMLElement>(`[data-item="${CSS.escape(followed.current)}"] > details > summary`)?.focus()
    followed.current = null
  })

  function move(place: number, step: number) {
    const to = place + step
    const item = items[place]
    if (!isOpen || item === undefined || to < 0 || to >= items.length || idOf(item) === null) return
    followed.current = idOf(item)
    change(path, moved(items, place, to))
  }

  function onKey(event: KeyboardEvent, place: number) {
    const step = STEPS[event.key]
    if (step === undefined || !event.altKey) return
    event.preventDefault()
    move(place, step)
  }

  return (
    <div className="stack">
      {items.length === 0 && <p className="soft">{none}</p>}
      <ol className="items" ref={list}>
        {items.map((item, place) => {
          const title = titleOf(item, place)
          const problems = countWithin(`${path}.${String(place)}`)
          const id = idOf(item)
          return (
            <li key={id ?? `${String(place)} of ${String(items.length)}`} data-item={id} data-place={`${path}.${String(place)}`}>
              <details>
                <summary onKeyDown={(event) => onKey(event, place)}>
                  <strong>{title}</strong>
                  {hintOf && <span className="soft">{hintOf(item, place)}</span>}
                  {problems > 0 && <Badge tone="bad">{t('problems', { count: problems })}</Badge>}
                </summary>
                <div className="body stack">{children(item, `${path}.${String(place)}`)}</div>
              </details>
              {isOpen && (
                <span className="item-acts">
                  {id !== null && (
                    <Button kind="quiet" aria-label={t('items.up', { what: title })} isDisabled={place === 0} onPress={() => move(place, -1)}>
                      <ArrowUp size={14} aria-hidden />
                    </Button>
                  )}
                  {id !== null && (
                    <Button kind="quiet" aria-label={t('items.down', { what: title })} isDisabled={place === items.length - 1} onPress={() => move(place, 1)}>
                      <ArrowDown size={14} aria-hidden />
                    </Button>
                  )}
                  <Button kind="quiet" aria-label={t('items.remove', { what: title })} onPress={() => change(path, items.filter((_, other) => other !== place))}>
                    <Trash2 size={14} aria-hidden />
                  </Button>
                </span>
              )}
            </li>
          )
        })}
      </ol>
      {isOpen && add}
    </div>
  )
}

function idOf(item: object): string | null {
  return 'id' in item ? String(item.id) : null
}

interface RowsProps<Row> {
  path: string
  titleOf: (row: Row, place: number) => string
  children: (path: string) => ReactNode
  /** A new one; undefined where none may be added. */
  fresh: () => Row
  addWords: string
}

/** A short list whose rows are always open. */
export function Rows<Row>({ path, titleOf, children, fresh, addWords }: RowsProps<Row>) {
  const { valueAt, change, isOpen } = useEditing()
  const { t } = useWords()
  const rows = (valueAt(path) ?? []) as Row[]
  const keep = (changed: Row[]) => change(path, changed.length === 0 ? undefined : changed)
  return (
    <div className="stack">
      {rows.map((row, place) => (
        <div key={place} className="edited-row">
          <div className="fields">{children(`${path}.${String(place)}`)}</div>
          {isOpen && (
            <span className="row">
              <Button kind="quiet" aria-label={t('items.up', { what: titleOf(row, place) })} isDisabled={place === 0} onPress={() => keep(moved(rows, place, place - 1))}>
                <ArrowUp size={14} aria-hidden />
              </Button>
              <Button kind="quiet" aria-label={t('items.remove', { what: titleOf(row, place) })} onPress={() => keep(rows.filter((_, other) => other !== place))}>
                <Trash2 size={14} aria-hidden />
              </Button>
            </span>
          )}
        </div>
      ))}
      {isOpen && (
        <div>
          <Button onPress={() => keep([...rows, fresh()])}>{addWords}</Button>
        </div>
      )}
    </div>
  )
}
