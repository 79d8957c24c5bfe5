/** What an identity provider says of itself, asked by the server now. */
import { post, type Answer } from '../session/auth'

export interface Discovered {
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  keyCount: number
  scopes: string[]
}

export function discover(issuer: string): Promise<Answer<Discovered>> {
  return post<Discovered>('/auth/discovery', { issuer })
}
