import { parse, type DocumentNode } from 'graphql'
import { expect, test, vi } from 'vitest'

const PAYERS = kept(
  'query Payers { __typename payers(first: 9) { __typename nodes { __typename id } pageInfo { __typename hasNextPage startCursor endCursor } } }',
)
const RENAME = kept('mutation Rename { __typename rename { __typename id } }')
const PAYER = { __typename: 'Payer', id: 'Payer_1' }
const RENAMED = { __typename: 'Mutation', rename: PAYER }
const PAGE_INFO = { __typename: 'PageInfo', hasNextPage: false, startCursor: 'a', endCursor: 'a' }
const FOUND = { __typename: 'Query', payers: { __typename: 'PayerConnection', nodes: [PAYER], pageInfo: PAGE_INFO } }

function kept(text: string): DocumentNode {
  return { ...parse(text), __meta__: { hash: text } } as DocumentNode
}

test('a list that was on its way while something was changed is asked for anew', async () => {
  const answers: ((data: object) => void)[] = []
  const shown: unknown[] = []
  vi.stubGlobal('window', Object.assign(new EventTarget(), { setTimeout, clearTimeout }))
  vi.stubGlobal('fetch', () => new Promise((resolve) => answers.push((data) => resolve(Response.json({ data })))))
  const { createClient } = await import('./client')
  const { client } = createClient()

  const ask = () => client.query(PAYERS, {}).subscribe(({ data }) => shown.push(data))
  const before = ask()
  await answer(0, FOUND)
  before.unsubscribe()
  ask()
  client.mutation(RENAME, {}).subscribe(() => undefined)
  await answer(2, RENAMED)
  await answer(1, FOUND)
  await answer(3, FOUND)

  expect(shown.length).toBeGreaterThan(1)
  expect(shown).toEqual(shown.map(() => FOUND))

  async function answer(number: number, data: object) {
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(number))
    answers[number]?.(data)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})
