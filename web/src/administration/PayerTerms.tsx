/** What decides a simulated payer's answer where no script fits: seed, variety and fee schedule. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Facts } from '../design/Facts'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Panel } from '../design/Panel'
import { refusalOf } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { feesIn, linesOf } from './fees'
import { SetPayerTerms } from './partnerDocuments'
import type { Instructions } from './scripts'
import { useWords } from './words'

interface PayerTermsProps {
  partnerId: string
  told: Instructions
}

/** In the order in which it counts. */
export function PayerTerms({ partnerId, told }: PayerTermsProps) {
  const { t } = useWords()
  const { count, money } = useFormats()
  const [isChanging, setChanging] = useState(false)
  return (
    <Panel title={t('simulated.otherwise')} acts={<Button onPress={() => setChanging(true)}>{t('simulated.change')}</Button>}>
      <ol className="in-order">
        <li>{t('simulated.byMember')}</li>
        <li>{t('simulated.byCents')}</li>
        <li>{told.varietyPercent === 0 ? t('simulated.noVariety') : t('simulated.variety', { percent: count(told.varietyPercent), seed: told.seed })}</li>
        <li>{t('simulated.pays')}</li>
      </ol>
      {told.fees.length === 0 ? (
        <p className="soft">{t('simulated.noFees')}</p>
      ) : (
        <details>
          <summary>{t('simulated.fees', { count: told.fees.length })}</summary>
          <Facts facts={told.fees.map(({ procedureCode, allowedCents }) => [procedureCode, money(allowedCents)] as const)} />
        </details>
      )}
      {isChanging && <ChangeDialog partnerId={partnerId} told={told} onClose={() => setChanging(false)} />}
    </Panel>
  )
}

function ChangeDialog({ partnerId, told, onClose }: PayerTermsProps & { onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ varietyPercent: String(told.varietyPercent), seed: String(told.seed), fees: linesOf(told.fees) })
  const [, set] = useMutation(SetPayerTerms)

  async function save() {
    const { varietyPercent, seed } = form.values
    if (!/^\d{1,3}$/.test(varietyPercent.trim())) return { message: t('simulated.noPercent'), path: 'varietyPercent' }
    if (!/^\d{1,9}$/.test(seed.trim())) return { message: t('simulated.noSeed'), path: 'seed' }
    const { fees, strange } = feesIn(form.values.fees)
    if (strange !== null) return { message: t('simulated.noFee', { line: strange }), path: 'fees' }
    const { data, error } = await set({ partnerId, terms: { varietyPercent: Number(varietyPercent), seed: Number(seed), fees } })
    return refusalOf(error, data?.setPayerTerms)
  }

  return (
    <FormDialog title={t('simulated.change')} act={t('save')} form={form} onClose={onClose} onAct={save}>
      <p className="soft">{t('simulated.changeWhy')}</p>
      <div className="fields">
        <TextField label={t('simulated.varietyPercent')} required autoFocus inputMode="numeric" help={t('simulated.varietyPercentHelp')} {...form.field('varietyPercent')} />
        <TextField label={t('simulated.seed')} required inputMode="numeric" help={t('simulated.seedHelp')} {...form.field('seed')} />
      </div>
      <TextField label={t('simulated.schedule')} lines={8} help={t('simulated.scheduleHelp')} {...form.field('fees')} />
    </FormDialog>
  )
}
