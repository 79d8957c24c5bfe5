/** The template tried on sample answers: the form as the pharmacist sees it, and what would come of it. */
import { useQuery } from 'urql'
import { ClaimsToBe, Found } from '../care/ClaimsToBe'
import { Questions } from '../care/Questions'
import { usualAnswers } from '../care/suggestions'
import type { Answers } from '../care/template'
import { Button } from '../design/Fields'
import { Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { TemplateTrialQuery } from '../graphql/generated/graphql'
import { today, useFormats } from '../words/format'
import { inWords } from '../words/said'
import { Circumstances, circumstancesOf, OTHER, type SampleCircumstances } from './Circumstances'
import type { Definition } from './definition'
import { TrialDocument } from './documents'
import { useSettled } from '../design/settled'
import { useWhom } from './priceWords'
import { useWords } from './words'

type Trial = TemplateTrialQuery['templateTrial']

/** Said at the right: a form that nobody has filled in yet is not wrong. */
const NOT_ANSWERED = 'evidence.missing'

export interface Sample {
  answers: Answers | null
  circumstances: SampleCircumstances
}

/** At the store where the person works, where there is one. */
export function newSample(storeId: string | null): Sample {
  const circumstances = { payerId: OTHER, storeId: storeId ?? OTHER, servedOn: today(), birthOn: '1980-01-01', storeState: 'MN', cliaNumber: '', claimFilingIndicatorCode: 'CI', payerNumber: '' }
  return { answers: null, circumstances }
}

interface TryOutProps {
  definition: Definition
  /** Something in it leads nowhere: there is nothing to try yet. */
  isBroken: boolean
  sample: Sample
  onSample: (change: (before: Sample) => Sample) => void
}

export function TryOut({ definition, isBroken, sample, onSample }: TryOutProps) {
  const { t } = useWords()
  const { servedOn } = sample.circumstances
  const answers = sample.answers ?? usualAnswers(definition, servedOn)
  const asked = useSettled({ definition, answers, circumstances: sample.circumstances })
  const { birthOn } = asked.circumstances
  const [{ data, error, fetching }] = useQuery({
    query: TrialDocument,
    variables: {
      definition: asked.definition,
      answers: asked.answers,
      circumstances: circumstancesOf(asked.circumstances),
    },
    requestPolicy: 'network-only',
    pause: isBroken || asked.circumstances.servedOn === '' || birthOn === '',
  })
  if (isBroken) return <Notice tone="warn">{t('trying.broken')}</Notice>
  const trial = data?.templateTrial
  return (
    <div className="columns">
      <div className="stack">
        <Panel title={t('trying.form')} acts={<Button kind="quiet" onPress={() => onSample((before) => ({ ...before, answers: null }))}>{t('trying.clear')}</Button>}>
          <Questions
            definition={definition}
            answers={answers}
            on={servedOn}
            isOpen
            problems={new Map((trial?.missing ?? []).filter(({ code }) => code !== NOT_ANSWERED).map(({ path, message }) => [path, inWords(message)]))}
            onChange={(id, answer) => onSample((before) => ({ ...before, answers: { ...answers, ...before.answers, [id]: answer } }))}
          />
        </Panel>
        <Circumstances values={sample.circumstances} onChange={(name, value) => onSample((before) => ({ ...before, circumstances: { ...before.circumstances, [name]: value } }))} />
      </div>
      <aside className="panel live" aria-labelledby="outcome">
        <header>
          <h2 id="outcome">{t('trying.outcome')}</h2>
          {fetching && <span className="soft">{t('trying.asking')}</span>}
        </header>
        <div className="body stack" aria-live="polite">
          <Trouble error={error} />
          {trial && <Outcome trial={trial} hasPayer={asked.circumstances.payerId !== OTHER} />}
        </div>
      </aside>
    </div>
  )
}

interface OutcomeProps {
  trial: Trial
  hasPayer: boolean
}

function Outcome({ trial, hasPayer }: OutcomeProps) {
  const { t } = useWords()
  const { day, money } = useFormats()
  const { payerWords, storeWords } = useWhom()

  /** Which price it is: the most specific that fits, and whom it is for. */
  function priceWords({ procedureCode, unitPriceCents }: Trial['lines'][number]): string {
    const price = trial.prices.find((each) => each.procedureCode === procedureCode && each.priceCents === unitPriceCents)
    if (price === undefined) return t('trying.free')
    return t('trying.priced', { amount: money(price.priceCents), payer: payerWords(price), store: storeWords(price), from: day(price.effectiveFromOn) })
  }

  return (
    <>
      {trial.missing.length === 0 && <Notice tone="good">{t('trying.nothingMissing')}</Notice>}
      <Found findings={[...trial.missing, ...trial.findings]} />
      <h3>{t('trying.wouldBill', { amount: money(trial.chargeCents) })}</h3>
      {trial.lines.length === 0 && <p className="soft">{t('trying.noLines')}</p>}
      <ul className="lines">
        {trial.lines.map((line, place) => (
          <li key={place}>
            <div className="row apart">
              <span className="mono">{[line.procedureCode, ...line.modifiers].join('-')}</span>
              <span className="number">
                {line.units > 1 && `${String(line.units)} × ${money(line.unitPriceCents)} = `}
                {money(line.chargeCents)}
              </span>
            </div>
            <p>{line.explanation}</p>
            <p>{priceWords(line)}</p>
            <p className="soft">
              {t('trying.because', { rule: line.rule.split('/').at(-1) })}
              {line.diagnosisCodes.length > 0 && ` · ${line.diagnosisCodes.join(', ')}`}
              {line.ndc && ` · NDC ${line.ndc}`}
              {line.cliaNumber && ` · CLIA ${line.cliaNumber}`}
            </p>
          </li>
        ))}
      </ul>
      {trial.lines.length > 0 && <AsItWouldGo trial={trial} hasPayer={hasPayer} />}
    </>
  )
}

/** To the payer that is chosen; the visit is invented, so that nothing of a patient or pharmacist is found. */
function AsItWouldGo({ trial, hasPayer }: OutcomeProps) {
  const { t } = useWords()
  return (
    <>
      <h3>{t('trying.claim')}</h3>
      {hasPayer ? <ClaimsToBe claims={trial.claims} clean={t('trying.clean')} /> : <Notice>{t('trying.noPayer')}</Notice>}
      {hasPayer && <p className="soft">{t('trying.invented')}</p>}
    </>
  )
}
