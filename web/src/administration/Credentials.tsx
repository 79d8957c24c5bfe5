/** Licences by state, certificates, protocols and agreements of one person, those that end first on top. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Badge } from '../design/Badge'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import { Panel } from '../design/Panel'
import type { CredentialInput, CredentialKind, ProviderDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { AddCredential, CorrectCredential, RemoveCredential } from './providerDocuments'
import { useWords } from './words'

type Credential = ProviderDetailsFragment['credentials'][number]
type Asked = { act: 'add' } | { act: 'renew' | 'correct' | 'remove'; credential: Credential }

const KINDS: readonly CredentialKind[] = ['LICENSE', 'IMMUNIZATION_CERTIFICATE', 'PROTOCOL', 'COLLABORATIVE_AGREEMENT']
const ENDLESS = '9999-12-31'

export function Credentials({ provider }: { provider: ProviderDetailsFragment }) {
  const { t } = useWords()
  const may = useMay()
  const [asked, setAsked] = useState<Asked | null>(null)
  const mayManage = may('providers:manage')
  const close = () => setAsked(null)
  const byEnd = provider.credentials.toSorted((one, other) => (one.effectiveToOn ?? ENDLESS).localeCompare(other.effectiveToOn ?? ENDLESS))
  return (
    <Panel title={t('credentials.title')} isFlush acts={mayManage && <Button onPress={() => setAsked({ act: 'add' })}>{t('credentials.add')}</Button>}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('credentials.kind')}</th>
            <th scope="col">{t('store.state')}</th>
            <th scope="col">{t('credentials.number')}</th>
            <th scope="col">{t('credentials.issuedBy')}</th>
            <th scope="col">{t('credentials.procedures')}</th>
            <th scope="col">{t('from')}</th>
            <th scope="col">{t('until')}</th>
            <th scope="col">{t('people.state')}</th>
            {mayManage && <th scope="col">{t('acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {byEnd.map((each) => (
            <CredentialRow key={each.id} credential={each} onAsk={mayManage ? (act) => setAsked({ act, credential: each }) : undefined} />
          ))}
          {byEnd.length === 0 && (
            <tr>
              <td colSpan={9} className="soft">
                {t('credentials.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {asked?.act === 'add' && <CredentialDialog providerId={provider.id} act="add" onClose={close} />}
      {asked && asked.act !== 'add' && asked.act !== 'remove' && (
        <CredentialDialog providerId={provider.id} act={asked.act} credential={asked.credential} onClose={close} />
      )}
      {asked?.act === 'remove' && <RemoveDialog credential={asked.credential} onClose={close} />}
    </Panel>
  )
}

interface RowProps {
  credential: Credential
  onAsk?: (act: 'renew' | 'correct' | 'remove') => void
}

function CredentialRow({ credential, onAsk }: RowProps) {
  const { t } = useWords()
  const { day } = useFormats()
  const isAhead = credential.effectiveFromOn > today()
  const state = credential.isInForce ? 'inForce' : isAhead ? 'ahead' : 'expired'
  return (
    <tr>
      <td>{t(`credentialKind.${credential.kind}`)}</td>
      <td>{credential.state}</td>
      <td className="mono">{credential.number}</td>
      <td>{credential.issuedBy ?? '—'}</td>
      <td className="mono">{credential.procedureCodes.join(', ') || '—'}</td>
      <td className="nowrap">{day(credential.effectiveFromOn)}</td>
      <td className="nowrap">{credential.effectiveToOn ? day(credential.effectiveToOn) : '—'}</td>
      <td>
        <Badge tone={state === 'inForce' ? 'good' : state === 'ahead' ? 'plain' : 'bad'}>{t(`credentials.${state}`)}</Badge>
      </td>
      {onAsk && (
        <td className="acts">
          <span className="row">
            {(['renew', 'correct', 'remove'] as const).map((act) => (
              <Button key={act} kind="quiet" aria-label={`${t(`credentials.${act}`)}: ${credential.number}`} onPress={() => onAsk(act)}>
                {t(`credentials.${act}`)}
              </Button>
            ))}
          </span>
        </td>
      )}
    </tr>
  )
}

interface CredentialDialogProps {
  providerId: string
  act: 'add' | 'renew' | 'correct'
  credential?: Credential
  onClose: () => void
}

function CredentialDialog({ providerId, act, credential, onClose }: CredentialDialogProps) {
  const { t } = useWords()
  const form = useForm({
    kind: credential?.kind ?? 'LICENSE',
    state: credential?.state ?? '',
    number: credential?.number ?? '',
    issuedBy: credential?.issuedBy ?? '',
    procedureCodes: credential?.procedureCodes.join(' ') ?? '',
    effectiveFromOn: (act === 'renew' ? dayAfter(credential?.effectiveToOn) : credential?.effectiveFromOn) ?? today(),
    effectiveToOn: (act === 'renew' ? '' : credential?.effectiveToOn) ?? '',
  })
  const [, add] = useMutation(AddCredential)
  const [, correct] = useMutation(CorrectCredential)
  return (
    <FormDialog
      title={t(act === 'correct' ? 'credentials.correct' : act === 'renew' ? 'credentials.renew' : 'credentials.add')}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const details = detailsOf(form.values)
        if (act === 'correct' && credential) {
          const { data, error } = await correct({ credentialId: credential.id, details })
          return refusalOf(error, data?.correctCredential)
        }
        const { data, error } = await add({ providerId, details })
        return refusalOf(error, data?.addCredential)
      }}
    >
      {act !== 'correct' && <p className="soft">{t('credentials.renewalHelp')}</p>}
      <div className="fields">
        <ChoiceField label={t('credentials.kind')} required choices={KINDS.map((kind) => ({ value: kind, label: t(`credentialKind.${kind}`) }))} {...form.field('kind')} />
        <TextField label={t('store.state')} required help={t('store.stateHelp')} {...form.field('state')} />
        <TextField label={t('credentials.number')} required {...form.field('number')} />
        <TextField label={t('credentials.issuedBy')} {...form.field('issuedBy')} />
        <TextField label={t('credentials.procedures')} help={t('credentials.proceduresHelp')} {...form.field('procedureCodes')} />
        <TextField label={t('from')} type="date" required {...form.field('effectiveFromOn')} />
        <TextField label={t('until')} type="date" {...form.field('effectiveToOn')} />
      </div>
    </FormDialog>
  )
}

function detailsOf(values: Record<'kind' | 'state' | 'number' | 'issuedBy' | 'procedureCodes' | 'effectiveFromOn' | 'effectiveToOn', string>): CredentialInput {
  return {
    kind: values.kind as CredentialKind,
    state: values.state.trim().toUpperCase(),
    number: values.number.trim(),
    issuedBy: orNull(values.issuedBy),
    procedureCodes: values.procedureCodes.split(/[\s,]+/).filter(Boolean),
    effectiveFromOn: values.effectiveFromOn,
    effectiveToOn: orNull(values.effectiveToOn),
  }
}

function dayAfter(on?: string | null): string | null {
  if (!on) return null
  const next = new Date(`${on}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

function RemoveDialog({ credential, onClose }: { credential: Credential; onClose: () => void }) {
  const { t } = useWords()
  const [, remove] = useMutation(RemoveCredential)
  return (
    <FormDialog
      title={`${t('credentials.remove')}: ${credential.number}`}
      act={t('credentials.remove')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await remove({ credentialId: credential.id })
        return refusalOf(error, data?.removeCredential)
      }}
    >
      <p>{t('credentials.removeWhy')}</p>
    </FormDialog>
  )
}
