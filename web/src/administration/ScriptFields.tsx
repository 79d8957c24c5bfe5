/** The fields of a script: whose claims, what becomes of them, and the details that this outcome has. */
import { ChoiceField, TextField } from '../design/Fields'
import type { Form } from '../design/form'
import type { PayerOutcome } from '../graphql/generated/graphql'
import { detailsFor, OUTCOMES, type ScriptValues } from './scripts'
import { useWords } from './words'

const TEXTS = ['reasonCode', 'remarkCodes', 'statusCode']

export function ScriptFields({ form }: { form: Form<keyof ScriptValues> }) {
  const { t } = useWords()
  const outcome = form.values.outcome as PayerOutcome
  return (
    <>
      <div className="fields">
        <TextField label={t('script.memberId')} autoFocus help={t('script.memberIdHelp')} {...form.field('memberId')} />
        <TextField label={t('script.patientControlNumber')} help={t('script.patientControlNumberHelp')} {...form.field('patientControlNumber')} />
      </div>
      <ChoiceField
        label={t('script.outcome')}
        required
        help={t(`outcomeHelp.${outcome}`)}
        choices={OUTCOMES.map((each) => ({ value: each, label: t(`outcome.${each}`) }))}
        {...form.field('outcome')}
      />
      <div className="fields">
        {detailsFor(outcome).map((name) => (
          <TextField
            key={name}
            label={t(`script.${name}`)}
            required={name !== 'remarkCodes'}
            inputMode={TEXTS.includes(name) ? 'text' : 'decimal'}
            help={t(`script.${name}Help`)}
            {...form.field(name)}
          />
        ))}
      </div>
    </>
  )
}
