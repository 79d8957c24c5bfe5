/** Adds an identity provider, or changes one; a new issuer is asked first whether it answers. */
import { useMutation } from 'urql'
import { CheckField } from '../design/CheckField'
import { TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import type { IdentityProviderDetailsFragment, IdentityProviderInput } from '../graphql/generated/graphql'
import { refusalOf, type Problem } from '../graphql/refusal'
import { discover } from './discovery'
import { AddIdentityProvider, ChangeIdentityProvider } from './signInDocuments'
import { useWords } from './words'

const YES = 'yes'
const CHECKS = ['createsUsers', 'allowsPasswords', 'vouchesForEmail'] as const
const NEW = {
  name: '', issuer: '', clientId: '', clientSecret: '', emailDomains: '', scopes: 'openid email profile', groupsClaim: 'groups',
  trustedAcr: '', trustedAmr: '', createsUsers: '', allowsPasswords: YES, vouchesForEmail: '',
}

type Values = typeof NEW

interface ProviderDialogProps {
  provider?: IdentityProviderDetailsFragment
  onClose: () => void
  onDone?: (id: string) => void
}

export function ProviderDialog({ provider, onClose, onDone }: ProviderDialogProps) {
  const { t } = useWords()
  const form = useForm(provider ? valuesOf(provider) : NEW)
  const [, add] = useMutation(AddIdentityProvider)
  const [, change] = useMutation(ChangeIdentityProvider)

  async function act(): Promise<Problem | null> {
    const details = inputOf(form.values)
    if (provider) {
      const { data, error } = await change({ id: provider.id, provider: details })
      return refusalOf(error, data?.changeIdentityProvider)
    }
    const answer = await discover(details.issuer)
    if (answer.refused) return { message: answer.refused.message || t('offline'), path: answer.refused.code === 'invalid' ? 'issuer' : null }
    const { data, error } = await add({ provider: details })
    const made = data?.addIdentityProvider
    if (made?.__typename === 'IdentityProvider') onDone?.(made.id)
    return refusalOf(error, made)
  }

  return (
    <FormDialog title={provider ? provider.name : t('providers.add')} act={t(provider ? 'save' : 'providers.add')} isWide form={form} onClose={onClose} onAct={act}>
      <div className="fields">
        <TextField label={t('name')} required autoFocus help={t('providers.nameHelp')} {...form.field('name')} />
        {provider === undefined && <TextField label={t('providers.issuer')} required help={t('providers.issuerHelp')} {...form.field('issuer')} />}
        <TextField label={t('providers.clientId')} required {...form.field('clientId')} />
        <TextField label={t('providers.secret')} type="password" autoComplete="off" help={t(provider ? 'providers.secretStays' : 'providers.secretHelp')} {...form.field('clientSecret')} />
        <TextField label={t('providers.domains')} help={t('providers.domainsHelp')} {...form.field('emailDomains')} />
        <TextField label={t('providers.groupsClaim')} required help={t('providers.groupsHelp')} {...form.field('groupsClaim')} />
        <TextField label={t('providers.scopes')} required {...form.field('scopes')} />
        <TextField label={t('providers.acr')} help={t('providers.acrHelp')} {...form.field('trustedAcr')} />
        <TextField label={t('providers.amr')} help={t('providers.acrHelp')} {...form.field('trustedAmr')} />
      </div>
      {CHECKS.map((name) => (
        <CheckField key={name} value={form.values[name] === YES} onChange={(is) => form.change(name, is ? YES : '')}>
          {t(`providers.${name}`)}
        </CheckField>
      ))}
    </FormDialog>
  )
}

function valuesOf(provider: IdentityProviderDetailsFragment): Values {
  const { name, issuer, clientId, groupsClaim } = provider
  return {
    name, issuer, clientId, groupsClaim, clientSecret: '',
    emailDomains: provider.emailDomains.join(' '),
    scopes: provider.scopes.join(' '),
    trustedAcr: provider.trustedAcr.join(' '),
    trustedAmr: provider.trustedAmr.join(' '),
    createsUsers: provider.createsUsers ? YES : '',
    allowsPasswords: provider.allowsPasswords ? YES : '',
    vouchesForEmail: provider.vouchesForEmail ? YES : '',
  }
}

function inputOf(values: Values): IdentityProviderInput {
  const words = (text: string) => text.split(/[\s,]+/).filter(Boolean)
  return {
    name: values.name.trim(),
    issuer: values.issuer.trim(),
    clientId: values.clientId.trim(),
    clientSecret: orNull(values.clientSecret),
    groupsClaim: values.groupsClaim.trim(),
    emailDomains: words(values.emailDomains),
    scopes: words(values.scopes),
    trustedAcr: words(values.trustedAcr),
    trustedAmr: words(values.trustedAmr),
    createsUsers: values.createsUsers === YES,
    allowsPasswords: values.allowsPasswords === YES,
    vouchesForEmail: values.vouchesForEmail === YES,
  }
}
