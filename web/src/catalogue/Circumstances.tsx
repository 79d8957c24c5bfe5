/** Whom and where sample answers are about: a payer and a store of the pharmacy, or others by what is known of them. */
import { ChoiceField, TextField } from '../design/Fields'
import { Panel } from '../design/Panel'
import { orNull } from '../design/form'
import { useWhom } from './priceWords'
import { useWords } from './words'

export const OTHER = 'other'

const OF_THE_STORE = ['storeState', 'cliaNumber'] as const
const OF_THE_PAYER = ['claimFilingIndicatorCode', 'payerNumber'] as const
type Name = 'servedOn' | 'birthOn' | 'payerId' | 'storeId' | (typeof OF_THE_STORE)[number] | (typeof OF_THE_PAYER)[number]

export type SampleCircumstances = Record<Name, string>

/** As the API takes them: what is known of a payer or store that is named is not said again. */
export function circumstancesOf({ servedOn, birthOn, payerId, storeId, ...known }: SampleCircumstances) {
  const payer = payerId === OTHER ? { claimFilingIndicatorCode: orNull(known.claimFilingIndicatorCode), payerNumber: orNull(known.payerNumber) } : { payerId }
  const store = storeId === OTHER ? { storeState: known.storeState, cliaNumber: orNull(known.cliaNumber) } : { storeId }
  return { servedOn, birthOn, ...payer, ...store }
}

interface CircumstancesProps {
  values: SampleCircumstances
  onChange: (name: Name, value: string) => void
}

export function Circumstances({ values, onChange }: CircumstancesProps) {
  const { t } = useWords()
  const { payerChoices, storeChoices } = useWhom()
  const typed = [
    ...(values.storeId === OTHER ? OF_THE_STORE : []),
    ...(values.payerId === OTHER ? OF_THE_PAYER : []),
  ]
  return (
    <Panel title={t('trying.circumstances')}>
      <div className="fields">
        {(['servedOn', 'birthOn'] as const).map((name) => (
          <TextField key={name} type="date" label={t(`trying.${name}`)} value={values[name]} onChange={(value) => onChange(name, value)} />
        ))}
        <ChoiceField
          label={t('trying.payer')}
          help={t('trying.payerHelp')}
          choices={[{ value: OTHER, label: t('trying.otherPayer') }, ...payerChoices]}
          value={values.payerId}
          onChange={(value) => onChange('payerId', value)}
        />
        <ChoiceField
          label={t('trying.store')}
          help={t('trying.storeHelp')}
          choices={[{ value: OTHER, label: t('trying.otherStore') }, ...storeChoices]}
          value={values.storeId}
          onChange={(value) => onChange('storeId', value)}
        />
        {typed.map((name) => (
          <TextField key={name} label={t(`trying.${name}`)} value={values[name]} onChange={(value) => onChange(name, value)} />
        ))}
      </div>
    </Panel>
  )
}
