/** Which parts of the product are in use, and what is decided for which branch of the tree. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Badge } from '../design/Badge'
import { Button, ChoiceField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { graphql } from '../graphql/generated'
import type { ModulesQuery, SettingsAtQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { useActors } from './actors'
import { DecideDialog, InheritDialog } from './SettingDialogs'
import { useValueWords } from './settingValues'
import { choicesOf, useUnits, type Unit } from './units'
import { useSentence, useWords } from './words'

const Modules = graphql(`
  query Modules {
    modules {
      module
      isOn
      sentence
      switchedAt
      switchedBy
    }
  }
`)

const SwitchModule = graphql(`
  mutation SwitchModule($module: Module!, $isOn: Boolean!) {
    switchModule(module: $module, isOn: $isOn) {
      ... on ModuleState {
        module
        isOn
      }
      ...Refused
    }
  }
`)

const SettingsAt = graphql(`
  query SettingsAt($unitId: ID, $on: Date) {
    settings(unitId: $unitId, on: $on) {
      name
      kind
      module
      sentence
      default
      lowest
      highest
      mayBeNone
      value
      decidedByUnitId
      effectiveFromOn
    }
  }
`)

type ModuleState = ModulesQuery['modules'][number]
export type Setting = SettingsAtQuery['settings'][number]

export default function SettingsScreen() {
  const { t } = useWords()
  return (
    <>
      <h1>{t('settings.title')}</h1>
      <ModulesPanel />
      <SettingsPanel />
    </>
  )
}

function ModulesPanel() {
  const { t } = useWords()
  const { instant } = useFormats()
  const may = useMay()
  const sentence = useSentence()
  const { nameOf } = useActors()
  const [{ data, error }] = useQuery({ query: Modules })
  const [switched, setSwitched] = useState<ModuleState | null>(null)
  return (
    <Panel title={t('settings.modules')} isFlush>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('settings.module')}</th>
            <th scope="col">{t('access.what')}</th>
            <th scope="col">{t('people.state')}</th>
            <th scope="col">{t('settings.switched')}</th>
            {may('organization:manage') && <th scope="col">{t('acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {data?.modules.map((each) => (
            <tr key={each.module}>
              <td className="nowrap">{t(`module.${each.module}`)}</td>
              <td>{sentence(`module ${each.module}`, each.sentence)}</td>
              <td>
                <Badge tone={each.isOn ? 'good' : 'plain'}>{t(each.isOn ? 'settings.on' : 'settings.off')}</Badge>
              </td>
              <td className="soft">{each.switchedAt && `${instant(each.switchedAt)}, ${nameOf(each.switchedBy ?? '')}`}</td>
              {may('organization:manage') && (
                <td className="acts">
                  <Button kind="quiet" aria-label={`${t(each.isOn ? 'settings.switchOff' : 'settings.switchOn')}: ${t(`module.${each.module}`)}`} onPress={() => setSwitched(each)}>
                    {t(each.isOn ? 'settings.switchOff' : 'settings.switchOn')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {switched && <SwitchDialog state={switched} onClose={() => setSwitched(null)} />}
    </Panel>
  )
}

function SwitchDialog({ state, onClose }: { state: ModuleState; onClose: () => void }) {
  const { t } = useWords()
  const [, switchModule] = useMutation(SwitchModule)
  const act = t(state.isOn ? 'settings.switchOff' : 'settings.switchOn')
  return (
    <FormDialog
      title={`${act}: ${t(`module.${state.module}`)}`}
      act={act}
      isDangerous={state.isOn}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await switchModule({ module: state.module, isOn: !state.isOn })
        return refusalOf(error, data?.switchModule)
      }}
    >
      <p>{t(state.isOn ? 'settings.offWhy' : 'settings.onWhy')}</p>
    </FormDialog>
  )
}

type Asked = { act: 'decide' | 'inherit'; setting: Setting }

function SettingsPanel() {
  const { t } = useWords()
  const may = useMay()
  const { units, isLoading } = useUnits()
  const [chosen, setChosen] = useState('')
  const unit = units.find((each) => each.id === chosen) ?? units[0]
  const [{ data, error }] = useQuery({ query: SettingsAt, variables: { unitId: unit?.id, on: today() }, pause: unit === undefined })
  const [asked, setAsked] = useState<Asked | null>(null)
  return (
    <Panel title={t('settings.settings')}>
      <div className="fields">
        <ChoiceField label={t('settings.unit')} value={unit?.id ?? ''} onChange={setChosen} choices={choicesOf(units)} isLoading={isLoading} />
      </div>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      <div className="across">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('settings.setting')}</th>
              <th scope="col">{t('settings.value')}</th>
              <th scope="col">{t('settings.decidedBy')}</th>
              {may('organization:manage') && <th scope="col">{t('acts')}</th>}
            </tr>
          </thead>
          <tbody>
            {unit &&
              data?.settings.map((each) => (
                <SettingRow
                  key={each.name}
                  setting={each}
                  unit={unit}
                  units={units}
                  onAsk={may('organization:manage') ? (act) => setAsked({ act, setting: each }) : undefined}
                />
              ))}
          </tbody>
        </table>
      </div>
      {unit && asked?.act === 'decide' && <DecideDialog setting={asked.setting} unit={unit} onClose={() => setAsked(null)} />}
      {unit && asked?.act === 'inherit' && <InheritDialog setting={asked.setting} unit={unit} onClose={() => setAsked(null)} />}
    </Panel>
  )
}

interface RowProps {
  setting: Setting
  unit: Unit
  units: readonly Unit[]
  onAsk?: (act: Asked['act']) => void
}

function SettingRow({ setting, unit, units, onAsk }: RowProps) {
  const { t } = useWords()
  const { day } = useFormats()
  const sentence = useSentence()
  const words = useValueWords()
  const decider = units.find((each) => each.id === setting.decidedByUnitId)
  const isOwn = setting.decidedByUnitId === unit.id
  const by = isOwn ? t('settings.here') : setting.decidedByUnitId ? t('settings.inherited', { unit: decider?.name ?? '' }) : t('settings.default')
  return (
    <tr>
      <td>
        {sentence(setting.name, setting.sentence)} <span className="soft mono">{setting.name}</span>
      </td>
      <td className="nowrap">
        <strong>{words(setting, setting.value)}</strong>
      </td>
      <td>
        {by}
        {setting.effectiveFromOn && <span className="soft"> {t('settings.since', { on: day(setting.effectiveFromOn) })}</span>}
      </td>
      {onAsk && (
        <td className="acts">
          <span className="row">
            <Button kind="quiet" aria-label={`${t('settings.decide')}: ${setting.name}`} onPress={() => onAsk('decide')}>
              {t('settings.decide')}
            </Button>
            {isOwn && unit.parent && (
              <Button kind="quiet" aria-label={`${t('settings.inherit')}: ${setting.name}`} onPress={() => onAsk('inherit')}>
                {t('settings.inherit')}
              </Button>
            )}
          </span>
        </td>
      )}
    </tr>
  )
}
