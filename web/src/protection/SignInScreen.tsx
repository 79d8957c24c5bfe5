/** How people come in: what is asked of them, which providers vouch for them, which directory sends them. */
import { useMay } from '../session/session'
import { Directories } from './Directories'
import { Groups } from './Groups'
import { IdentityProviders } from './IdentityProviders'
import { Policy } from './Policy'
import { useWords } from './words'

export default function SignInScreen() {
  const { t } = useWords()
  const may = useMay()
  const mayProviders = may('identity_providers:manage')
  return (
    <>
      <h1>{t('signIn.title')}</h1>
      {may('users:read') && <Policy />}
      {mayProviders && <IdentityProviders />}
      {may('clients:manage') && <Directories />}
      {mayProviders && <Groups />}
    </>
  )
}
