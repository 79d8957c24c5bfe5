/** Who is signed in: found at the start, ended by the person, by another window, or by the clock. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { Provider } from 'urql'
import { createClient } from '../graphql/client'

export interface Session {
  id: string
  tenantId: string
  name: string
  permissions: ReadonlySet<string>
  csrfToken: string
}

interface SessionState {
  /** Undefined until it is known, null where nobody is signed in. */
  session: Session | null | undefined
  refresh: () => Promise<void>
  signOut: () => Promise<void>
}

const SessionContext = createContext<SessionState | null>(null)
const OTHER_WINDOWS = new BroadcastChannel('mortar-session')

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session | null | undefined>(undefined)

  const refresh = useCallback(async () => setSession(await foundSession()), [])

  const signOut = useCallback(async () => {
    await fetch('/auth/sign-out', {
      method: 'POST',
      headers: { 'X-CSRF-Token': session?.csrfToken ?? '' },
    })
    forgetEverything()
    OTHER_WINDOWS.postMessage('signed-out')
    setSession(null)
  }, [session])

  useEffect(() => {
    void firstSession().then(setSession)
    OTHER_WINDOWS.onmessage = () => setSession(null)
    const onShown = (event: PageTransitionEvent) => {
      if (event.persisted) void refresh()
    }
    window.addEventListener('pageshow', onShown)
    return () => window.removeEventListener('pageshow', onShown)
  }, [refresh])

  const client = useMemo(
    () =>
      createClient({ csrfToken: () => session?.csrfToken ?? '', onSignedOut: () => setSession(null) }),
    [session?.csrfToken],
  )
  const state = useMemo(() => ({ session, refresh, signOut }), [session, refresh, signOut])
  return (
    <SessionContext value={state}>
      <Provider value={client}>{children}</Provider>
    </SessionContext>
  )
}

export function useSession(): SessionState {
  const state = use(SessionContext)
  if (state === null) throw new Error('There is no session provider.')
  return state
}

/** Whether the person who is signed in may do this somewhere. */
export function useMay(): (permission: string) => boolean {
  const { session } = useSession()
  return useCallback((permission) => session?.permissions.has(permission) ?? false, [session])
}

/** At first the page itself says where nobody is signed in; later only the server knows. */
async function firstSession(): Promise<Session | null> {
  return document.body.dataset.session === 'none' ? null : foundSession()
}

/** Null: nobody is signed in, or the server cannot be reached. */
async function foundSession(): Promise<Session | null> {
  try {
    const answer = await fetch('/auth/me', { cache: 'no-store', headers: { Accept: 'application/json' } })
    return answer.ok ? sessionOf(await answer.json()) : null
  } catch {
    return null
  }
}

function sessionOf(found: Omit<Session, 'permissions'> & { permissions: string[] }): Session {
  return { ...found, permissions: new Set(found.permissions) }
}

/** Of the browser's stores, only how a person likes their screens stays. */
function forgetEverything() {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith('screen.')) localStorage.removeItem(name)
  }
  sessionStorage.clear()
}
