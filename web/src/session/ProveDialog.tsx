/** Asks once more who it is, before something dangerous; what was asked for then goes on by itself. */
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { post, type Step } from './auth'
import type { Way } from './requests'
import { useSaid } from './said'
import { SecondFactor } from './SecondFactor'
import { onTold } from './windows'

interface ProveDialogProps {
  ways: readonly Way[]
  refresh: () => Promise<void>
  onEnd: (isProved: boolean) => void
}

export function ProveDialog({ ways, refresh, onEnd }: ProveDialogProps) {
  const { t } = useTranslation()
  const [step, setStep] = useState<Step | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => onTold('proved', () => void refresh().then(() => onEnd(true))), [refresh, onEnd])

  function take(next: Step) {
    setProblem(null)
    if (next.next === 'second_factor') setStep(next)
    else onEnd(true)
  }

  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && onEnd(false)}>
      <Modal className="dialog narrow">
        <Dialog>
          <Heading slot="title">{t('prove.title')}</Heading>
          <p className="soft">{t('prove.why')}</p>
          {problem && <Notice tone="bad">{problem}</Notice>}
          {step === null ? (
            <Ways ways={ways} onProblem={setProblem} onStep={take} />
          ) : (
            <SecondFactor
              step={step}
              onProved={() => onEnd(true)}
              onOver={(words) => {
                setProblem(words)
                setStep(null)
              }}
            />
          )}
          <Button kind="quiet" onPress={() => onEnd(false)}>
            {t('cancel')}
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

interface WaysProps {
  ways: readonly Way[]
  onStep: (step: Step) => void
  onProblem: (problem: string | null) => void
}

function Ways({ ways, onStep, onProblem }: WaysProps) {
  const { t } = useTranslation()
  const said = useSaid()

  async function byFactor(at: string) {
    const answer = await post<Step>(at, {})
    if (answer.refused) return onProblem(said(answer.refused))
    onStep(answer.said)
  }

  if (ways.length === 0) return <Notice tone="warn">{t('prove.noWay')}</Notice>
  return (
    <>
      {ways.map(({ way, at, name }) => {
        if (way === 'password') return <Password key={at} onStep={onStep} onProblem={onProblem} />
        if (way === 'second_factor') {
          return (
            <Button key={at} onPress={() => void byFactor(at)}>
              {t('prove.byFactor')}
            </Button>
          )
        }
        return (
          <Button key={at} onPress={() => goTo(at)}>
            {t('prove.throughProvider', { name })}
          </Button>
        )
      })}
    </>
  )
}

/** In a window of its own, so that what is on the screen stays; it comes back to `Proved`. */
function goTo(at: string) {
  window.open(`${at}&target=/proved`, 'mortar-proof', 'popup,width=520,height=680')
}

type PasswordProps = Pick<WaysProps, 'onStep' | 'onProblem'>

function Password({ onStep, onProblem }: PasswordProps) {
  const { t } = useTranslation()
  const said = useSaid()
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function prove(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    const answer = await post<Step>('/auth/prove', { password })
    setBusy(false)
    if (answer.refused) return onProblem(said(answer.refused))
    onStep(answer.said)
  }

  return (
    <form className="stack" onSubmit={(event) => void prove(event)}>
      <TextField
        label={t('signIn.password')}
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete="current-password"
        autoFocus
        required
      />
      <Button kind="primary" type="submit" isPending={isBusy}>
        {t('prove.enter')}
      </Button>
    </form>
  )
}
