/** Who is signed in: found at the start, ended by the person, by another window, or by the clock. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { Provider } from 'urql'
import { outbox } from '../drafts/outbox'
import { createClient } from '../graphql/client'
import { forgetPlaces } from '../design/kept'
import { onReturn } from './connection'
import { preferOrganization } from './organizations'
import { ProveDialog } from './ProveDialog'
import { RenewContext } from './renewal'
import { forgetToken, keepBy, keepToken, send, type Way } from './requests'
import { onTold, tellOtherWindows } from './windows'

export interface Session {
  id: string
  tenantId: string
  name: string
  organization: { name: string; slug: string }
  permissions: ReadonlySet<string>
}

interface SessionState {
  /** Undefined until it is known, null where nobody is signed in. */
  session: Session | null | undefined
  refresh: () => Promise<void>
  signOut: () => Promise<void>
}

/** Stays over a sign-out, so that nobody comes back into a session that somebody had left. */
const SIGN_OUT_OWED = 'screen.sign-out-owed'
const SessionContext = createContext<SessionState | null>(null)

interface Proof {
  ways: readonly Way[]
  end: (isProved: boolean) => void
}

interface SessionProps {
  /** Who is signed in at the start. */
  found: Promise<Session | null>
  children: ReactNode
}

export function SessionProvider({ found, children }: SessionProps) {
  const [session, setSession] = useState<Session | null | undefined>(undefined)
  const [proof, setProof] = useState<Proof | null>(null)

  const signedOut = useCallback(() => {
    forgetEverything()
    setProof(null)
    setSession(null)
  }, [])
  const refresh = useCallback(async () => setSession(await foundSession()), [])
  const signOut = useCallback(async () => {
    const isOver = await endedAtTheServer()
    await outbox.forget()
    tellOtherWindows('signed out')
    signedOut()
    // Without a connection only this browser can forget now: the server is told when it is back.
    if (!isOver) localStorage.setItem(SIGN_OUT_OWED, 'yes')
  }, [signedOut])

  const who = session ? `${session.tenantId} ${session.id}` : ''

  useEffect(() => {
    const renew = async () => {
      const found = await foundSession()
      setSession(found)
      return found !== null && who === `${found.tenantId} ${found.id}`
    }
    const prove = (ways: readonly Way[]) =>
      new Promise<boolean>((resolve) => {
        const end = (isProved: boolean) => {
          setProof(null)
          resolve(isProved)
        }
        setProof({ ways, end })
      })
    keepBy({ prove, renew, signedOut })
  }, [who, signedOut])

  useEffect(() => {
    void found.then(setSession)
    const onShown = (event: PageTransitionEvent) => {
      if (event.persisted) void refresh()
    }
    window.addEventListener('pageshow', onShown)
    const stopHearing = onTold('signed out', () => {
      void outbox.forget()
      signedOut()
    })
    return () => {
      window.removeEventListener('pageshow', onShown)
      stopHearing()
    }
  }, [found, refresh, signedOut])

  const state = useMemo(() => ({ session, refresh, signOut }), [session, refresh, signOut])
  return (
    <SessionContext value={state}>
      <Cached key={who}>{children}</Cached>
      {proof && <ProveDialog ways={proof.ways} refresh={refresh} onEnd={proof.end} />}
    </SessionContext>
  )
}

/** A client, and with it an empty cache, for each person who signs in. */
function Cached({ children }: { children: ReactNode }) {
  const [{ client, askAgain }, setAsking] = useState(createClient)
  const renew = useCallback(() => setAsking(createClient()), [])
  useEffect(() => onReturn(askAgain), [askAgain])
  return (
    <RenewContext value={renew}>
      <Provider value={client}>{children}</Provider>
    </RenewContext>
  )
}

export function useSession(): SessionState {
  const state = use(SessionContext)
  if (state === null) throw new Error('There is no session provider.')
  return state
}

/** Whether the person who is signed in may do this, or any of these, somewhere. */
export function useMay(): (permission: string | readonly string[]) => boolean {
  const { session } = useSession()
  return useCallback((wanted) => [wanted].flat().some((permission) => session?.permissions.has(permission) ?? false), [session])
}

/** At first the page itself says where nobody is signed in; later only the server knows. */
export function mayBeSignedIn(): boolean {
  return document.body.dataset.session !== 'none'
}

export async function firstSession(): Promise<Session | null> {
  if (!mayBeSignedIn()) return null
  const found = await foundSession()
  if (found === null || localStorage.getItem(SIGN_OUT_OWED) === null) return found
  if (await endedAtTheServer()) localStorage.removeItem(SIGN_OUT_OWED)
  return null
}

async function endedAtTheServer(): Promise<boolean> {
  try {
    return (await send('/auth/sign-out', { method: 'POST' })).ok
  } catch {
    return false
  }
}

/** Null: nobody is signed in, or the server cannot be reached. The page has a browser ask this before the program is there. */
async function foundSession(): Promise<Session | null> {
  try {
    const answer = await fetch('/auth/me')
    return answer.ok ? sessionOf(await answer.json()) : null
  } catch {
    return null
  }
}

function sessionOf(found: Omit<Session, 'permissions'> & { permissions: string[]; csrfToken: string }): Session {
  keepToken(found.csrfToken)
  preferOrganization(found.organization.slug)
  return { ...found, permissions: new Set(found.permissions) }
}

/** Of the browser's stores, only how a person likes their screens stays. */
function forgetEverything() {
  forgetToken()
  forgetPlaces()
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith('screen.')) localStorage.removeItem(name)
  }
  sessionStorage.clear()
}
