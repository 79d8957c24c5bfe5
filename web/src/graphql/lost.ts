/** What a mutation had the cache forget while its answer was on the way is asked for anew, once. */
import { mapExchange, type Exchange } from 'urql'

/** The cache has nothing to show of such an answer: it arrives without data and without an error. */
export const askForLost: Exchange = (input) => {
  const lost = new Set<number>()
  return mapExchange({
    onOperation: ({ kind, key }) => {
      // Nobody waits for it any more.
      if (kind === 'teardown') lost.delete(key)
    },
    onResult: (result) => {
      const { operation, data, error } = result
      const isLost = operation.kind === 'query' && !data && !error && !lost.has(operation.key)
      if (!isLost) {
        lost.delete(operation.key)
        return result
      }
      lost.add(operation.key)
      const { client } = input
      client.reexecuteOperation(client.createRequestOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' }))
      // Nobody is told of this one: whoever asked goes on waiting.
      return new Promise<typeof result>(() => undefined)
    },
  })(input)
}
