/** Which role allows what: a table of all of them, in which the tenant's own may be changed. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Badge } from '../design/Badge'
import { CheckField } from '../design/CheckField'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Awaiting, Notice } from '../design/Notice'
import { graphql } from '../graphql/generated'
import { refusalOf, type Problem } from '../graphql/refusal'
import { useMay } from '../session/session'
import { TOUCHES, useRoleName, useRoles, type Meaning, type Role } from './roles'
import { useSentence, useWords } from './words'

const CreateRole = graphql(`
  mutation CreateRole($name: String!) {
    createRole(name: $name, permissions: []) {
      ... on Role {
        id
        name
        permissions
        isBuiltIn
      }
      ...Refused
    }
  }
`)

const CopyRole = graphql(`
  mutation CopyRole($roleId: ID!, $name: String!) {
    copyRole(roleId: $roleId, name: $name) {
      ... on Role {
        id
        name
        permissions
        isBuiltIn
      }
      ...Refused
    }
  }
`)

const ChangeRole = graphql(`
  mutation ChangeRole($roleId: ID!, $permissions: [String!]!) {
    changeRole(roleId: $roleId, permissions: $permissions) {
      ... on Role {
        id
        name
        permissions
        isBuiltIn
      }
      ...Refused
    }
  }
`)

const DeleteRole = graphql(`
  mutation DeleteRole($roleId: ID!) {
    deleteRole(roleId: $roleId) {
      ... on Deleted {
        id
      }
      ...Refused
    }
  }
`)

/** A role as it would be. */
interface Edited {
  role: Role
  permissions: ReadonlySet<string>
}

export default function RolesScreen() {
  const { t } = useWords()
  const may = useMay()
  const { roles, meanings, error, isLoading } = useRoles()
  const [isMaking, setMaking] = useState(false)
  const [edited, setEdited] = useState<Edited | null>(null)
  const [deleted, setDeleted] = useState<Role | null>(null)
  if (error ?? isLoading) return <Awaiting title={t('roles.title')} error={error} />
  const edit = (role: Role) => setEdited({ role, permissions: new Set(role.permissions) })
  return (
    <>
      <div className="titled">
        <h1>{t('roles.title')}</h1>
        {may('roles:manage') && (
          <Button kind="primary" onPress={() => setMaking(true)}>
            {t('roles.make')}
          </Button>
        )}
      </div>
      {edited && <EditBar edited={edited} onEnd={() => setEdited(null)} />}
      <Matrix
        roles={roles}
        meanings={meanings}
        edited={edited}
        onChange={setEdited}
        onEdit={may('roles:manage') ? edit : undefined}
        onDelete={setDeleted}
      />
      {isMaking && <MakeDialog roles={roles} onClose={() => setMaking(false)} onMade={edit} />}
      {deleted && <DeleteDialog role={deleted} onClose={() => setDeleted(null)} />}
    </>
  )
}

interface MatrixProps {
  roles: readonly Role[]
  meanings: readonly Meaning[]
  edited: Edited | null
  onChange: (edited: Edited) => void
  onEdit?: (role: Role) => void
  onDelete: (role: Role) => void
}

function Matrix({ roles, meanings, edited, onChange, onEdit, onDelete }: MatrixProps) {
  const { t } = useWords()
  const roleName = useRoleName()
  return (
    <div className="matrix" tabIndex={0} role="group" aria-label={t('roles.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('roles.allows')}</th>
            {roles.map((role) => (
              <th key={role.id} scope="col" className={role.id === edited?.role.id ? 'edited' : undefined}>
                {roleName(role.name)}
                <div className="soft">
                  {role.isBuiltIn && t('roles.builtIn')}
                  {!role.isBuiltIn && onEdit && edited === null && (
                    <span className="row">
                      <Button kind="quiet" aria-label={t('roles.editOf', { role: role.name })} onPress={() => onEdit(role)}>
                        {t('edit')}
                      </Button>
                      <Button kind="quiet" aria-label={t('roles.deleteOf', { role: role.name })} onPress={() => onDelete(role)}>
                        {t('roles.delete')}
                      </Button>
                    </span>
                  )}
                </div>
              </th>
            ))}
          </tr>
        </thead>
        {TOUCHES.map((touch) => (
          <tbody key={touch}>
            <tr>
              <th scope="rowgroup" className="group" colSpan={roles.length + 1}>
                {t(`touch.${touch}`)}
              </th>
            </tr>
            {meanings
              .filter((meaning) => meaning.touches === touch)
              .map((meaning) => (
                <MeaningRow key={meaning.name} meaning={meaning} roles={roles} edited={edited} onChange={onChange} />
              ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

interface RowProps {
  meaning: Meaning
  roles: readonly Role[]
  edited: Edited | null
  onChange: (edited: Edited) => void
}

function MeaningRow({ meaning, roles, edited, onChange }: RowProps) {
  const { t } = useWords()
  const sentence = useSentence()
  const roleName = useRoleName()
  const said = sentence(meaning.name, meaning.sentence)
  return (
    <tr>
      <th scope="row">
        {said} <span className="soft mono">{meaning.name}</span> {!meaning.isOn && <Badge tone="warn">{t('roles.moduleOff')}</Badge>}
      </th>
      {roles.map((role) =>
        role.id === edited?.role.id ? (
          <td key={role.id} className="edited">
            <CheckField
              label={t('roles.cell', { role: roleName(role.name), permission: said })}
              value={edited.permissions.has(meaning.name)}
              onChange={(isAllowed) => onChange({ role, permissions: changed(edited.permissions, meaning.name, isAllowed) })}
            />
          </td>
        ) : (
          <td key={role.id}>
            {role.permissions.includes(meaning.name) ? <span className="yes">✓</span> : <span className="soft">·</span>}
            <span className="visually-hidden">{t(role.permissions.includes(meaning.name) ? 'yes' : 'no')}</span>
          </td>
        ),
      )}
    </tr>
  )
}

function changed(permissions: ReadonlySet<string>, name: string, isAllowed: boolean): ReadonlySet<string> {
  const wanted = new Set(permissions)
  if (isAllowed) wanted.add(name)
  else wanted.delete(name)
  return wanted
}

/** Says what would change, for everyone who has the role, before it does. */
function EditBar({ edited, onEnd }: { edited: Edited; onEnd: () => void }) {
  const { t } = useWords()
  const [{ fetching }, change] = useMutation(ChangeRole)
  const [problem, setProblem] = useState<Problem | null>(null)
  const before = new Set(edited.role.permissions)
  const given = [...edited.permissions].filter((name) => !before.has(name))
  const taken = [...before].filter((name) => !edited.permissions.has(name))
  async function save() {
    const { data, error } = await change({ roleId: edited.role.id, permissions: [...edited.permissions] })
    const found = refusalOf(error, data?.changeRole)
    setProblem(found)
    if (found === null) onEnd()
  }
  return (
    <section className="panel" aria-label={t('roles.editOf', { role: edited.role.name })}>
      <div className="body stack">
        {problem && <Notice tone="bad">{problem.message}</Notice>}
        <p>
          {t('roles.would', { role: edited.role.name })} {t('roles.given', { count: given.length })}{' '}
          {given.length > 0 && <span className="mono">{given.join(', ')}</span>} {t('roles.taken', { count: taken.length })}{' '}
          {taken.length > 0 && <span className="mono">{taken.join(', ')}</span>}
        </p>
        <div className="row">
          <Button kind="primary" isDisabled={given.length + taken.length === 0} isPending={fetching} onPress={() => void save()}>
            {t('save')}
          </Button>
          <Button onPress={onEnd}>{t('cancel')}</Button>
        </div>
      </div>
    </section>
  )
}

interface MakeProps {
  roles: readonly Role[]
  onClose: () => void
  onMade: (role: Role) => void
}

const NOTHING = 'nothing'

function MakeDialog({ roles, onClose, onMade }: MakeProps) {
  const { t } = useWords()
  const roleName = useRoleName()
  const form = useForm({ name: '', from: NOTHING })
  const [, create] = useMutation(CreateRole)
  const [, copy] = useMutation(CopyRole)
  async function make(): Promise<Problem | null> {
    const { name, from } = form.values
    if (from === NOTHING) {
      const { data, error } = await create({ name })
      if (data?.createRole.__typename === 'Role') onMade(data.createRole)
      return refusalOf(error, data?.createRole)
    }
    const { data, error } = await copy({ name, roleId: from })
    if (data?.copyRole.__typename === 'Role') onMade(data.copyRole)
    return refusalOf(error, data?.copyRole)
  }
  const choices = [{ value: NOTHING, label: t('roles.nothing') }, ...roles.map((role) => ({ value: role.id, label: roleName(role.name) }))]
  return (
    <FormDialog title={t('roles.make')} act={t('roles.make')} form={form} onClose={onClose} onAct={make}>
      <TextField label={t('roles.name')} required autoFocus {...form.field('name')} />
      <ChoiceField label={t('roles.from')} help={t('roles.fromHelp')} choices={choices} {...form.field('from')} />
    </FormDialog>
  )
}

function DeleteDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useWords()
  const [, drop] = useMutation(DeleteRole)
  return (
    <FormDialog
      title={t('roles.deleteOf', { role: role.name })}
      act={t('roles.delete')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await drop({ roleId: role.id })
        return refusalOf(error, data?.deleteRole)
      }}
    >
      <p>{t('roles.deleteWhy')}</p>
    </FormDialog>
  )
}
