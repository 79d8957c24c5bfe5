/** What was asked while the server was away is asked again when it is back; what was to be done is not. */
import { mapExchange, type Client, type Exchange, type Operation } from 'urql'

export interface Unheard {
  exchange: Exchange
  askAgain: (client: Client) => void
}

/** Of one client: another neither sees nor repeats what this one asked. */
export function rememberUnheard(): Unheard {
  const unheard = new Map<number, Operation>()
  const exchange = mapExchange({
    onOperation: ({ kind, key }) => {
      // Nobody waits for it any more.
      if (kind === 'teardown') unheard.delete(key)
    },
    onResult: ({ operation, error }) => {
      if (operation.kind === 'query' && error?.networkError && error.response === undefined) unheard.set(operation.key, operation)
    },
  })
  const askAgain = (client: Client) => {
    const asked = [...unheard.values()]
    unheard.clear()
    for (const each of asked) {
      client.reexecuteOperation(client.createRequestOperation('query', each, { ...each.context, requestPolicy: 'network-only' }))
    }
  }
  return { exchange, askAgain }
}
