/** The one way to the server: with the session's token, and once more after a fresh proof where one is asked for. */

/** What the session does when the server says more than yes or no. */
interface Keeper {
  /** Asks the person to prove who they are; whether they did. */
  prove: () => Promise<boolean>
  /** Asks the server who is signed in now; whether it is still the same person. */
  renew: () => Promise<boolean>
  signedOut: () => void
}

const TOKEN = 'X-CSRF-Token'
let csrfToken = ''
let keeper: Keeper | null = null
let proving: Promise<boolean> | null = null

export function keepToken(token: string): void {
  csrfToken = token
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
  const code = await codeOf(answer)
  if (code === 'unauthenticated') keeper.signedOut()
  const mayRepeat = await (code === 'reauthentication_required'
    ? proved(keeper)
    : code === 'csrf' && keeper.renew())
  return mayRepeat ? sendOnce(input, init) : answer
}

/** Requests that are refused at the same time wait for the same proof. */
function proved(by: Keeper): Promise<boolean> {
  proving ??= by.prove().finally(() => {
    proving = null
  })
  return proving
}

function sendOnce(input: RequestInfo | URL, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set(TOKEN, csrfToken)
  return fetch(input, { ...init, headers })
}

/** Why it was refused: GraphQL says it in its errors, the calls under /auth beside the message. */
async function codeOf(answer: Response): Promise<string | undefined> {
  try {
    const said = (await answer.clone().json()) as {
      code?: string
      errors?: { extensions?: { code?: string } }[]
    }
    return said.code ?? said.errors?.[0]?.extensions?.code
  } catch {
    return undefined
  }
}
