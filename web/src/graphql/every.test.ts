import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { Client, fetchExchange } from 'urql'
import { expect, test } from 'vitest'
import documents from './generated/persisted-documents.json'
import { lacksFirstPage, MOST_CHOICES, nextOf } from './every'

const page = (count: number, hasNextPage: boolean, startCursor: string | null = 'at 0') => ({
  nodes: Array.from({ length: count }),
  pageInfo: { hasNextPage, startCursor, endCursor: `at ${String(count)}` },
})

test('a list is asked for to its end', () => {
  expect(nextOf(page(100, true), null)).toBe('at 100')
  expect(nextOf(page(130, false), 'at 100')).toBe('at 100')
})

test('a list stops at what nobody chooses from any more', () => {
  expect(nextOf(page(MOST_CHOICES, true), 'at 900')).toBe('at 900')
})

test('a list whose first pages were forgotten begins anew', () => {
  expect(nextOf(page(30, false, null), 'at 100')).toBeNull()
})

test('the cache tells pages that were joined from a last page alone', async () => {
  const client = new Client({
    url: 'http://server/graphql',
    preferGetMethod: false,
    fetch: (_, init) => Promise.resolve(answerTo(JSON.parse(String(init?.body)) as { variables: { after: string | null } })),
    exchanges: [cacheExchange({ resolvers: { Query: { things: relayPagination() } } }), fetchExchange],
  })
  const shown = async (after: string | null) => (await client.query<{ things: ReturnType<typeof page> }>(THINGS, { after })).data?.things

  const last = await shown('b')
  expect(last?.nodes).toHaveLength(1)
  expect(last && lacksFirstPage(last)).toBe(true)
  await shown(null)
  const joined = await shown('b')
  expect(joined?.nodes).toHaveLength(3)
  expect(joined && lacksFirstPage(joined)).toBe(false)
})

test('every list that goes on is asked where it starts', () => {
  const pages = Object.values(documents).flatMap((document) => document.match(/pageInfo \{[^}]*hasNextPage[^}]*\}/g) ?? [])
  expect(pages.length).toBeGreaterThan(0)
  expect(pages.filter((page) => !page.includes('startCursor'))).toEqual([])
})

const THINGS = `
  query Things($after: String) {
    things(first: 2, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
      }
    }
  }
`

/** Of three things, two to a page. */
function answerTo({ variables }: { variables: { after: string | null } }): Response {
  const ids = variables.after === null ? ['a', 'b'] : ['c']
  const pageInfo = { __typename: 'PageInfo', hasNextPage: variables.after === null, startCursor: ids[0], endCursor: ids.at(-1) }
  const things = { __typename: 'Things', pageInfo, nodes: ids.map((id) => ({ __typename: 'Thing', id })) }
  return new Response(JSON.stringify({ data: { things } }), { headers: { 'Content-Type': 'application/json' } })
}
