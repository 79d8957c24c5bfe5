import { beforeEach, expect, test, vi } from 'vitest'
import { parse, type DocumentNode } from 'graphql'

const PATIENT = { ...parse('query Patient($id: ID!) { patient(id: $id) { id } }'), __meta__: { hash: 'sha256:a' } } as DocumentNode

/** Requests under way: each fails when it is told to, as where there is no connection. */
let failing: ((error: Error) => void)[] = []

beforeEach(() => {
  failing = []
  vi.stubGlobal('window', Object.assign(new EventTarget(), { setTimeout, clearTimeout }))
  vi.stubGlobal('fetch', () => new Promise((_, reject) => failing.push(reject)))
})

async function loseConnection() {
  for (const fail of failing.splice(0)) fail(new TypeError('Failed to fetch'))
  await new Promise((resolve) => setTimeout(resolve))
}

async function asked(count: number) {
  await vi.waitFor(() => expect(failing).toHaveLength(count))
}

test('what was asked in vain is asked again once, as long as somebody waits for it', async () => {
  const { createClient } = await import('./client')
  const { client, askAgain } = createClient()
  const first = client.query(PATIENT, { id: 'Patient_1' }).subscribe(() => undefined)
  await asked(1)
  await loseConnection()

  askAgain()
  await asked(1)
  await loseConnection()
  first.unsubscribe()
  askAgain()

  await new Promise((resolve) => setTimeout(resolve))
  expect(failing).toHaveLength(0)
})

test('what one person asked in vain is never asked for the next', async () => {
  const { createClient } = await import('./client')
  const one = createClient()
  one.client.query(PATIENT, { id: 'Patient_1' }).subscribe(() => undefined)
  await asked(1)

  const next = createClient()
  await loseConnection()
  next.askAgain()

  await new Promise((resolve) => setTimeout(resolve))
  expect(failing).toHaveLength(0)
})
