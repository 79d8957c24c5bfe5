/** A file in a dialog: what it would do is looked at first; it is kept whole or not at all. */
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FileTrigger } from 'react-aria-components'
import { useFormats } from '../words/format'
import { Button } from './Fields'
import { Notice } from './Notice'
import { Over } from './Over'
import { RowProblems, type RowProblem } from './RowProblems'
import { save } from './save'

export const KILO = 1024

interface Verdict {
  status: string
  problems: readonly RowProblem[]
}

interface FileDialogProps<Told extends Verdict> {
  title: string
  help: string
  /** What the button says that keeps it. */
  act: string
  /** How an empty sheet is called, and what it has. */
  sheet: string
  columns: readonly string[]
  /** What came of it, or why nothing did. */
  onFile: (file: File, isDryRun: boolean) => Promise<Told | string>
  /** In words, where nothing was wrong. */
  say: (verdict: Told) => string
  onClose: () => void
  children: ReactNode
  /** What else is asked; whoever changes it looks again. */
  options?: (lookAgain: () => void) => ReactNode
}

export function FileDialog<Told extends Verdict>({ title, help, act, sheet, columns, onFile, say, onClose, children, options }: FileDialogProps<Told>) {
  const { t } = useTranslation()
  const { count } = useFormats()
  const [file, setFile] = useState<File | null>(null)
  const [outcome, setOutcome] = useState<Told | string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const status = outcome === null || typeof outcome === 'string' ? null : outcome.status
  const isChecked = status === 'checked'
  const isLoaded = status === 'loaded'

  async function send() {
    if (file === null) return
    setBusy(true)
    setOutcome(await onFile(file, !isChecked))
    setBusy(false)
  }

  return (
    <Over title={title} size="wide" isBusy={isBusy} isDone={isLoaded} onClose={onClose}>
      <p>{help}</p>
      {children}
      <div className="row">
        <FileTrigger
          acceptedFileTypes={['.csv', 'text/csv']}
          onSelect={(files) => {
            setFile(files?.[0] ?? null)
            setOutcome(null)
          }}
        >
          <Button>{t('file.choose')}</Button>
        </FileTrigger>
        <Button kind="quiet" onPress={() => save(sheet, `${columns.join(',')}\r\n`)}>
          {t('file.empty')}
        </Button>
        {file && <span>{t('file.chosen', { name: file.name, size: count(Math.ceil(file.size / KILO)) })}</span>}
      </div>
      {options?.(() => setOutcome(null))}
      <div aria-live="polite">{isBusy ? <p className="soft">{t('file.checking')}</p> : outcome !== null && <Told outcome={outcome} say={say} />}</div>
      <div className="row">
        {!isLoaded && (
          <Button kind="primary" isDisabled={file === null} isPending={isBusy} onPress={() => void send()}>
            {isChecked ? act : t('file.check')}
          </Button>
        )}
        <Button onPress={onClose}>{t(isLoaded ? 'file.close' : 'cancel')}</Button>
      </div>
    </Over>
  )
}

function Told<Of extends Verdict>({ outcome, say }: { outcome: Of | string; say: (verdict: Of) => string }) {
  const { t } = useTranslation()
  if (typeof outcome === 'string') return <Notice tone="bad">{outcome}</Notice>
  if (outcome.problems.length === 0) return <Notice tone="good">{say(outcome)}</Notice>
  return (
    <div className="stack">
      <Notice tone="bad">{t('file.problems', { count: outcome.problems.length })}</Notice>
      <RowProblems problems={outcome.problems} />
    </div>
  )
}
