/** What may be done about a program: grant, limit, new secrets and keys, the end of one or of all. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import type { ApplicationDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { AddKeys, DisableClient, EndKey, GrantClient, LimitClient, RotateSecret } from './applicationDocuments'
import { endOf } from './days'
import { Scopes } from './Scopes'
import { ShownOnce, type Secret } from './ShownOnce'
import { choicesOf, useUnits } from './units'
import { useWords } from './words'

export type ApplicationAct = { act: 'grant' | 'limit' | 'disable' | 'rotate' | 'addKeys' } | { act: 'endKey'; keyId: string; name: string }

const OVERLAP_HOURS = '24'

interface ActsProps {
  application: ApplicationDetailsFragment
  asked: ApplicationAct
  onClose: () => void
}

export function ApplicationActs({ application, asked, onClose }: ActsProps) {
  if (asked.act === 'endKey') return <EndKeyDialog keyId={asked.keyId} name={asked.name} onClose={onClose} />
  if (asked.act === 'grant') return <GrantDialog application={application} onClose={onClose} />
  if (asked.act === 'limit') return <LimitDialog application={application} onClose={onClose} />
  if (asked.act === 'rotate') return <RotateDialog application={application} onClose={onClose} />
  if (asked.act === 'addKeys') return <KeysDialog application={application} onClose={onClose} />
  return <DisableDialog application={application} onClose={onClose} />
}

type DialogProps = Omit<ActsProps, 'asked'>

function GrantDialog({ application, onClose }: DialogProps) {
  const { t } = useWords()
  const { units, isLoading } = useUnits()
  const form = useForm({ unitId: application.unit?.id ?? '' })
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set(application.scopes))
  const [, grant] = useMutation(GrantClient)
  return (
    <FormDialog
      title={`${t('applications.grant')}: ${application.name}`}
      act={t('save')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await grant({ id: application.id, scopes: [...scopes], unitId: orNull(form.values.unitId) })
        return refusalOf(error, data?.grantClient)
      }}
    >
      <ChoiceField
        label={t('access.where')}
        choices={[{ value: '', label: t('access.anywhere') }, ...choicesOf(units)]}
        isLoading={isLoading}
        placeholder={t('access.anywhere')}
        {...form.field('unitId')}
      />
      <Scopes value={scopes} onChange={setScopes} />
    </FormDialog>
  )
}

function LimitDialog({ application, onClose }: DialogProps) {
  const { t } = useWords()
  const form = useForm({ requestsPerMinute: String(application.requestsPerMinute), costPerMinute: String(application.costPerMinute) })
  const [, limit] = useMutation(LimitClient)
  return (
    <FormDialog
      title={`${t('applications.limit')}: ${application.name}`}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { requestsPerMinute, costPerMinute } = form.values
        const { data, error } = await limit({ id: application.id, requestsPerMinute: Number(requestsPerMinute), costPerMinute: Number(costPerMinute) })
        return refusalOf(error, data?.limitClient)
      }}
    >
      <TextField label={t('applications.requests')} required inputMode="numeric" {...form.field('requestsPerMinute')} />
      <TextField label={t('applications.cost')} required inputMode="numeric" help={t('applications.costHelp')} {...form.field('costPerMinute')} />
    </FormDialog>
  )
}

function DisableDialog({ application, onClose }: DialogProps) {
  const { t } = useWords()
  const [, disable] = useMutation(DisableClient)
  return (
    <FormDialog
      title={`${t('applications.revoke')}: ${application.name}`}
      act={t('applications.revoke')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await disable({ id: application.id })
        return refusalOf(error, data?.disableClient)
      }}
    >
      <p>{t('applications.revokeWhy')}</p>
    </FormDialog>
  )
}

function RotateDialog({ application, onClose }: DialogProps) {
  const { t } = useWords()
  const form = useForm({ overlapHours: OVERLAP_HOURS, secretExpiresAt: '' })
  const [, rotate] = useMutation(RotateSecret)
  const [secret, setSecret] = useState<Secret | null>(null)
  if (secret) return <ShownOnce secret={secret} onClose={onClose} />
  return (
    <FormDialog
      title={`${t('applications.rotate')}: ${application.name}`}
      act={t('applications.rotate')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { overlapHours, secretExpiresAt } = form.values
        const { data, error } = await rotate({ id: application.id, overlapHours: Number(overlapHours), secretExpiresAt: endOf(secretExpiresAt) })
        const made = data?.rotateClientSecret
        if (made?.__typename !== 'ClientWithSecret') return refusalOf(error, made)
        setSecret({ title: t('secret.secretOf', { name: application.name }), help: t('secret.client', { id: application.clientId }), text: made.secret })
        return 'more'
      }}
    >
      <TextField label={t('applications.overlap')} required inputMode="numeric" help={t('applications.overlapHelp')} {...form.field('overlapHours')} />
      <TextField label={t('applications.secretUntil')} type="date" help={t('memberships.lastDayHelp')} {...form.field('secretExpiresAt')} />
    </FormDialog>
  )
}

function KeysDialog({ application, onClose }: DialogProps) {
  const { t } = useWords()
  const form = useForm({ publicKeys: '', overlapHours: OVERLAP_HOURS })
  const [, add] = useMutation(AddKeys)
  return (
    <FormDialog
      title={`${t('applications.addKeys')}: ${application.name}`}
      act={t('applications.addKeys')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { publicKeys, overlapHours } = form.values
        const { data, error } = await add({ id: application.id, publicKeys, overlapHours: Number(overlapHours) })
        return refusalOf(error, data?.addClientKeys)
      }}
    >
      <TextField label={t('applications.publicKeys')} lines={5} required autoFocus help={t('applications.publicKeysHelp')} {...form.field('publicKeys')} />
      <TextField label={t('applications.overlap')} required inputMode="numeric" help={t('applications.overlapHelp')} {...form.field('overlapHours')} />
    </FormDialog>
  )
}

interface EndKeyProps {
  keyId: string
  name: string
  onClose: () => void
}

function EndKeyDialog({ keyId, name, onClose }: EndKeyProps) {
  const { t } = useWords()
  const [, end] = useMutation(EndKey)
  return (
    <FormDialog
      title={`${t('applications.endKey')}: ${name}`}
      act={t('applications.endKey')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await end({ keyId })
        return refusalOf(error, data?.endClientKey)
      }}
    >
      <p>{t('applications.endKeyWhy')}</p>
    </FormDialog>
  )
}
