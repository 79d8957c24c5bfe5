/** Reads and changes a definition at a place, named as the server names it: `questions.3.label`. */

type Holder = Record<string, unknown>

export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((held, key) => (isHolder(held) ? held[key] : undefined), value)
}

/** Undefined takes what stands there away. */
export function withAt<T>(value: T, path: string, changed: unknown): T {
  const [key = '', ...rest] = path.split('.')
  const inner = rest.length === 0 ? changed : withAt((isHolder(value) ? value[key] : undefined) ?? {}, rest.join('.'), changed)
  if (Array.isArray(value)) return value.map((each: unknown, place) => (place === Number(key) ? inner : each)) as T
  return (inner === undefined ? without(value ?? {}, key) : { ...value, [key]: inner }) as T
}

/** An object that lacks some of its keys. */
export function without(value: object, ...keys: string[]): Holder {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
}

/** The list with one of its items elsewhere. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, place) => place !== from)
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)]
}

/** A place and whatever lies within it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`)
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null
}
