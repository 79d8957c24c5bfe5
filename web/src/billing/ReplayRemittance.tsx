/** Proves and matches again what waits of a payment; its day may be told where the file does not. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { Notice } from '../design/Notice'
import { graphql } from '../graphql/generated'
import { refusalOf } from '../graphql/refusal'
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
  const [, replay] = useMutation(Replay)
  const [paidOn, setPaidOn] = useState('')

  async function act() {
    const { data, error } = await replay({ id: remittance.id, paidOn: paidOn || null })
    const answer = data?.replayRemittance
    const refused = refusalOf(error, answer)
    // Tried again and still waiting: the reason is the news.
    const isStill = answer?.__typename === 'Remittance' && answer.status === 'quarantined'
    return refused ?? (isStill ? { message: inWords(answer.reason ?? ''), path: null } : null)
  }

  return (
    <FormDialog title={t('remittance.replayOf', { number: remittance.traceNumber })} act={t('remittance.replay')} onClose={onClose} onAct={act}>
      {remittance.reason && <Notice tone="warn">{inWords(remittance.reason)}</Notice>}
      <TextField
        label={t('claim.paidOn')}
        type="date"
        value={paidOn}
        onChange={setPaidOn}
        help={t('remittance.paidOnHelp')}
        problem={paidOn > today() ? t('remittance.future') : null}
      />
    </FormDialog>
  )
}
