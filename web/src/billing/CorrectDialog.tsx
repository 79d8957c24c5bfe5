/** Changes what a claim says while it is here, or after it came back; only what was changed is sent. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useMutation } from 'urql'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { graphql } from '../graphql/generated'
import type { ClaimCorrectionInput } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import type { ShownClaim } from './ClaimScreen'

const CorrectClaim = graphql(`
  mutation CorrectClaim($claimId: ID!, $correction: ClaimCorrectionInput!) {
    correctClaim(claimId: $claimId, correction: $correction) {
      ... on Claim {
        id
        displayStatus
      }
      ...Refused
    }
  }
`)

const FIELDS = ['diagnosisCodes', 'placeOfServiceCode', 'priorAuthorizationNumber', 'cliaNumber', 'note'] as const
type Field = (typeof FIELDS)[number]

export function CorrectDialog({ claim, onClose }: { claim: ShownClaim; onClose: () => void }) {
  const { t } = useTranslation()
  const [{ fetching }, correct] = useMutation(CorrectClaim)
  const before = sayings(claim)
  const [said, setSaid] = useState(before)
  const [problem, setProblem] = useState<string | null>(null)
  const changed = FIELDS.filter((name) => said[name].trim() !== before[name])

  async function act() {
    const correction: ClaimCorrectionInput = {}
    for (const name of changed) {
      const text = said[name].trim()
      if (name === 'diagnosisCodes') correction.diagnosisCodes = text.toUpperCase().replaceAll('.', '').split(/[\s,]+/).filter(Boolean)
      else correction[name] = text
    }
    const { data, error } = await correct({ claimId: claim.id, correction })
    const found = problemOf(error, data?.correctClaim)
    setProblem(found)
    if (found === null) onClose()
  }

  return (
    <ModalOverlay className="overlay" isDismissable isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog">
        <Dialog>
          <Heading slot="title">{t('claim.correct')}</Heading>
          <p className="soft">{t('claim.correctHelp')}</p>
          {problem && <Notice tone="bad">{problem}</Notice>}
          {FIELDS.map((name) => (
            <TextField
              key={name}
              label={t(`claim.field.${name}`)}
              value={said[name]}
              onChange={(text) => setSaid({ ...said, [name]: text })}
              help={name === 'diagnosisCodes' ? t('claim.diagnosesHelp') : null}
            />
          ))}
          <div className="row">
            <Button kind="primary" isDisabled={changed.length === 0 || fetching} onPress={() => void act()}>
              {t('claim.correctNow')}
            </Button>
            <Button onPress={onClose}>{t('cancel')}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function sayings(claim: ShownClaim): Record<Field, string> {
  return {
    diagnosisCodes: claim.diagnosisCodes.join(' '),
    placeOfServiceCode: claim.placeOfServiceCode,
    priorAuthorizationNumber: claim.priorAuthorizationNumber ?? '',
    cliaNumber: claim.cliaNumber ?? '',
    note: claim.note ?? '',
  }
}
