/** A file of patients: what it would do is looked at first; it is loaded whole or not at all. */
import { useState } from 'react'
import { CheckField } from '../design/CheckField'
import { FileDialog } from '../design/FileDialog'
import type { RowProblem } from '../design/RowProblems'
import { send } from '../session/requests'
import { useFormats } from '../words/format'
import { useWords } from './words'

/** As docs/patient-files.md names them. */
const REQUIRED = [
  'identifier_system',
  'identifier_value',
  'first_name',
  'last_name',
  'birth_on',
  'sex',
  'address_line',
  'city',
  'state',
  'zip_code',
] as const
const OPTIONAL = [
  'middle_name',
  'address_line_2',
  'phone',
  'email',
  'payer_number',
  'member_id',
  'effective_from_on',
  'effective_to_on',
  'priority',
  'group_number',
  'plan_name',
  'insurance_type_code',
  'relationship_code',
  'subscriber_first_name',
  'subscriber_last_name',
  'subscriber_birth_on',
  'subscriber_sex',
  'bin_number',
  'processor_control_number',
  'pharmacy_group_number',
] as const

interface Verdict {
  status: 'loaded' | 'refused' | 'checked'
  patientCount: number
  coverageCount: number
  knownCount: number
  problems: RowProblem[]
}

interface ImportPatientsProps {
  onClose: () => void
  /** The file goes another way than the lists: they are to be asked for anew. */
  onLoaded: () => void
}

export function ImportPatients({ onClose, onLoaded }: ImportPatientsProps) {
  const { t } = useWords()
  const { count } = useFormats()
  const [despite, setDespite] = useState(false)

  async function sent(file: File, isDryRun: boolean): Promise<Verdict | string> {
    const asked = new URLSearchParams({ dryRun: String(isDryRun), despiteDuplicates: String(despite) })
    try {
      const answer = await send(`/patients/import?${asked.toString()}`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/csv', 'X-File-Name': encodeURIComponent(file.name) },
        body: file,
      })
      if (answer.status === 413) return t('import.tooLarge')
      const said = (await answer.json()) as Verdict & { message?: string }
      if (!answer.ok) return said.message ?? t('import.failed')
      if (said.status === 'loaded') onLoaded()
      return said
    } catch {
      return t('import.failed')
    }
  }

  return (
    <FileDialog
      title={t('import.title')}
      help={t('import.help')}
      act={t('import.load')}
      sheet="patients.csv"
      columns={[...REQUIRED, ...OPTIONAL]}
      onFile={sent}
      say={({ status, patientCount, coverageCount, knownCount }) =>
        t(status === 'loaded' ? 'import.did' : 'import.would', { patients: count(patientCount), coverages: count(coverageCount), known: count(knownCount) })
      }
      onClose={onClose}
      options={(lookAgain) => (
        <CheckField
          value={despite}
          onChange={(isWanted) => {
            setDespite(isWanted)
            lookAgain()
          }}
        >
          {t('import.despite')}
        </CheckField>
      )}
    >
      <Columns />
    </FileDialog>
  )
}

function Columns() {
  const { t } = useWords()
  return (
    <details>
      <summary>{t('import.columns')}</summary>
      <p className="soft">
        {t('import.columnsRequired')}: <span className="mono">{REQUIRED.join(', ')}</span>
      </p>
      <p className="soft">
        {t('import.columnsOptional')}: <span className="mono">{OPTIONAL.join(', ')}</span>
      </p>
    </details>
  )
}
