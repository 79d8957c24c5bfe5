/** Asks once more who it is, before something dangerous; what was asked for then goes on by itself. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { post, type Step } from './auth'
import { useSaid } from './said'
import { SecondFactor } from './SecondFactor'

export function ProveDialog({ onEnd }: { onEnd: (isProved: boolean) => void }) {
  const { t } = useTranslation()
  const [step, setStep] = useState<Step | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && onEnd(false)}>
      <Modal className="dialog narrow">
        <Dialog>
          <Heading slot="title">{t('prove.title')}</Heading>
          <p className="soft">{t('prove.why')}</p>
          {problem && <Notice tone="bad">{problem}</Notice>}
          {step === null ? (
            <Password
              onProblem={setProblem}
              onStep={(next) => {
                setProblem(null)
                if (next.next === 'second_factor') setStep(next)
                else onEnd(true)
              }}
            />
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

interface PasswordProps {
  onStep: (step: Step) => void
  onProblem: (problem: string | null) => void
}

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
      <Button kind="primary" type="submit" isDisabled={isBusy}>
        {t('prove.enter')}
      </Button>
    </form>
  )
}
