/** A form in a dialog: it stays open, and says why, until what it asks for was done. */
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../graphql/refusal'
import { Button } from './Fields'
import { Notice } from './Notice'
import { Over } from './Over'
import type { Form } from './form'

interface FormDialogProps {
  title: string
  /** What the button says. */
  act: string
  isDangerous?: boolean
  isWide?: boolean
  /** Its fields show their own problems. */
  form?: Pick<Form<never>, 'setProblem'> & { values: object }
  onClose: () => void
  /** What went wrong; null where it was done; `more` where something else takes the dialog's place. */
  onAct: () => Promise<Problem | null | 'more'>
  children?: ReactNode
}

export function FormDialog({ title, act, isDangerous, isWide, form, onClose, onAct, children }: FormDialogProps) {
  const { t } = useTranslation()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    const found = await onAct()
    if (found === 'more') return
    setBusy(false)
    const isOfField = found !== null && form !== undefined && found.path !== null && found.path in form.values
    form?.setProblem(isOfField ? found : null)
    setProblem(isOfField ? null : found)
    if (found === null) onClose()
  }

  return (
    <Over title={title} size={isWide ? 'wide' : ''} isDangerous={isDangerous ?? false} isBusy={isBusy} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        {problem && <Notice tone="bad">{problem.message}</Notice>}
        {children}
        <div className="row">
          <Button kind={isDangerous ? 'danger' : 'primary'} type="submit" isPending={isBusy}>
            {act}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Over>
  )
}
