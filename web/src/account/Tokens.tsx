/** A developer's own tokens: each may do some of what they may, until a day. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { CheckboxGroup, Checkbox, Label } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { Button, TextField } from '../design/Fields'
import { Notice, Trouble } from '../design/Notice'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { useSession } from '../session/session'
import { useFormats } from '../words/format'

const MyTokens = graphql(`
  query MyTokens {
    myTokens {
      id
      name
      scopes
      expiresAt
      revokedAt
      lastUsedAt
    }
  }
`)

const CreateMyToken = graphql(`
  mutation CreateMyToken($name: String!, $scopes: [String!]!) {
    createMyToken(name: $name, scopes: $scopes) {
      ... on MyNewToken {
        secret
        token {
          id
        }
      }
      ...Refused
    }
  }
`)

const RevokeMyToken = graphql(`
  mutation RevokeMyToken($tokenId: ID!) {
    revokeMyToken(tokenId: $tokenId) {
      ... on MyToken {
        id
        revokedAt
      }
      ...Refused
    }
  }
`)

export function Tokens() {
  const { t } = useTranslation()
  const [{ data, error }] = useQuery({ query: MyTokens })
  const [, revoke] = useMutation(RevokeMyToken)
  const [problem, setProblem] = useState<string | null>(null)
  const { instant } = useFormats()
  const living = (data?.myTokens ?? []).filter((token) => !token.revokedAt)
  return (
    <section className="panel" aria-labelledby="tokens">
      <header>
        <h2 id="tokens">{t('account.tokens')}</h2>
      </header>
      <div className="body stack">
        <Trouble error={error} />
        {problem && <Notice tone="bad">{problem}</Notice>}
        {living.length === 0 && <p className="soft">{t('account.noTokens')}</p>}
        <ul className="plain-list">
          {living.map((token) => (
            <li className="row apart" key={token.id}>
              <span>
                {token.name} <span className="soft mono">{token.scopes.join(' ')}</span>{' '}
                <span className="soft">{t('account.until', { at: instant(token.expiresAt) })}</span>
              </span>
              <Button
                aria-label={`${t('account.revoke')}: ${token.name}`}
                onPress={() =>
                  void revoke({ tokenId: token.id }).then((done) =>
                    setProblem(problemOf(done.error, done.data?.revokeMyToken)),
                  )
                }
              >
                {t('account.revoke')}
              </Button>
            </li>
          ))}
        </ul>
        <NewToken />
      </div>
    </section>
  )
}

function NewToken() {
  const { t } = useTranslation()
  const { session } = useSession()
  const [, create] = useMutation(CreateMyToken)
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>([])
  const [secret, setSecret] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  async function make(event: FormEvent) {
    event.preventDefault()
    const { data, error } = await create({ name, scopes })
    const made = data?.createMyToken
    setProblem(problemOf(error, made))
    setSecret(made?.__typename === 'MyNewToken' ? made.secret : null)
    if (made?.__typename !== 'MyNewToken') return
    setName('')
    setScopes([])
  }

  return (
    <form className="stack" onSubmit={(event) => void make(event)} aria-label={t('account.newToken')}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {secret && (
        <Notice tone="warn">
          {t('account.secretOnce')} <span className="secret mono">{secret}</span>
        </Notice>
      )}
      <TextField label={t('account.tokenName')} help={t('account.tokenNameHelp')} value={name} onChange={setName} required />
      <CheckboxGroup value={scopes} onChange={setScopes}>
        <Label>{t('account.scopes')}</Label>
        <div className="choices">
          {[...(session?.permissions ?? [])].sort().map((permission) => (
            <Checkbox key={permission} value={permission} className="choice">
              {({ isSelected }) => (
                <>
                  <span className="box" aria-hidden>
                    {isSelected ? '✓' : ''}
                  </span>
                  <span className="mono">{permission}</span>
                </>
              )}
            </Checkbox>
          ))}
        </div>
      </CheckboxGroup>
      <div className="row">
        <Button type="submit" isDisabled={scopes.length === 0}>
          {t('account.newToken')}
        </Button>
      </div>
    </form>
  )
}
