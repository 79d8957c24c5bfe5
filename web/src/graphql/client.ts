/** The one way to the API: persisted documents only, a normalised cache, the session's token. */
import { cacheExchange, type Cache } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { persistedExchange } from '@urql/exchange-persisted'
import { Client, fetchExchange } from 'urql'
import { send } from '../session/requests'
import { askForLost } from './lost'
import { rememberUnheard } from './unheard'

/** Lists that scroll on and on: each next page joins the ones before. */
const SCROLLING = [
  'anomalies',
  'approvals',
  'auditEvents',
  'bulkActs',
  'claims',
  'clientApplications',
  'disclosureAccountings',
  'disclosureSuspensions',
  'disclosures',
  'encounters',
  'enrollments',
  'entries',
  'failedJobs',
  'glassBreaks',
  'identityProviders',
  'interchanges',
  'organizationUnits',
  'patientRestrictions',
  'patients',
  'payers',
  'providers',
  'provisionedGroups',
  'rawFiles',
  'remittances',
  'roles',
  'services',
  'servicePrices',
  'stores',
  'tradingPartners',
  'users',
]

interface WithHash {
  __meta__?: { hash?: string }
}

export interface Asking {
  client: Client
  /** For when the server is back. */
  askAgain: () => void
}

/** A new client, and with it an empty cache: one for each sign-in. */
export function createClient(): Asking {
  const unheard = rememberUnheard()
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetch: send,
    exchanges: [
      unheard.exchange,
      askForLost,
      cacheExchange({
        keys: new Proxy({}, { get: (_, type) => keyOf(String(type)) }),
        resolvers: {
          Query: Object.fromEntries(SCROLLING.map((name) => [name, relayPagination()])),
          BulkAct: { refusals: relayPagination() },
          Interchange: { submissions: relayPagination() },
          Remittance: { claimPayments: relayPagination() },
        },
        updates: { Mutation: new Proxy({}, { get: () => forgetLists }) },
      }),
      persistedExchange({
        preferGetForPersistedQueries: false,
        enforcePersistedQueries: true,
        enableForMutation: true,
        generateHash: (_, document) => Promise.resolve((document as WithHash).__meta__?.hash),
      }),
      fetchExchange,
    ],
  })
  return { client, askAgain: () => unheard.askAgain(client) }
}

/** What has no global id is kept where it was found. */
function keyOf(type: string) {
  if (type === 'Me' || type === 'Organization') return () => null
  return (data: Record<string, unknown>) => (typeof data.id === 'string' ? data.id : null)
}

/** Whatever was changed may stand in any list now. */
function forgetLists(_result: unknown, _arguments: unknown, cache: Cache) {
  for (const field of cache.inspectFields('Query')) cache.invalidate('Query', field.fieldKey)
}
