/** The calls under /auth: each takes a few texts and answers with JSON, or says why not. */
import { keepToken, send } from './requests'

export interface NotDone {
  code: string
  message: string
}

export type Answer<Said> = { said: Said; refused?: never } | { said?: never; refused: NotDone }

export type Method = 'app' | 'key' | 'recovery_code' | 'provider'

/** What follows a right password: the session, or one more step. */
export interface Step {
  csrfToken?: string
  next?: 'second_factor' | 'enrolment'
  state?: string
  methods?: Method[]
  recoveryCodes?: string[]
  /** Until when one may come in without the second factor that is asked for. */
  secondFactorDueAt?: string
}

const OFFLINE: NotDone = { code: 'offline', message: '' }

export async function post<Said>(path: string, fields: Record<string, string>): Promise<Answer<Said>> {
  const body = JSON.stringify(fields)
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' }
  return answerOf<Said>(() => send(path, { method: 'POST', headers, body }))
}

export async function get<Said>(path: string): Promise<Answer<Said>> {
  return answerOf<Said>(() => send(path, { cache: 'no-store', headers: { Accept: 'application/json' } }))
}

/** A token that comes with the answer is the session's from now on. */
async function answerOf<Said>(sent: () => Promise<Response>): Promise<Answer<Said>> {
  try {
    const answer = await sent()
    const said: unknown = answer.status === 204 ? {} : await answer.json()
    if (!answer.ok) return { refused: said as NotDone }
    const { csrfToken } = said as Step
    if (csrfToken !== undefined) keepToken(csrfToken)
    return { said: said as Said }
  } catch {
    return { refused: OFFLINE }
  }
}
