/** How all that the server said is forgotten, so that what is shown is asked for anew. */
import { createContext, use } from 'react'

export const RenewContext = createContext<() => void>(() => undefined)

export function useRenewal(): () => void {
  return use(RenewContext)
}
