/** A document of which the server keeps the text: the build puts it where `graphql` was called. */
import { gql, type TypedDocumentNode } from 'urql'

export function keptDocument(hash: string, text: string): TypedDocumentNode {
  return Object.assign(gql(text), { __meta__: { hash } })
}
