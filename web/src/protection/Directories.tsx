/** Directories that send people and groups by SCIM: each has a secret, shown once. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { CreateClient, DisableClient, RotateSecret } from '../administration/applicationDocuments'
import { ShownOnce, type Secret } from '../administration/ShownOnce'
import { choicesOf, useUnits } from '../administration/units'
import { Badge } from '../design/Badge'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useEvery } from '../graphql/every'
import type { ApplicationDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { DirectoriesDocument } from './signInDocuments'
import { useWords } from './words'

const SCOPE = 'users:provision'
const EVERYWHERE = ''
/** So long both secrets work, so that the directory can be told the new one. */
const OVERLAP_HOURS = 24

type Asked = { act: 'connect' } | { act: 'rotate' | 'revoke'; directory: ApplicationDetailsFragment }

export function Directories() {
  const { t } = useWords()
  const { rows, isLoading, error } = useEvery({ query: DirectoriesDocument, listOf: (data) => data.clientApplications })
  const [asked, setAsked] = useState<Asked | null>(null)
  const [secret, setSecret] = useState<Secret | null>(null)
  const directories = rows.filter(({ scopes }) => scopes.includes(SCOPE))
  const close = () => setAsked(null)
  return (
    <Panel title={t('directory.title')} isFlush acts={<Button onPress={() => setAsked({ act: 'connect' })}>{t('directory.connect')}</Button>}>
      <Trouble error={error} />
      {isLoading && <Loading />}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('grants.unit')}</th>
            <th scope="col">{t('directory.lastUsed')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('acts')}</th>
          </tr>
        </thead>
        <tbody>
          {directories.map((each) => (
            <DirectoryRow key={each.id} directory={each} onAsk={(act) => setAsked({ act, directory: each })} />
          ))}
          {!isLoading && !error && directories.length === 0 && (
            <tr>
              <td colSpan={5} className="soft">
                {t('directory.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      <p className="footnote soft">
        {t('directory.address')} <span className="mono">{`${location.origin}/scim/v2`}</span>
        {' · '}
        {t('directory.tokens')} <span className="mono">{`${location.origin}/oauth/token`}</span>
      </p>
      {asked?.act === 'connect' && <ConnectDialog onClose={close} onSecret={setSecret} />}
      {asked?.act === 'rotate' && <RotateDialog directory={asked.directory} onClose={close} onSecret={setSecret} />}
      {asked?.act === 'revoke' && <RevokeDialog directory={asked.directory} onClose={close} />}
      {secret && <ShownOnce secret={secret} onClose={() => setSecret(null)} />}
    </Panel>
  )
}

interface RowProps {
  directory: ApplicationDetailsFragment
  onAsk: (act: 'rotate' | 'revoke') => void
}

function DirectoryRow({ directory, onAsk }: RowProps) {
  const { t } = useWords()
  const { instant } = useFormats()
  const { id, name, unit, lastUsedAt, disabledAt, usesKeys } = directory
  return (
    <tr>
      <td>
        <Link href={`/applications/${id}`}>{name}</Link>
      </td>
      <td>{unit?.name ?? t('everywhere')}</td>
      <td className="nowrap">{lastUsedAt ? instant(lastUsedAt) : t('directory.never')}</td>
      <td>
        <Badge tone={disabledAt ? 'plain' : 'good'}>{t(disabledAt ? 'directory.revoked' : 'providers.active')}</Badge>
      </td>
      <td className="acts">
        {!disabledAt && (
          <span className="row">
            {!usesKeys && (
              <Button kind="quiet" aria-label={`${t('directory.rotate')}: ${name}`} onPress={() => onAsk('rotate')}>
                {t('directory.rotate')}
              </Button>
            )}
            <Button kind="quiet" aria-label={`${t('directory.revoke')}: ${name}`} onPress={() => onAsk('revoke')}>
              {t('directory.revoke')}
            </Button>
          </span>
        )}
      </td>
    </tr>
  )
}

interface SecretProps {
  onClose: () => void
  onSecret: (secret: Secret) => void
}

function useSecret() {
  const { t } = useWords()
  return (client: ApplicationDetailsFragment, text: string): Secret => ({
    title: t('directory.secretOf', { name: client.name }),
    help: t('directory.secretHelp', { id: client.clientId }),
    text,
  })
}

function ConnectDialog({ onClose, onSecret }: SecretProps) {
  const { t } = useWords()
  const { units, isLoading } = useUnits()
  const secretOf = useSecret()
  const form = useForm({ name: '', unitId: EVERYWHERE })
  const [, create] = useMutation(CreateClient)
  return (
    <FormDialog
      title={t('directory.connect')}
      act={t('directory.connect')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await create({ name: form.values.name, scopes: [SCOPE], unitId: orNull(form.values.unitId), secretExpiresAt: null })
        const made = data?.createClient
        if (made?.__typename === 'ClientWithSecret') onSecret(secretOf(made.client, made.secret))
        return refusalOf(error, made)
      }}
    >
      <p>{t('directory.connectWhy')}</p>
      <TextField label={t('name')} required autoFocus help={t('directory.nameHelp')} {...form.field('name')} />
      <ChoiceField
        label={t('grants.unit')}
        help={t('directory.unitHelp')}
        placeholder={t('everywhere')}
        choices={[{ value: EVERYWHERE, label: t('everywhere') }, ...choicesOf(units)]}
        isLoading={isLoading}
        {...form.field('unitId')}
      />
    </FormDialog>
  )
}

function RotateDialog({ directory, onClose, onSecret }: SecretProps & { directory: ApplicationDetailsFragment }) {
  const { t } = useWords()
  const secretOf = useSecret()
  const [, rotate] = useMutation(RotateSecret)
  return (
    <FormDialog
      title={`${t('directory.rotate')}: ${directory.name}`}
      act={t('directory.rotate')}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await rotate({ id: directory.id, overlapHours: OVERLAP_HOURS, secretExpiresAt: null })
        const made = data?.rotateClientSecret
        if (made?.__typename === 'ClientWithSecret') onSecret(secretOf(made.client, made.secret))
        return refusalOf(error, made)
      }}
    >
      <p>{t('directory.rotateWhy', { count: OVERLAP_HOURS })}</p>
    </FormDialog>
  )
}

function RevokeDialog({ directory, onClose }: { directory: ApplicationDetailsFragment; onClose: () => void }) {
  const { t } = useWords()
  const [, revoke] = useMutation(DisableClient)
  return (
    <FormDialog
      title={`${t('directory.revoke')}: ${directory.name}`}
      act={t('directory.revoke')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await revoke({ id: directory.id })
        return refusalOf(error, data?.disableClient)
      }}
    >
      <p>{t('directory.revokeWhy')}</p>
    </FormDialog>
  )
}
