/** The one way to the server: with the session's token, and once more after a fresh proof where one is asked for. */
import { reach } from './connection'

/** How a person may prove anew who they are, and where that begins. */
export interface Way {
  way: 'password' | 'second_factor' | 'provider'
  at: string
  name?: string
}

/** Why a request was refused: GraphQL says it in its errors, the calls under /auth beside the message. */
interface Reason {
  code?: string
  ways?: readonly Way[]
}

/** What the session does when the server says more than yes or no. */
interface Keeper {
  /** Asks the person to prove who they are; whether they did. */
  prove: (ways: readonly Way[]) => Promise<boolean>
  /** Asks the server who is signed in now; whether it is still the same person. */
  renew: () => Promise<boolean>
  signedOut: () => void
}

const BY_PASSWORD: readonly Way[] = [{ way: 'password', at: '/auth/prove' }]
const TOKEN = 'X-CSRF-Token'
let csrfToken = ''
let keeper: Keeper | null = null
let proving: Promise<boolean> | null = null

export function keepToken(token: string): void {
  csrfToken = token
}

/** The secret of this session alone. */
export function tokenNow(): string {
  return csrfToken
}

/** Whoever still waits for a proof waits in vain. */
export function forgetToken(): void {
  csrfToken = ''
  proving = null
}

export function keepBy(wanted: Keeper): void {
  keeper = wanted
}

/** As `fetch`. A request that was refused for want of a fresh proof did nothing: it is sent once more. */
export async function send(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const answer = await sendOnce(input, init)
  if (answer.ok || keeper === null) return answer
  const { code, ways = BY_PASSWORD } = await reasonOf(answer)
  if (code === 'unauthenticated') keeper.signedOut()
  const mayRepeat = await (code === 'reauthentication_required'
    ? proved(keeper, ways)
    : code === 'csrf' && keeper.renew())
  return mayRepeat ? sendOnce(input, init) : answer
}

/** Requests that are refused at the same time wait for the same proof. */
function proved(by: Keeper, ways: readonly Way[]): Promise<boolean> {
  proving ??= by.prove(ways).finally(() => {
    proving = null
  })
  return proving
}

function sendOnce(input: RequestInfo | URL, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set(TOKEN, csrfToken)
  return reach(input, { ...init, headers })
}

async function reasonOf(answer: Response): Promise<Reason> {
  try {
    const said = (await answer.clone().json()) as Reason & { errors?: { extensions?: Reason }[] }
    return said.errors?.[0]?.extensions ?? said
  } catch {
    return {}
  }
}
