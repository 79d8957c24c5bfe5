/** A coverage added, corrected, or replaced by a new card. */
import { useMutation, useQuery } from 'urql'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import type { CoverageDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { today } from '../words/format'
import { CoverageFields, detailsOf, newCoverage, valuesOf } from './CoverageFields'
import { AddCoverage, CorrectCoverage, CoverageToCorrect, ReplaceCoverage } from './documents'
import { useWords } from './words'

interface CoverageDialogProps {
  patientId: string
  act: 'add' | 'correct' | 'replace'
  coverage?: CoverageDetailsFragment | undefined
  onClose: () => void
}

export function CoverageDialog({ patientId, act, coverage, onClose }: CoverageDialogProps) {
  const { t } = useWords()
  const was = coverage ? valuesOf(coverage) : newCoverage()
  const form = useForm(act === 'replace' ? { ...was, effectiveFromOn: today(), effectiveToOn: '' } : was)
  const [, add] = useMutation(AddCoverage)
  const [, correct] = useMutation(CorrectCoverage)
  const [, replace] = useMutation(ReplaceCoverage)

  async function save() {
    const details = detailsOf(form.values, coverage?.priority ?? null)
    if (coverage === undefined) {
      const { data, error } = await add({ patientId, details })
      return refusalOf(error, data?.addCoverage)
    }
    if (act === 'correct') {
      const { data, error } = await correct({ coverageId: coverage.id, details })
      return refusalOf(error, data?.correctCoverage)
    }
    const { data, error } = await replace({ coverageId: coverage.id, details })
    return refusalOf(error, data?.replaceCoverage)
  }

  return (
    <FormDialog title={t(`coverage.${act}`)} act={t('save')} isWide form={form} onClose={onClose} onAct={save}>
      {act !== 'add' && <p className="soft">{t(`coverage.${act}Help`)}</p>}
      <CoverageFields form={form} />
    </FormDialog>
  )
}

interface CorrectingProps {
  patientId: string
  coverageId: string
  onClose: () => void
}

/** From elsewhere than the patient's record. */
export default function CorrectingCoverage({ patientId, coverageId, onClose }: CorrectingProps) {
  const [{ data }] = useQuery({ query: CoverageToCorrect, variables: { patientId } })
  const coverage = data?.patient?.coverages.find(({ id }) => id === coverageId)
  return coverage ? <CoverageDialog patientId={patientId} act="correct" coverage={coverage} onClose={onClose} /> : null
}
