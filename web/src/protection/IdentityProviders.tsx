/** The organization's own providers: each vouches for people of its domains. */
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useEvery } from '../graphql/every'
import { ProviderDialog } from './ProviderDialog'
import { IdentityProvidersDocument } from './signInDocuments'
import { useWords } from './words'

export function IdentityProviders() {
  const { t } = useWords()
  const [, go] = useLocation()
  const { rows, isLoading, error } = useEvery({ query: IdentityProvidersDocument, listOf: (data) => data.identityProviders })
  const [isAdding, setAdding] = useState(false)
  return (
    <Panel title={t('providers.title')} isFlush acts={<Button onPress={() => setAdding(true)}>{t('providers.add')}</Button>}>
      <Trouble error={error} />
      {isLoading && <Loading />}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('providers.issuer')}</th>
            <th scope="col">{t('providers.domains')}</th>
            <th scope="col">{t('providers.gives')}</th>
            <th scope="col">{t('state')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.id}>
              <td>
                <Link href={`/sign-in/${each.id}`}>{each.name}</Link>
              </td>
              <td className="mono wraps">{each.issuer}</td>
              <td>{each.emailDomains.join(', ') || '—'}</td>
              <td>{t('providers.grants', { count: each.grants.length })}</td>
              <td>
                <ProviderBadge disabledAt={each.disabledAt} />
              </td>
            </tr>
          ))}
          {!isLoading && !error && rows.length === 0 && (
            <tr>
              <td colSpan={5} className="soft">
                {t('providers.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {isAdding && <ProviderDialog onClose={() => setAdding(false)} onDone={(id) => go(`/sign-in/${id}`)} />}
    </Panel>
  )
}

export function ProviderBadge({ disabledAt }: { disabledAt?: string | null }) {
  const { t } = useWords()
  return <Badge tone={disabledAt ? 'plain' : 'good'}>{t(disabledAt ? 'providers.disabled' : 'providers.active')}</Badge>
}
