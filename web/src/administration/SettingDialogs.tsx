/** Deciding a setting for a branch of the tree, with what that would change seen beforehand. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { CheckField } from '../design/CheckField'
import { TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Trouble } from '../design/Notice'
import { graphql } from '../graphql/generated'
import { refusalOf } from '../graphql/refusal'
import { today } from '../words/format'
import type { Setting } from './SettingsScreen'
import { textOf, useValueWords, valueOf } from './settingValues'
import type { Unit } from './units'
import { useSentence, useWords } from './words'

const DecideSetting = graphql(`
  mutation DecideSetting($unitId: ID!, $name: String!, $on: Date!, $value: JSON) {
    decideSetting(unitId: $unitId, name: $name, effectiveFromOn: $on, value: $value) {
      ... on SettingValue {
        id
      }
      ...Refused
    }
  }
`)

const InheritSetting = graphql(`
  mutation InheritSetting($unitId: ID!, $name: String!, $on: Date!) {
    inheritSetting(unitId: $unitId, name: $name, effectiveFromOn: $on) {
      ... on SettingValue {
        id
      }
      ...Refused
    }
  }
`)

const SettingPreview = graphql(`
  query SettingPreview($unitId: ID!, $name: String!, $on: Date!, $value: JSON) {
    settingPreview(unitId: $unitId, name: $name, effectiveFromOn: $on, value: $value) {
      draftCount
      claimCount
      userCount
      changes {
        unitId
        unitName
        unitKind
        before
        after
      }
    }
  }
`)

interface DialogProps {
  setting: Setting
  unit: Unit
  onClose: () => void
}

export function DecideDialog({ setting, unit, onClose }: DialogProps) {
  const { t } = useWords()
  const sentence = useSentence()
  const form = useForm({ value: textOf(setting, setting.value), effectiveFromOn: today() })
  const [isOn, setOn] = useState(setting.value === true)
  const [isNone, setNone] = useState(setting.mayBeNone && setting.value === null)
  const [, decide] = useMutation(DecideSetting)
  const isSwitch = setting.kind === 'SWITCH'
  const value = isSwitch ? isOn : isNone ? null : valueOf(setting, form.values.value)
  return (
    <FormDialog
      title={t('settings.decideAt', { unit: unit.name })}
      act={t('settings.decide')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        if (value === undefined) return { message: t('settings.noNumber'), path: 'value' }
        const { data, error } = await decide({ unitId: unit.id, name: setting.name, on: form.values.effectiveFromOn, value })
        return refusalOf(error, data?.decideSetting)
      }}
    >
      <p>{sentence(setting.name, setting.sentence)}</p>
      {isSwitch && (
        <CheckField value={isOn} onChange={setOn}>
          {t('yes')}
        </CheckField>
      )}
      {setting.mayBeNone && (
        <CheckField value={isNone} onChange={setNone}>
          {t('settings.never')}
        </CheckField>
      )}
      {!isSwitch && !isNone && <TextField label={t(`settingKind.${setting.kind}`)} inputMode="decimal" autoFocus {...form.field('value')} />}
      <TextField label={t('settings.from')} type="date" required {...form.field('effectiveFromOn')} />
      {value !== undefined && <Preview setting={setting} unit={unit} value={value} on={form.values.effectiveFromOn} />}
    </FormDialog>
  )
}

interface PreviewProps {
  setting: Setting
  unit: Unit
  value: number | boolean | null
  on: string
}

function Preview({ setting, unit, value, on }: PreviewProps) {
  const { t } = useWords()
  const words = useValueWords()
  const [{ data, error, fetching }] = useQuery({
    query: SettingPreview,
    variables: { unitId: unit.id, name: setting.name, on, value },
    pause: on === '',
  })
  if (error) return <Trouble error={error} />
  if (!data || fetching) return <Loading />
  const { changes, draftCount, claimCount, userCount } = data.settingPreview
  if (changes.length === 0) return <p className="soft">{t('settings.nothingChanges')}</p>
  return (
    <section className="across" aria-label={t('settings.preview')}>
      <h3>{t('settings.preview')}</h3>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('settings.unit')}</th>
            <th scope="col">{t('settings.before')}</th>
            <th scope="col">{t('settings.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.unitId}>
              <td>{change.unitName}</td>
              <td>{words(setting, change.before)}</td>
              <td>
                <strong>{words(setting, change.after)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft">{t('settings.underWay', { drafts: draftCount, claims: claimCount, users: userCount })}</p>
    </section>
  )
}

export function InheritDialog({ setting, unit, onClose }: DialogProps) {
  const { t } = useWords()
  const form = useForm({ effectiveFromOn: today() })
  const [, inherit] = useMutation(InheritSetting)
  return (
    <FormDialog
      title={t('settings.inheritAt', { unit: unit.name })}
      act={t('settings.inherit')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await inherit({ unitId: unit.id, name: setting.name, on: form.values.effectiveFromOn })
        return refusalOf(error, data?.inheritSetting)
      }}
    >
      <p>{t('settings.inheritWhy')}</p>
      <TextField label={t('settings.from')} type="date" required {...form.field('effectiveFromOn')} />
    </FormDialog>
  )
}
