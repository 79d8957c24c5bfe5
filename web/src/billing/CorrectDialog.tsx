/** Changes what a claim says while it is here, or after it came back; only what was changed is sent. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { useActiveProviders } from '../care/providers'
import { ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { graphql } from '../graphql/generated'
import type { ClaimCorrectionInput } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
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

const CoveragesOfPatient = graphql(`
  query CoveragesOfPatient($id: ID!) {
    patient(id: $id) {
      id
      coverages {
        id
        memberId
        effectiveFromOn
        payer {
          id
          name
        }
      }
    }
  }
`)

const TEXTS = ['diagnosisCodes', 'placeOfServiceCode', 'priorAuthorizationNumber', 'cliaNumber', 'note'] as const
const FIELDS = ['coverageId', 'providerId', ...TEXTS] as const
type Field = (typeof FIELDS)[number]

export function CorrectDialog({ claim, onClose }: { claim: ShownClaim; onClose: () => void }) {
  const { t } = useTranslation()
  const [, correct] = useMutation(CorrectClaim)
  const before = sayings(claim)
  const [said, setSaid] = useState(before)
  const changed = FIELDS.filter((name) => said[name].trim() !== before[name])

  async function act() {
    if (changed.length === 0) return { message: t('claim.nothingCorrected'), path: null }
    const correction: ClaimCorrectionInput = {}
    for (const name of changed) {
      const text = said[name].trim()
      if (name === 'diagnosisCodes') correction.diagnosisCodes = text.toUpperCase().replaceAll('.', '').split(/[\s,]+/).filter(Boolean)
      else correction[name] = text
    }
    const { data, error } = await correct({ claimId: claim.id, correction })
    return refusalOf(error, data?.correctClaim)
  }

  return (
    <FormDialog title={t('claim.correct')} act={t('claim.correctNow')} onClose={onClose} onAct={act}>
      <p className="soft">{t('claim.correctHelp')}</p>
      <CoverageChoice claim={claim} value={said.coverageId} onChange={(coverageId) => setSaid({ ...said, coverageId })} />
      <ProviderChoice value={said.providerId} onChange={(providerId) => setSaid({ ...said, providerId })} />
      {TEXTS.map((name) => (
        <TextField
          key={name}
          label={t(`claim.field.${name}`)}
          value={said[name]}
          onChange={(text) => setSaid({ ...said, [name]: text })}
          help={name === 'diagnosisCodes' ? t('claim.diagnosesHelp') : null}
        />
      ))}
    </FormDialog>
  )
}

interface ChosenProps {
  value: string
  onChange: (id: string) => void
}

/** The claim goes to the payer of the card that is chosen. */
function CoverageChoice({ claim, ...field }: ChosenProps & { claim: ShownClaim }) {
  const { t } = useTranslation()
  const { day } = useFormats()
  const [{ data }] = useQuery({ query: CoveragesOfPatient, variables: { id: claim.patient.id }, pause: !useMay()('patients:read') })
  const coverages = data?.patient?.coverages ?? []
  if (coverages.length < 2) return null
  const choices = coverages.map(({ id, memberId, payer, effectiveFromOn }) => ({ value: id, label: `${payer.name} · ${memberId} · ${day(effectiveFromOn)}` }))
  return <ChoiceField label={t('claim.field.coverageId')} help={t('claim.coverageHelp')} choices={choices} {...field} />
}

function ProviderChoice(field: ChosenProps) {
  const { t } = useTranslation()
  const { rows } = useActiveProviders()
  if (rows.length < 2) return null
  const choices = rows.map(({ id, firstName, lastName, npi }) => ({ value: id, label: `${lastName}, ${firstName} · ${npi}` }))
  return <ChoiceField label={t('claim.field.providerId')} choices={choices} {...field} />
}

function sayings(claim: ShownClaim): Record<Field, string> {
  return {
    coverageId: claim.coverage?.id ?? '',
    providerId: claim.provider.id,
    diagnosisCodes: claim.diagnosisCodes.join(' '),
    placeOfServiceCode: claim.placeOfServiceCode,
    priorAuthorizationNumber: claim.priorAuthorizationNumber ?? '',
    cliaNumber: claim.cliaNumber ?? '',
    note: claim.note ?? '',
  }
}
