/** Proves and matches again what waits of a payment; its day may be told where the file does not. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useMutation } from 'urql'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { today } from '../words/format'
import { inWords } from '../words/said'

const Replay = graphql(`
  mutation ReplayRemittance($id: ID!, $paidOn: Date) {
    replayRemittance(remittanceId: $id, paidOn: $paidOn) {
      ... on Remittance {
        id
        status
        reason
      }
      ...Refused
    }
  }
`)

interface ReplayProps {
  remittance: { id: string; traceNumber: string; reason?: string | null }
}

export function ReplayRemittance({ remittance }: ReplayProps) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button kind="primary" onPress={() => setOpen(true)}>
        {t('remittance.replay')}
      </Button>
      {isOpen && <ReplayDialog remittance={remittance} onClose={() => setOpen(false)} />}
    </>
  )
}

function ReplayDialog({ remittance, onClose }: ReplayProps & { onClose: () => void }) {
  const { t } = useTranslation()
  const [{ fetching }, replay] = useMutation(Replay)
  const [paidOn, setPaidOn] = useState('')
  const [problem, setProblem] = useState<string | null>(null)

  async function act() {
    const { data, error } = await replay({ id: remittance.id, paidOn: paidOn || null })
    const answer = data?.replayRemittance
    const refused = problemOf(error, answer)
    // Tried again and still waiting: the reason is the news.
    const still = answer?.__typename === 'Remittance' && answer.status === 'quarantined' ? inWords(answer.reason ?? '') : null
    setProblem(refused ?? still)
    if (refused === null && still === null) onClose()
  }

  return (
    <ModalOverlay className="overlay" isDismissable isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog">
        <Dialog>
          <Heading slot="title">{t('remittance.replayOf', { number: remittance.traceNumber })}</Heading>
          {remittance.reason && <Notice tone="warn">{inWords(remittance.reason)}</Notice>}
          {problem && <Notice tone="bad">{problem}</Notice>}
          <TextField
            label={t('claim.paidOn')}
            type="date"
            value={paidOn}
            onChange={setPaidOn}
            help={t('remittance.paidOnHelp')}
            problem={paidOn > today() ? t('remittance.future') : null}
          />
          <div className="row">
            <Button kind="primary" isDisabled={paidOn > today()} isPending={fetching} onPress={() => void act()}>
              {t('remittance.replay')}
            </Button>
            <Button onPress={onClose}>{t('cancel')}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
