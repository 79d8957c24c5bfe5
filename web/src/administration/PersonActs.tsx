/** What may be done about a person now. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { refusalOf, type Problem } from '../graphql/refusal'
import { useMay, useSession } from '../session/session'
import { stateOf } from './PersonBadge'
import {
  ActivateUser,
  DeactivateUser,
  InviteUserAgain,
  RenameUser,
  ResetPassword,
  UnlockUser,
  WithdrawInvitation,
} from './personDocuments'
import type { ShownPerson } from './PersonScreen'
import { ShownOnce, type Secret } from './ShownOnce'
import { useWords } from './words'

type Act = 'rename' | 'deactivate' | 'activate' | 'unlock' | 'inviteAgain' | 'withdraw' | 'resetPassword'

/** What makes sense, by how the person stands. */
const ACTS = {
  active: ['resetPassword', 'deactivate'],
  locked: ['unlock', 'resetPassword', 'deactivate'],
  invited: ['inviteAgain', 'withdraw'],
  gone: ['activate'],
} as const satisfies Record<string, readonly Act[]>

const DANGEROUS: readonly Act[] = ['deactivate', 'withdraw']

export function PersonActs({ person }: { person: ShownPerson }) {
  const { t } = useWords()
  const may = useMay()
  const { session } = useSession()
  const [act, setAct] = useState<Act | null>(null)
  const [secret, setSecret] = useState<Secret | null>(null)
  const perform = useActs(person, setSecret)
  if (!may('users:manage')) return null
  const isOneself = person.id === `User_${session?.id ?? ''}`
  const possible: readonly Act[] = isOneself ? [] : ACTS[stateOf(person)]
  const withNew = !person.isActive && !person.hasAccepted ? (['inviteAgain'] as const) : possible
  const close = () => setAct(null)
  return (
    <div className="row">
      <Button onPress={() => setAct('rename')}>{t('person.rename')}</Button>
      {withNew.map((each) => (
        <Button key={each} kind={DANGEROUS.includes(each) ? 'danger' : 'plain'} onPress={() => setAct(each)}>
          {t(`person.${each}`)}
        </Button>
      ))}
      {act === 'rename' && <RenameDialog person={person} onClose={close} />}
      {act !== null && act !== 'rename' && (
        <FormDialog
          title={t(`person.${act}`)}
          act={t(`person.${act}`)}
          isDangerous={DANGEROUS.includes(act)}
          onClose={close}
          onAct={() => perform[act]()}
        >
          <p>{t(`personWhy.${act}`, { name: person.name })}</p>
        </FormDialog>
      )}
      {secret && <ShownOnce secret={secret} onClose={() => setSecret(null)} />}
    </div>
  )
}

function useActs(person: ShownPerson, onSecret: (secret: Secret) => void): Record<Exclude<Act, 'rename'>, () => Promise<Problem | null>> {
  const { t } = useWords()
  const [, deactivate] = useMutation(DeactivateUser)
  const [, activate] = useMutation(ActivateUser)
  const [, unlock] = useMutation(UnlockUser)
  const [, withdraw] = useMutation(WithdrawInvitation)
  const [, inviteAgain] = useMutation(InviteUserAgain)
  const [, resetPassword] = useMutation(ResetPassword)
  const { id, name } = person
  return {
    deactivate: async () => {
      const { data, error } = await deactivate({ id })
      return refusalOf(error, data?.deactivateUser)
    },
    activate: async () => {
      const { data, error } = await activate({ id })
      return refusalOf(error, data?.activateUser)
    },
    unlock: async () => {
      const { data, error } = await unlock({ id })
      return refusalOf(error, data?.unlockUser)
    },
    withdraw: async () => {
      const { data, error } = await withdraw({ id })
      return refusalOf(error, data?.withdrawInvitation)
    },
    inviteAgain: async () => {
      const { data, error } = await inviteAgain({ id })
      const made = data?.inviteUserAgain
      if (made?.__typename === 'Invitation') {
        onSecret({ title: t('secret.invitationFor', { name }), help: t('secret.invitation', { address: `${location.origin}/auth/invitation` }), text: made.invitation, expiresAt: made.expiresAt })
      }
      return refusalOf(error, made)
    },
    resetPassword: async () => {
      const { data, error } = await resetPassword({ id })
      const made = data?.resetPassword
      if (made?.__typename === 'PasswordReset') {
        onSecret({ title: t('secret.resetFor', { name }), help: t('secret.reset', { address: `${location.origin}/auth/password-reset` }), text: made.link, expiresAt: made.expiresAt })
      }
      return refusalOf(error, made)
    },
  }
}

function RenameDialog({ person, onClose }: { person: ShownPerson; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ name: person.name })
  const [, rename] = useMutation(RenameUser)
  return (
    <FormDialog
      title={t('person.rename')}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await rename({ id: person.id, name: form.values.name })
        return refusalOf(error, data?.renameUser)
      }}
    >
      <TextField label={t('people.name')} required autoFocus {...form.field('name')} />
    </FormDialog>
  )
}
