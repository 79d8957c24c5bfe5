/** What the organization asks of everyone who signs in. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { useRoleName, useRoles } from '../administration/roles'
import { CheckField } from '../design/CheckField'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { SecondFactorRequirement, SignInPolicyQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { SetSignInPolicy, SignInPolicyDocument } from './signInDocuments'
import { useWords } from './words'

const DEMANDS: readonly SecondFactorRequirement[] = ['OPTIONAL', 'SOME_ROLES', 'EVERYONE']

type Rules = SignInPolicyQuery['signInPolicy']

export function Policy() {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }] = useQuery({ query: SignInPolicyDocument })
  const { roles } = useRoles()
  const roleName = useRoleName()
  const [isChanging, setChanging] = useState(false)
  const rules = data?.signInPolicy
  const ofRoles = roles.filter(({ id }) => rules?.secondFactorRoleIds.includes(id)).map(({ name }) => roleName(name))
  return (
    <Panel title={t('policy.title')} acts={may('users:manage') && rules && <Button onPress={() => setChanging(true)}>{t('change')}</Button>}>
      <Trouble error={error} />
      {!rules && !error && <Loading />}
      {rules && (
        <Facts
          facts={[
            [t('policy.secondFactor'), [t(`demand.${rules.secondFactor}`), ...ofRoles].join(' · ')],
            [t('policy.graceDays'), t('days', { count: rules.graceDays })],
            [t('policy.idleMinutes'), t('minutes', { count: rules.idleMinutes })],
            [t('policy.longestHours'), t('hours', { count: rules.longestHours })],
            [t('policy.recentMinutes'), t('minutes', { count: rules.recentMinutes })],
            [t('policy.password'), t('policy.passwordRule')],
          ]}
        />
      )}
      {isChanging && rules && <ChangeDialog rules={rules} onClose={() => setChanging(false)} />}
    </Panel>
  )
}

function ChangeDialog({ rules, onClose }: { rules: Rules; onClose: () => void }) {
  const { t } = useWords()
  const { roles } = useRoles()
  const roleName = useRoleName()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(rules.secondFactorRoleIds))
  const form = useForm({
    secondFactor: rules.secondFactor as string,
    graceDays: String(rules.graceDays),
    idleMinutes: String(rules.idleMinutes),
    longestHours: String(rules.longestHours),
    recentMinutes: String(rules.recentMinutes),
  })
  const [, set] = useMutation(SetSignInPolicy)
  const byRole = form.values.secondFactor === 'SOME_ROLES'
  return (
    <FormDialog
      title={t('policy.title')}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { secondFactor, ...numbers } = form.values
        const wrong = (Object.keys(numbers) as (keyof typeof numbers)[]).find((name) => !/^\d+$/.test(numbers[name].trim()))
        if (wrong) return { message: t('policy.number'), path: wrong }
        const { data, error } = await set({
          policy: {
            secondFactor: secondFactor as SecondFactorRequirement,
            secondFactorRoleIds: byRole ? [...chosen] : [],
            graceDays: Number(numbers.graceDays),
            idleMinutes: Number(numbers.idleMinutes),
            longestHours: Number(numbers.longestHours),
            recentMinutes: Number(numbers.recentMinutes),
          },
        })
        return refusalOf(error, data?.setSignInPolicy)
      }}
    >
      <ChoiceField
        label={t('policy.secondFactor')}
        help={t('policy.secondFactorHelp')}
        choices={DEMANDS.map((each) => ({ value: each, label: t(`demand.${each}`) }))}
        {...form.field('secondFactor')}
      />
      {byRole && (
        <div className="choices" role="group" aria-label={t('policy.roles')}>
          {roles.map(({ id, name }) => (
            <CheckField key={id} value={chosen.has(id)} onChange={(is) => setChosen(new Set([...chosen].filter((each) => each !== id).concat(is ? [id] : [])))}>
              {roleName(name)}
            </CheckField>
          ))}
        </div>
      )}
      <div className="fields">
        <TextField label={t('policy.graceDays')} required inputMode="numeric" help={t('policy.graceHelp')} {...form.field('graceDays')} />
        <TextField label={t('policy.idleMinutes')} required inputMode="numeric" help={t('policy.idleHelp')} {...form.field('idleMinutes')} />
        <TextField label={t('policy.longestHours')} required inputMode="numeric" help={t('policy.longestHelp')} {...form.field('longestHours')} />
        <TextField label={t('policy.recentMinutes')} required inputMode="numeric" help={t('policy.recentHelp')} {...form.field('recentMinutes')} />
      </div>
    </FormDialog>
  )
}
