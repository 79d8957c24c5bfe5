/** Gives up what is owed on a claim, or gives money back; a large amount waits for a second person. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { graphql } from '../graphql/generated'
import type { RefundTo } from '../graphql/generated/graphql'
import { refusalOf, type Problem } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { centsOf, dollarsOf, type Standing } from './owed'

const WriteOff = graphql(`
  mutation WriteOff($claimId: ID!, $amountCents: Cents!, $reason: String!) {
    writeOff(claimId: $claimId, amountCents: $amountCents, reason: $reason) {
      ... on Entry {
        id
      }
      ... on Approval {
        id
      }
      ...Refused
    }
  }
`)

const Refund = graphql(`
  mutation Refund($claimId: ID!, $to: RefundTo!, $amountCents: Cents!, $reason: String!) {
    refund(claimId: $claimId, to: $to, amountCents: $amountCents, reason: $reason) {
      ... on Entry {
        id
      }
      ... on Approval {
        id
      }
      ...Refused
    }
  }
`)

const TO: readonly RefundTo[] = ['PAYER', 'PATIENT']

interface MoneyProps {
  claimId: string
  standing: Standing
  onClose: () => void
}

export function WriteOffDialog({ claimId, standing, onClose }: MoneyProps) {
  const { t } = useTranslation()
  const { money } = useFormats()
  const form = useForm({ amount: dollarsOf(standing.owedCents), reason: '' })
  const [, writeOff] = useMutation(WriteOff)
  const [isAsked, setAsked] = useState(false)
  if (isAsked) return <Waits onClose={onClose} />
  return (
    <FormDialog
      title={t('ledger.writeOff')}
      act={t('ledger.writeOff')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const amountCents = centsOf(form.values.amount)
        if (!amountCents) return { message: t('ledger.noAmount'), path: 'amount' }
        const { data, error } = await writeOff({ claimId, amountCents, reason: form.values.reason })
        if (data?.writeOff.__typename !== 'Approval') return atAmount(refusalOf(error, data?.writeOff))
        setAsked(true)
        return 'more'
      }}
    >
      <p className="soft">{t('ledger.writeOffWhy')}</p>
      <TextField label={t('ledger.amount')} required autoFocus inputMode="decimal" help={t('ledger.owedAtMost', { amount: money(standing.owedCents) })} {...form.field('amount')} />
      <TextField label={t('reason.label')} required lines={3} help={t('reason.help')} {...form.field('reason')} />
    </FormDialog>
  )
}

export function RefundDialog({ claimId, standing, onClose }: MoneyProps) {
  const { t } = useTranslation()
  const { money } = useFormats()
  const most = standing.refundableCents
  const form = useForm<'to' | 'amount' | 'reason'>({ to: most.PATIENT > 0 ? 'PATIENT' : 'PAYER', amount: '', reason: '' })
  const [, refund] = useMutation(Refund)
  const [isAsked, setAsked] = useState(false)
  const to = TO.find((each) => each === form.values.to) ?? 'PAYER'
  if (isAsked) return <Waits onClose={onClose} />
  return (
    <FormDialog
      title={t('ledger.refund')}
      act={t('ledger.refund')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const amountCents = centsOf(form.values.amount)
        if (!amountCents) return { message: t('ledger.noAmount'), path: 'amount' }
        const { data, error } = await refund({ claimId, to, amountCents, reason: form.values.reason })
        if (data?.refund.__typename !== 'Approval') return atAmount(refusalOf(error, data?.refund))
        setAsked(true)
        return 'more'
      }}
    >
      <p className="soft">{t('ledger.refundWhy')}</p>
      <ChoiceField label={t('ledger.to')} required choices={TO.map((value) => ({ value, label: t(`ledger.refundTo.${value}`) }))} {...form.field('to')} />
      <TextField label={t('ledger.amount')} required inputMode="decimal" help={t('ledger.backAtMost', { amount: money(most[to]) })} {...form.field('amount')} />
      <TextField label={t('reason.label')} required lines={3} help={t('reason.help')} {...form.field('reason')} />
    </FormDialog>
  )
}

/** The form says dollars where the API says cents. */
function atAmount(problem: Problem | null): Problem | null {
  return problem?.path === 'amountCents' ? { ...problem, path: 'amount' } : problem
}

function Waits({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <FormDialog title={t('ledger.waits')} act={t('ledger.understood')} onClose={onClose} onAct={() => Promise.resolve(null)}>
      <p>
        {t('ledger.waitsWhy')} <Link href="/approvals">{t('ledger.approvals')}</Link>
      </p>
    </FormDialog>
  )
}
