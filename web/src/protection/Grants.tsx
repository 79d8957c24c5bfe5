/** Which role on which branch comes with something that another system says of a person. */
import { useState } from 'react'
import { useRoleName, useRoles } from '../administration/roles'
import { choicesOf, useUnits } from '../administration/units'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Panel } from '../design/Panel'
import type { Problem } from '../graphql/refusal'
import { useWords } from './words'

export interface Grant {
  id: string
  claimValue?: string
  role: { name: string }
  unit: { name: string }
}

export interface NewGrant {
  claimValue: string
  roleId: string
  unitId: string
}

interface GrantsProps {
  grants: readonly Grant[]
  /** Whether a value stands before each, as with claims. */
  byValue?: boolean
  help: string
  onGrant: (grant: NewGrant) => Promise<Problem | null>
  onEnd: (grantId: string) => Promise<Problem | null>
}

export function Grants({ grants, byValue = false, help, onGrant, onEnd }: GrantsProps) {
  const { t } = useWords()
  const roleName = useRoleName()
  const [isAdding, setAdding] = useState(false)
  const [ending, setEnding] = useState<Grant | null>(null)
  const said = ({ claimValue, role, unit }: Grant) => [claimValue, `${roleName(role.name)}, ${unit.name}`].filter(Boolean).join(': ')
  return (
    <Panel title={t('grants.title')} isFlush acts={<Button onPress={() => setAdding(true)}>{t('grants.add')}</Button>}>
      <table className="plain">
        <thead>
          <tr>
            {byValue && <th scope="col">{t('grants.value')}</th>}
            <th scope="col">{t('grants.role')}</th>
            <th scope="col">{t('grants.unit')}</th>
            <th scope="col">{t('acts')}</th>
          </tr>
        </thead>
        <tbody>
          {grants.map((each) => (
            <tr key={each.id}>
              {byValue && <td className="mono">{each.claimValue}</td>}
              <td>{roleName(each.role.name)}</td>
              <td>{each.unit.name}</td>
              <td className="acts">
                <Button kind="quiet" aria-label={`${t('grants.end')}: ${said(each)}`} onPress={() => setEnding(each)}>
                  {t('grants.end')}
                </Button>
              </td>
            </tr>
          ))}
          {grants.length === 0 && (
            <tr>
              <td colSpan={4} className="soft">
                {help}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {isAdding && <GrantDialog byValue={byValue} onGrant={onGrant} onClose={() => setAdding(false)} />}
      {ending && (
        <FormDialog title={`${t('grants.end')}: ${said(ending)}`} act={t('grants.end')} isDangerous onClose={() => setEnding(null)} onAct={() => onEnd(ending.id)}>
          <p>{t('grants.endWhy')}</p>
        </FormDialog>
      )}
    </Panel>
  )
}

interface GrantDialogProps {
  byValue: boolean
  onGrant: GrantsProps['onGrant']
  onClose: () => void
}

function GrantDialog({ byValue, onGrant, onClose }: GrantDialogProps) {
  const { t } = useWords()
  const { roles, isLoading: areRolesComing } = useRoles()
  const { units, isLoading: areUnitsComing } = useUnits()
  const roleName = useRoleName()
  const form = useForm({ claimValue: '', roleId: '', unitId: '' })
  return (
    <FormDialog title={t('grants.add')} act={t('grants.add')} form={form} onClose={onClose} onAct={() => onGrant(form.values)}>
      {byValue && <TextField label={t('grants.value')} required autoFocus help={t('grants.valueHelp')} {...form.field('claimValue')} />}
      <ChoiceField label={t('grants.role')} required isLoading={areRolesComing} choices={roles.map(({ id, name }) => ({ value: id, label: roleName(name) }))} {...form.field('roleId')} />
      <ChoiceField label={t('grants.unit')} required help={t('grants.unitHelp')} isLoading={areUnitsComing} choices={choicesOf(units)} {...form.field('unitId')} />
    </FormDialog>
  )
}
