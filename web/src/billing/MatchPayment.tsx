/** Says by hand which claim a payment is for that was matched with none. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useMutation } from 'urql'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { graphql } from '../graphql/generated'
import { problemOf, refusalOf } from '../graphql/refusal'
import { useFormats } from '../words/format'

const ClaimOfNumber = graphql(`
  query ClaimOfNumber($number: String!) {
    claims(first: 1, filter: { patientControlNumber: { equals: $number } }) {
      nodes {
        id
        chargeCents
      }
    }
  }
`)

const Match = graphql(`
  mutation MatchPayment($payment: ID!, $claim: ID!) {
    matchClaimPayment(claimPaymentId: $payment, claimId: $claim) {
      ... on ClaimPayment {
        id
        status
        reason
        claim {
          id
        }
      }
      ...Refused
    }
  }
`)

interface MatchProps {
  payment: { id: string; chargeCents: number; patientControlNumber: string }
}

export function MatchPayment({ payment }: MatchProps) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t('remittance.match')}</Button>
      {isOpen && <MatchDialog payment={payment} onClose={() => setOpen(false)} />}
    </>
  )
}

function MatchDialog({ payment, onClose }: MatchProps & { onClose: () => void }) {
  const { t } = useTranslation()
  const { money } = useFormats()
  const client = useClient()
  const [, match] = useMutation(Match)
  const [number, setNumber] = useState('')

  async function act() {
    const wanted = number.trim().toUpperCase()
    const found = await client.query(ClaimOfNumber, { number: wanted }, { requestPolicy: 'network-only' }).toPromise()
    const claim = found.data?.claims.nodes[0]
    if (!claim) return { message: problemOf(found.error) ?? t('remittance.noSuchClaim', { number: wanted }), path: null }
    const { data, error } = await match({ payment: payment.id, claim: claim.id })
    return refusalOf(error, data?.matchClaimPayment)
  }

  return (
    <FormDialog title={t('remittance.match')} act={t('remittance.match')} onClose={onClose} onAct={act}>
      <p className="soft">{t('remittance.matchHelp', { number: payment.patientControlNumber, amount: money(Math.abs(payment.chargeCents)) })}</p>
      <TextField label={t('claims.number')} value={number} onChange={setNumber} autoFocus required />
    </FormDialog>
  )
}
