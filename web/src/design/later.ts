/** A screen whose program is fetched when it is opened, or a moment before. */
import { createElement, lazy, type ComponentType } from 'react'

export interface Screen<Props extends object = object> {
  (props: Props): ReturnType<typeof createElement>
  /** Begins to fetch its program, once. */
  fetch: () => void
}

export function screenOf<Props extends object = object>(load: () => Promise<{ default: ComponentType<Props> }>): Screen<Props> {
  let here: ComponentType<Props> | undefined
  let coming: ReturnType<typeof load> | undefined
  const fetched = () =>
    (coming ??= load().then((found) => {
      here = found.default
      return found
    }))
  // A program that could not be fetched is asked for once more by whoever opens the screen.
  const fetch = () => void fetched().catch(() => (coming = undefined))
  const Later = lazy(fetched)
  return Object.assign((props: Props) => createElement<Props>(here ?? Later, props), { fetch })
}
