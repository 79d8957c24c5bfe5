/** A part of the program that is fetched when it is first shown, or a moment before. */
import { createElement, useEffect, useState, type ComponentType, type ReactNode } from 'react'
import { Loading } from './Notice'

export interface Later<Props extends object = object> {
  (props: Props): ReactNode
  /** Fetches it, once; where that fails, whoever shows it says so. */
  fetch: () => Promise<void>
}

/** React's own way, Suspense, shows what has come only 300 ms after it began to wait: this shows it at once. */
export function later<Props extends object = object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  Meanwhile: ComponentType<Props> = Loading,
): Later<Props> {
  let here: ComponentType<Props> | undefined
  let coming: Promise<void> | undefined
  // What could not be fetched is asked for anew by whoever shows it next.
  const fetched = () =>
    (coming ??= load().then(
      (found) => void (here = found.default),
      (error: unknown) => {
        coming = undefined
        throw error
      },
    ))

  function Part(props: Props) {
    const [isHere, setHere] = useState(here !== undefined)
    const [failure, setFailure] = useState<{ error: unknown } | null>(null)
    useEffect(() => {
      if (isHere) return
      fetched().then(
        () => setHere(true),
        (error: unknown) => setFailure({ error }),
      )
    }, [isHere])
    if (failure !== null) throw failure.error
    return createElement<Props>(isHere && here ? here : Meanwhile, props)
  }
  return Object.assign(Part, { fetch: () => fetched().catch(() => undefined) })
}

export function Nothing() {
  return null
}
