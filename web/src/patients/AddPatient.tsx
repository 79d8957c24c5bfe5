/** A new patient: whoever may be here already is looked at before a second record is made. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { CheckField } from '../design/CheckField'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Notice } from '../design/Notice'
import { Over } from '../design/Over'
import type { AddPatientMutation } from '../graphql/generated/graphql'
import { refusalOf, type Problem } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { CoverageFields, detailsOf as coverageOf, newCoverage } from './CoverageFields'
import { AddPatientDocument } from './documents'
import { detailsOf, NOBODY, PersonFields } from './PersonFields'
import { useWords } from './words'

type Candidate = Extract<AddPatientMutation['addPatient'], { __typename: 'PossibleDuplicates' }>['candidates'][number]
/** Where the server finds fault with the first coverage. */
const FIRST_COVERAGE = /^coverages\.0\./

interface AddPatientProps {
  onClose: () => void
  onFound: (patientId: string) => void
}

export function AddPatient({ onClose, onFound }: AddPatientProps) {
  const { t } = useWords()
  const form = useForm({ ...NOBODY, ...newCoverage() })
  const [isCovered, setCovered] = useState(true)
  const [alike, setAlike] = useState<readonly Candidate[]>([])
  const [, add] = useMutation(AddPatientDocument)

  async function save(notSameAs: readonly string[]): Promise<Problem | null | 'more'> {
    const coverages = isCovered ? [coverageOf(form.values, null)] : []
    const { data, error } = await add({ details: detailsOf(form.values), coverages, notSameAs: [...notSameAs] })
    const answer = data?.addPatient
    if (answer?.__typename === 'PossibleDuplicates') {
      setAlike(answer.candidates)
      return 'more'
    }
    if (answer?.__typename === 'Patient') onFound(answer.id)
    const problem = refusalOf(error, answer)
    return problem && { ...problem, path: problem.path?.replace(FIRST_COVERAGE, '') ?? null }
  }

  if (alike.length > 0) {
    return (
      <Alike
        candidates={alike}
        onClose={onClose}
        onFound={onFound}
        onNobody={() => save(alike.map(({ patient }) => patient.id))}
      />
    )
  }
  return (
    <FormDialog title={t('add')} act={t('addNow')} isWide form={form} onClose={onClose} onAct={() => save([])}>
      <PersonFields form={form} />
      <CheckField value={isCovered} onChange={setCovered}>
        {t('withCoverage')}
      </CheckField>
      {isCovered && <CoverageFields form={form} />}
    </FormDialog>
  )
}

interface AlikeProps {
  candidates: readonly Candidate[]
  onClose: () => void
  onFound: (patientId: string) => void
  onNobody: () => Promise<Problem | null | 'more'>
}

function Alike({ candidates, onClose, onFound, onNobody }: AlikeProps) {
  const { t } = useWords()
  const { day } = useFormats()
  const [problem, setProblem] = useState<Problem | null>(null)
  const known = new Set(Object.keys(t('alikeFor', { returnObjects: true })))

  async function addNew() {
    const found = await onNobody()
    setProblem(found === 'more' ? null : found)
  }

  const said = (reason: string) => (known.has(reason) ? t(`alikeFor.${reason as 'same member id'}`) : reason)
  return (
    <Over title={t('alike')} size="wide" onClose={onClose}>
      <div className="stack">
        <Notice tone="warn">{t('alikeHelp')}</Notice>
        {problem && <Notice tone="bad">{problem.message}</Notice>}
        <table className="plain">
          <tbody>
            {candidates.map(({ patient, reasons }) => (
              <tr key={patient.id}>
                <td>
                  {patient.lastName}, {patient.firstName}
                  <div className="soft">{reasons.map(said).join(' · ')}</div>
                </td>
                <td className="nowrap">{day(patient.birthOn)}</td>
                <td>
                  {patient.city}, {patient.state}
                </td>
                <td className="acts">
                  <Button onPress={() => onFound(patient.id)}>{t('isThis')}</Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="row">
          <Button kind="danger" onPress={() => void addNew()}>
            {t('alikeNobody')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </div>
    </Over>
  )
}
