/** Puts right what was recorded wrongly of a coverage; a new card is a new coverage instead. */
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { orNull, useForm } from '../design/form'
import { graphql } from '../graphql/generated'
import type { CoverageToCorrectQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'

const CoverageToCorrect = graphql(`
  query CoverageToCorrect($patientId: ID!) {
    patient(id: $patientId) {
      id
      coverages {
        id
        priority
        memberId
        groupNumber
        planName
        relationshipCode
        subscriberFirstName
        subscriberLastName
        subscriberBirthOn
        subscriberSex
        insuranceTypeCode
        binNumber
        processorControlNumber
        pharmacyGroupNumber
        effectiveFromOn
        effectiveToOn
        payer {
          id
          name
        }
      }
    }
  }
`)

const CorrectThis = graphql(`
  mutation CorrectCoverage($coverageId: ID!, $details: CoverageInput!) {
    correctCoverage(coverageId: $coverageId, details: $details) {
      ... on Coverage {
        id
        memberId
        groupNumber
        planName
        effectiveFromOn
        effectiveToOn
      }
      ...Refused
    }
  }
`)

type Coverage = NonNullable<CoverageToCorrectQuery['patient']>['coverages'][number]

interface CorrectCoverageProps {
  patientId: string
  coverageId: string
  onClose: () => void
}

export function CorrectCoverage({ patientId, coverageId, onClose }: CorrectCoverageProps) {
  const [{ data }] = useQuery({ query: CoverageToCorrect, variables: { patientId } })
  const coverage = data?.patient?.coverages.find(({ id }) => id === coverageId)
  return coverage ? <CoverageDialog coverage={coverage} onClose={onClose} /> : null
}

function CoverageDialog({ coverage, onClose }: { coverage: Coverage; onClose: () => void }) {
  const { t } = useTranslation()
  const { id, payer, ...before } = coverage
  const [, correct] = useMutation(CorrectThis)
  const form = useForm({
    memberId: before.memberId,
    groupNumber: before.groupNumber ?? '',
    planName: before.planName ?? '',
    effectiveFromOn: before.effectiveFromOn,
    effectiveToOn: before.effectiveToOn ?? '',
  })

  async function act() {
    const { memberId, groupNumber, planName, effectiveFromOn, effectiveToOn } = form.values
    const details = {
      ...told(before),
      payerId: payer.id,
      memberId: memberId.trim(),
      groupNumber: orNull(groupNumber),
      planName: orNull(planName),
      effectiveFromOn,
      effectiveToOn: orNull(effectiveToOn),
    }
    const { data, error } = await correct({ coverageId: id, details })
    return refusalOf(error, data?.correctCoverage)
  }

  return (
    <FormDialog title={t('coverage.correctOf', { payer: payer.name })} act={t('coverage.correctNow')} form={form} onClose={onClose} onAct={act}>
      <p className="soft">{t('coverage.correctHelp')}</p>
      <div className="fields">
        <TextField label={t('claim.member')} required autoFocus {...form.field('memberId')} />
        <TextField label={t('patients.group')} {...form.field('groupNumber')} />
        <TextField label={t('coverage.plan')} {...form.field('planName')} />
        <TextField label={t('coverage.from')} type="date" required {...form.field('effectiveFromOn')} />
        <TextField label={t('coverage.to')} type="date" {...form.field('effectiveToOn')} />
      </div>
    </FormDialog>
  )
}

/** What stays as it is must be said again: a correction says all. */
function told(before: Omit<Coverage, 'id' | 'payer'>) {
  return {
    priority: before.priority,
    relationshipCode: before.relationshipCode,
    subscriberFirstName: before.subscriberFirstName,
    subscriberLastName: before.subscriberLastName,
    subscriberBirthOn: before.subscriberBirthOn,
    subscriberSex: before.subscriberSex,
    insuranceTypeCode: before.insuranceTypeCode,
    binNumber: before.binNumber,
    processorControlNumber: before.processorControlNumber,
    pharmacyGroupNumber: before.pharmacyGroupNumber,
  }
}
