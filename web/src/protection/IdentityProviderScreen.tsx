/** One identity provider: for whom it vouches, what its claims give, and whether it answers. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Facts } from '../design/Facts'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { IdentityProviderDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { discover, type Discovered } from './discovery'
import { Grants } from './Grants'
import { ProviderBadge } from './IdentityProviders'
import { ProviderDialog } from './ProviderDialog'
import { DisableIdentityProvider, EndClaimGrant, GrantByClaim, IdentityProviderDocument } from './signInDocuments'
import { useWords } from './words'

export default function IdentityProviderScreen({ id }: { id: string }) {
  const { t } = useWords()
  const [{ data, error }] = useQuery({ query: IdentityProviderDocument, variables: { id } })
  const [act, setAct] = useState<'edit' | 'disable' | null>(null)
  const [, grant] = useMutation(GrantByClaim)
  const [, end] = useMutation(EndClaimGrant)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const provider = data.identityProvider
  if (!provider) return <Notice tone="warn">{t('notFound')}</Notice>
  return (
    <>
      <div className="titled">
        <h1>{provider.name}</h1>
        <div className="row">
          <Button kind="primary" onPress={() => setAct('edit')}>
            {t('change')}
          </Button>
          {!provider.disabledAt && (
            <Button kind="danger" onPress={() => setAct('disable')}>
              {t('providers.disable')}
            </Button>
          )}
        </div>
      </div>
      <Known provider={provider} />
      <Answering issuer={provider.issuer} />
      <Grants
        grants={provider.grants}
        byValue
        help={t('providers.noGrants')}
        onGrant={async (wanted) => {
          const answer = await grant({ id, ...wanted })
          return refusalOf(answer.error, answer.data?.grantByClaim)
        }}
        onEnd={async (grantId) => {
          const answer = await end({ grantId })
          return refusalOf(answer.error, answer.data?.endClaimGrant)
        }}
      />
      {act === 'edit' && <ProviderDialog provider={provider} onClose={() => setAct(null)} />}
      {act === 'disable' && <DisableDialog provider={provider} onClose={() => setAct(null)} />}
    </>
  )
}

function Known({ provider }: { provider: IdentityProviderDetailsFragment }) {
  const { t } = useWords()
  const yes = (is: boolean) => t(is ? 'yes' : 'no')
  return (
    <Panel title={t('providers.known')}>
      <Facts
        facts={[
          [t('state'), <ProviderBadge key="state" disabledAt={provider.disabledAt} />],
          [t('providers.issuer'), <span key="issuer" className="mono">{provider.issuer}</span>],
          [t('providers.clientId'), <span key="client" className="mono">{provider.clientId}</span>],
          [t('providers.secret'), t(provider.hasSecret ? 'providers.sealed' : 'providers.noSecret')],
          [t('providers.back'), <span key="back" className="mono">{`${location.origin}/auth/oidc/callback`}</span>],
          [t('providers.domains'), provider.emailDomains.join(', ') || '—'],
          [t('providers.groupsClaim'), <span key="claim" className="mono">{provider.groupsClaim}</span>],
          [t('providers.trusted'), [...provider.trustedAcr, ...provider.trustedAmr].join(', ') || '—'],
          [t('providers.makesUsers'), yes(provider.createsUsers)],
          [t('providers.withPasswords'), yes(provider.allowsPasswords)],
        ]}
      />
    </Panel>
  )
}

function Answering({ issuer }: { issuer: string }) {
  const { t } = useWords()
  const { count } = useFormats()
  const [found, setFound] = useState<Discovered | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  async function ask() {
    setAsking(true)
    const { said, refused } = await discover(issuer)
    setAsking(false)
    setFound(said ?? null)
    setProblem(refused ? refused.message || t('offline') : null)
  }
  return (
    <Panel title={t('discovery.title')} acts={<Button isPending={isAsking} onPress={() => void ask()}>{t('discovery.ask')}</Button>}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {!found && !problem && <p className="soft">{t('discovery.help')}</p>}
      {found && (
        <>
          <Notice tone="good">{t('discovery.answers')}</Notice>
          <Facts
            facts={[
              [t('discovery.authorization'), <span key="authorization" className="mono">{found.authorizationEndpoint}</span>],
              [t('discovery.token'), <span key="token" className="mono">{found.tokenEndpoint}</span>],
              [t('discovery.keys'), count(found.keyCount)],
            ]}
          />
        </>
      )}
    </Panel>
  )
}

function DisableDialog({ provider, onClose }: { provider: IdentityProviderDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const [, disable] = useMutation(DisableIdentityProvider)
  return (
    <FormDialog
      title={`${t('providers.disable')}: ${provider.name}`}
      act={t('providers.disable')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await disable({ id: provider.id })
        return refusalOf(error, data?.disableIdentityProvider)
      }}
    >
      <p>{t('providers.disableWhy')}</p>
    </FormDialog>
  )
}
