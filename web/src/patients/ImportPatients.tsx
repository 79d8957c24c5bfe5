/** A file of patients: what it would do is looked at first; it is loaded whole or not at all. */
import { useState } from 'react'
import { Dialog, FileTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { CheckField } from '../design/CheckField'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { RowProblems } from '../design/RowProblems'
import { save } from '../design/save'
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
const KILO = 1024

interface Verdict {
  status: 'loaded' | 'refused' | 'checked'
  patientCount: number
  coverageCount: number
  knownCount: number
  problems: { row: number; column: string; message: string }[]
}

type Outcome = Verdict | { failed: 'tooLarge' | 'failed' | { message: string } }

async function sent(file: File, isDryRun: boolean, despiteDuplicates: boolean): Promise<Outcome> {
  const asked = new URLSearchParams({ dryRun: String(isDryRun), despiteDuplicates: String(despiteDuplicates) })
  try {
    const answer = await send(`/patients/import?${asked.toString()}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv', 'X-File-Name': encodeURIComponent(file.name) },
      body: file,
    })
    if (answer.status === 413) return { failed: 'tooLarge' }
    const said = (await answer.json()) as Verdict & { message?: string }
    return answer.ok ? said : { failed: said.message === undefined ? 'failed' : { message: said.message } }
  } catch {
    return { failed: 'failed' }
  }
}

interface ImportPatientsProps {
  onClose: () => void
  /** The file goes another way than the lists: they are to be asked for anew. */
  onLoaded: () => void
}

export function ImportPatients({ onClose, onLoaded }: ImportPatientsProps) {
  const { t } = useWords()
  const { count } = useFormats()
  const [file, setFile] = useState<File | null>(null)
  const [despite, setDespite] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isChecked = outcome !== null && 'status' in outcome && outcome.status === 'checked' && outcome.problems.length === 0
  const isLoaded = outcome !== null && 'status' in outcome && outcome.status === 'loaded'

  async function act(isDryRun: boolean) {
    if (file === null) return
    setBusy(true)
    const found = await sent(file, isDryRun, despite)
    setOutcome(found)
    setBusy(false)
    if ('status' in found && found.status === 'loaded') onLoaded()
  }

  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="dialog wide">
        <Dialog>
          <Heading slot="title">{t('import.title')}</Heading>
          <div className="stack">
            <p>{t('import.help')}</p>
            <Columns />
            <div className="row">
              <FileTrigger
                acceptedFileTypes={['.csv', 'text/csv']}
                onSelect={(files) => {
                  setFile(files?.[0] ?? null)
                  setOutcome(null)
                }}
              >
                <Button>{t('import.choose')}</Button>
              </FileTrigger>
              {file && <span>{t('import.chosen', { name: file.name, size: count(Math.ceil(file.size / KILO)) })}</span>}
            </div>
            <CheckField
              value={despite}
              onChange={(isWanted) => {
                setDespite(isWanted)
                setOutcome(null)
              }}
            >
              {t('import.despite')}
            </CheckField>
            <div aria-live="polite">{isBusy ? <p className="soft">{t('import.checking')}</p> : outcome && <Told outcome={outcome} />}</div>
            <div className="row">
              {isChecked ? (
                <Button kind="primary" isPending={isBusy} onPress={() => void act(false)}>
                  {t('import.load')}
                </Button>
              ) : (
                !isLoaded && (
                  <Button kind="primary" isDisabled={file === null} isPending={isBusy} onPress={() => void act(true)}>
                    {t('import.check')}
                  </Button>
                )
              )}
              <Button onPress={onClose}>{t(isLoaded ? 'close' : 'cancel')}</Button>
            </div>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
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
      <Button onPress={() => save('patients.csv', `${[...REQUIRED, ...OPTIONAL].join(',')}\r\n`)}>{t('import.example')}</Button>
    </details>
  )
}

function Told({ outcome }: { outcome: Outcome }) {
  const { t } = useWords()
  const { count } = useFormats()
  if ('failed' in outcome) {
    return <Notice tone="bad">{typeof outcome.failed === 'object' ? outcome.failed.message : t(`import.${outcome.failed}`)}</Notice>
  }
  const counts = { patients: count(outcome.patientCount), coverages: count(outcome.coverageCount), known: count(outcome.knownCount) }
  if (outcome.problems.length === 0) {
    return <Notice tone="good">{t(outcome.status === 'loaded' ? 'import.did' : 'import.would', counts)}</Notice>
  }
  return (
    <>
      <Notice tone="bad">{t('import.problems', { count: outcome.problems.length })}</Notice>
      <RowProblems problems={outcome.problems} />
    </>
  )
}
