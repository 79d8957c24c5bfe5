/** The roles that a person has, each on a branch of the tree and for as long as it says. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Badge } from '../design/Badge'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Panel } from '../design/Panel'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { AssignMembership, EndMembership } from './personDocuments'
import type { ShownPerson } from './PersonScreen'
import { useRoleName, useRoles } from './roles'
import { endOf } from './days'
import { choicesOf, useUnits } from './units'
import { useWords } from './words'

type Held = ShownPerson['memberships'][number]

export function Memberships({ person }: { person: ShownPerson }) {
  const { t } = useWords()
  const may = useMay()
  const roleName = useRoleName()
  const [isAdding, setAdding] = useState(false)
  const [ending, setEnding] = useState<Held | null>(null)
  const mayManage = may('users:manage')
  return (
    <Panel
      title={t('memberships.title')}
      isFlush
      acts={mayManage && <Button onPress={() => setAdding(true)}>{t('memberships.add')}</Button>}
    >
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('memberships.role')}</th>
            <th scope="col">{t('memberships.branch')}</th>
            <th scope="col">{t('memberships.until')}</th>
            {mayManage && <th scope="col">{t('acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {person.memberships.map((each) => (
            <tr key={each.id}>
              <td>{roleName(each.role.name)}</td>
              <td>{each.unit.name}</td>
              <td>
                <Until at={each.expiresAt} />
              </td>
              {mayManage && (
                <td className="acts">
                  <Button aria-label={t('memberships.endOf', { role: roleName(each.role.name), unit: each.unit.name })} onPress={() => setEnding(each)}>
                    {t('memberships.end')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
          {person.memberships.length === 0 && (
            <tr>
              <td colSpan={4} className="soft">
                {t('memberships.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {isAdding && <AddDialog userId={person.id} onClose={() => setAdding(false)} />}
      {ending && <EndDialog held={ending} onClose={() => setEnding(null)} />}
    </Panel>
  )
}

function Until({ at }: { at?: string | null }) {
  const { t } = useWords()
  const { instant } = useFormats()
  const [now] = useState(Date.now)
  if (!at) return t('memberships.always')
  return (
    <span className="row">
      {instant(at)}
      {Date.parse(at) < now && <Badge tone="warn">{t('memberships.expired')}</Badge>}
    </span>
  )
}

function AddDialog({ userId, onClose }: { userId: string; onClose: () => void }) {
  const { t } = useWords()
  const { roles, isLoading: areRolesComing } = useRoles()
  const { units, isLoading: areUnitsComing } = useUnits()
  const roleName = useRoleName()
  const form = useForm({ roleId: '', unitId: '', expiresAt: '' })
  const [, assign] = useMutation(AssignMembership)
  return (
    <FormDialog
      title={t('memberships.add')}
      act={t('memberships.add')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { roleId, unitId, expiresAt } = form.values
        const { data, error } = await assign({ userId, roleId, unitId, expiresAt: endOf(expiresAt) })
        return refusalOf(error, data?.assignMembership)
      }}
    >
      <ChoiceField label={t('memberships.role')} required isLoading={areRolesComing} choices={roles.map((role) => ({ value: role.id, label: roleName(role.name) }))} {...form.field('roleId')} />
      <ChoiceField label={t('memberships.branch')} required help={t('memberships.branchHelp')} isLoading={areUnitsComing} choices={choicesOf(units)} {...form.field('unitId')} />
      <TextField label={t('memberships.lastDay')} type="date" help={t('memberships.lastDayHelp')} {...form.field('expiresAt')} />
    </FormDialog>
  )
}

function EndDialog({ held, onClose }: { held: Held; onClose: () => void }) {
  const { t } = useWords()
  const roleName = useRoleName()
  const [, end] = useMutation(EndMembership)
  return (
    <FormDialog
      title={t('memberships.end')}
      act={t('memberships.end')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await end({ membershipId: held.id })
        return refusalOf(error, data?.endMembership)
      }}
    >
      <p>{t('memberships.endWhy', { role: roleName(held.role.name), unit: held.unit.name })}</p>
    </FormDialog>
  )
}
