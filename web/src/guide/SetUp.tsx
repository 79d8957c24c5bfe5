/** The guided set-up: from an empty pharmacy to the first claim that the simulator pays. */
import { Check, Circle } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Button, TextField } from '../design/Fields'
import { Help } from '../design/Help'
import { Awaiting, Notice } from '../design/Notice'
import { useWatch } from '../design/watch'
import type { SetUpStateQuery } from '../graphql/generated/graphql'
import { dismiss } from './dismissed'
import { SetUpState } from './documents'
import type { Problem } from '../graphql/refusal'
import { EXAMPLE, STEPS, type FieldName, type Step, type Values } from './steps'

const TYPES: Partial<Record<FieldName, 'date'>> = { birthOn: 'date' }
const OPTIONAL: ReadonlySet<FieldName> = new Set(['certificateNumber', 'protocolNumber'])

export default function SetUp() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [{ data, error }, look] = useQuery({ query: SetUpState })
  const next = data ? STEPS.find((step) => !step.isDone(data)) : undefined
  const waits = next !== undefined && next.fields.length === 0

  useWatch(waits, () => look({ requestPolicy: 'network-only' }))

  if (!data) return <Awaiting title={t('rooms.setUp')} error={error} />
  const doneCount = STEPS.filter((step) => step.isDone(data)).length
  return (
    <>
      <div className="row apart">
        <h1>{t('rooms.setUp')}</h1>
        <Button
          kind="quiet"
          onPress={() => {
            dismiss()
            go('/')
          }}
        >
          {t('guide.dismiss')}
        </Button>
      </div>
      <p>{t('guide.intro')}</p>
      <p role="status">{t('guide.progress', { done: doneCount, all: STEPS.length })}</p>
      {next === undefined && <Notice tone="good">{t('guide.finished')}</Notice>}
      <ol className="guide">
        {STEPS.map((step) => (
          <StepItem key={step.name} step={step} found={data} isNext={step === next} look={() => look({ requestPolicy: 'network-only' })} />
        ))}
      </ol>
    </>
  )
}

interface StepItemProps {
  step: Step
  found: SetUpStateQuery
  isNext: boolean
  look: () => void
}

function StepItem({ step, found, isNext, look }: StepItemProps) {
  const { t } = useTranslation()
  const isDone = step.isDone(found)
  const state = isDone ? 'done' : isNext ? 'next' : 'later'
  return (
    <li className={`panel ${state}`} aria-current={isNext ? 'step' : undefined}>
      <header>
        <h2 className="row">
          {isDone ? <Check size={16} aria-hidden /> : <Circle size={16} aria-hidden />}
          {t(`guide.steps.${step.name}.title`)}
        </h2>
        <span className="soft">{t(`guide.${state}`)}</span>
      </header>
      {isNext && (
        <div className="body stack">
          <p>{t(`guide.steps.${step.name}.why`)}</p>
          {step.room && (
            <div className="row">
              <Link className="button primary" href={step.room}>
                {t('guide.open')}
              </Link>
            </div>
          )}
          {step.act && <StepForm step={step} act={step.act} found={found} look={look} />}
        </div>
      )}
    </li>
  )
}

interface StepFormProps {
  step: Step
  act: NonNullable<Step['act']>
  found: SetUpStateQuery
  look: () => void
}

function StepForm({ step, act, found, look }: StepFormProps) {
  const { t } = useTranslation()
  const client = useClient()
  const [values, setValues] = useState<Values>({})
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)

  function fill(filled: Values) {
    setValues(filled)
    setProblem(null)
  }

  async function enter(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    // An earlier try may have made a part of it.
    const { data } = await client.query(SetUpState, {}, { requestPolicy: 'network-only' }).toPromise()
    setProblem(await act(client, values, data ?? found))
    setBusy(false)
    look()
  }

  const title = t(`guide.steps.${step.name}.title`)
  const isOfField = step.fields.some((name) => name === problem?.path)
  const message = problem && (problem.message === 'notAnAmount' ? t('guide.notAnAmount') : problem.message)
  return (
    <form className="stack" onSubmit={(event) => void enter(event)} aria-label={title}>
      {message !== null && !isOfField && <Notice tone="bad">{message}</Notice>}
      {step.fields.length > 0 && (
        <div className="fields">
          {step.fields.map((name) => (
            <GuideField
              key={name}
              name={name}
              value={values[name] ?? ''}
              problem={isOfField && problem?.path === name ? message : null}
              onChange={(value) => fill({ ...values, [name]: value })}
            />
          ))}
        </div>
      )}
      <div className="row">
        <Button kind="primary" type="submit" isPending={isBusy}>
          {t(`guide.steps.${step.name}.act`)}
        </Button>
        {step.fields.length > 0 && <Button onPress={() => fill(EXAMPLE)}>{t('guide.example')}</Button>}
      </div>
    </form>
  )
}

interface GuideFieldProps {
  name: FieldName
  value: string
  problem: string | null
  onChange: (value: string) => void
}

function GuideField({ name, value, problem, onChange }: GuideFieldProps) {
  const { t } = useTranslation()
  const label = t(`guide.fields.${name}.label`)
  return (
    <div className="helped">
      <TextField label={label} value={value} onChange={onChange} problem={problem} type={TYPES[name] ?? 'text'} required={!OPTIONAL.has(name)} />
      <Help about={label}>{t(`guide.fields.${name}.help`)}</Help>
    </div>
  )
}
