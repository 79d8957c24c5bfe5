/** What the payer simulator will answer: the scripts that stand, and what decides where there is none. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { refusalOf } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { InstructionsDocument, ScriptPayer, WithdrawScripts } from './partnerDocuments'
import { PayerTerms } from './PayerTerms'
import { ScriptFields } from './ScriptFields'
import { detailsFor, inputOf, NO_SCRIPT, noNumberIn, sameOf, type Detail, type Script } from './scripts'
import { useWords } from './words'

export function SimulatedPayer({ partnerId }: { partnerId: string }) {
  const [{ data, error }] = useQuery({ query: InstructionsDocument, variables: { id: partnerId } })
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  if (!data.payerInstructions) return null
  return (
    <>
      <Scripts partnerId={partnerId} scripts={data.payerInstructions.scripts} />
      <PayerTerms partnerId={partnerId} told={data.payerInstructions} />
    </>
  )
}

interface ScriptsProps {
  partnerId: string
  scripts: readonly Script[]
}

function Scripts({ partnerId, scripts }: ScriptsProps) {
  const { t } = useWords()
  const detailsInWords = useDetailsInWords()
  const [isAdding, setAdding] = useState(false)
  const [withdrawn, setWithdrawn] = useState<readonly Script[] | null>(null)
  const acts = (
    <>
      {scripts.length > 1 && <Button onPress={() => setWithdrawn(scripts)}>{t('script.withdrawAll')}</Button>}
      <Button onPress={() => setAdding(true)}>{t('script.add')}</Button>
    </>
  )
  return (
    <Panel title={t('script.title')} isFlush acts={acts}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('script.whose')}</th>
            <th scope="col">{t('script.outcome')}</th>
            <th scope="col">{t('script.details')}</th>
            <th scope="col">{t('acts')}</th>
          </tr>
        </thead>
        <tbody>
          {scripts.map((script, place) => (
            <tr key={`${place} ${script.outcome} ${script.memberId} ${script.patientControlNumber}`}>
              <td>
                <Whose script={script} />
              </td>
              <td>{t(`outcome.${script.outcome}`)}</td>
              <td>{detailsInWords(script) || '—'}</td>
              <td className="acts nowrap">
                <Button kind="quiet" aria-label={`${t('script.withdraw')}: ${t(`outcome.${script.outcome}`)}, ${whoseOf(script)}`} onPress={() => setWithdrawn([script])}>
                  {t('script.withdraw')}
                </Button>
              </td>
            </tr>
          ))}
          {scripts.length === 0 && (
            <tr>
              <td colSpan={4} className="soft">
                {t('script.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {isAdding && <AddDialog partnerId={partnerId} onClose={() => setAdding(false)} />}
      {withdrawn && <WithdrawDialog partnerId={partnerId} scripts={withdrawn} onClose={() => setWithdrawn(null)} />}
    </Panel>
  )
}

function whoseOf({ memberId, patientControlNumber }: Script): string {
  return [memberId, patientControlNumber].filter(Boolean).join(' ')
}

function Whose({ script: { memberId, patientControlNumber } }: { script: Script }) {
  const { t } = useWords()
  return (
    <>
      {memberId && (
        <div>
          {t('script.memberId')} <span className="mono">{memberId}</span>
        </div>
      )}
      {patientControlNumber && (
        <div>
          {t('script.patientControlNumber')} <span className="mono">{patientControlNumber}</span>
        </div>
      )}
    </>
  )
}

/** What of a script its outcome makes use of. */
function useDetailsInWords() {
  const { t } = useWords()
  const { money, count } = useFormats()
  return (script: Script) => {
    const values: Record<Detail, string> = {
      reasonCode: script.reasonCode,
      remarkCodes: script.remarkCodes.join(', '),
      allowedPercent: count(script.allowedPercent),
      deductiblePercent: count(script.deductiblePercent),
      coinsurancePercent: count(script.coinsurancePercent),
      copay: script.copayCents ? money(script.copayCents) : '',
      delaySeconds: count(script.delaySeconds),
      statusCode: script.statusCode,
    }
    return detailsFor(script.outcome)
      .filter((name) => values[name] !== '')
      .map((name) => `${t(`script.${name}`)} ${values[name]}`)
      .join(' · ')
  }
}

interface ActProps {
  partnerId: string
  onClose: () => void
}

function AddDialog({ partnerId, onClose }: ActProps) {
  const { t } = useWords()
  const form = useForm(NO_SCRIPT)
  const [, script] = useMutation(ScriptPayer)
  return (
    <FormDialog
      title={t('script.add')}
      act={t('script.add')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const wrong = noNumberIn(form.values)
        if (wrong !== null) return { message: t('settings.noNumber'), path: wrong }
        const { data, error } = await script({ partnerId, script: inputOf(form.values) })
        return refusalOf(error, data?.scriptPayer)
      }}
    >
      <p className="soft">{t('script.addWhy')}</p>
      <ScriptFields form={form} />
    </FormDialog>
  )
}

function WithdrawDialog({ partnerId, scripts, onClose }: ActProps & { scripts: readonly Script[] }) {
  const { t } = useWords()
  const [, withdraw] = useMutation(WithdrawScripts)
  const [first] = scripts
  return (
    <FormDialog
      title={scripts.length === 1 && first ? `${t('script.withdraw')}: ${t(`outcome.${first.outcome}`)}, ${whoseOf(first)}` : t('script.withdrawAll')}
      act={t(scripts.length === 1 ? 'script.withdraw' : 'script.withdrawAll')}
      isDangerous
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await withdraw({ partnerId, scripts: scripts.map(sameOf) })
        return refusalOf(error, data?.withdrawPayerScripts)
      }}
    >
      <p>{t('script.withdrawWhy')}</p>
    </FormDialog>
  )
}
