/** Asks for the reason that stays with an act. */
import { useTranslation } from 'react-i18next'
import { TextField } from './Fields'
import { useForm } from './form'
import { FormDialog } from './FormDialog'

interface AskingProps {
  title: string
  onClose: () => void
  /** What went wrong, in words; null where it was done. */
  onReason: (reason: string) => Promise<string | null>
}

export function ReasonDialog({ isOpen, ...asking }: AskingProps & { isOpen: boolean }) {
  return isOpen ? <Asking {...asking} /> : null
}

function Asking({ title, onClose, onReason }: AskingProps) {
  const { t } = useTranslation()
  const form = useForm({ reason: '' })
  return (
    <FormDialog
      title={title}
      act={title}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const message = await onReason(form.values.reason)
        return message === null ? null : { message, path: null }
      }}
    >
      <TextField label={t('reason.label')} lines={3} autoFocus required help={t('reason.help')} {...form.field('reason')} />
    </FormDialog>
  )
}
