/** Asks for the reason that stays with an act. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button, TextField } from './Fields'
import { Notice } from './Notice'

interface ReasonDialogProps {
  title: string
  isOpen: boolean
  onClose: () => void
  /** What went wrong, in words; null where it was done. */
  onReason: (reason: string) => Promise<string | null>
}

export function ReasonDialog({ title, isOpen, onClose, onReason }: ReasonDialogProps) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)

  async function act() {
    const found = await onReason(reason)
    setProblem(found)
    if (found === null) {
      setReason('')
      onClose()
    }
  }

  return (
    <ModalOverlay className="overlay" isDismissable isOpen={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog">
        <Dialog>
          <Heading slot="title">{title}</Heading>
          {problem && <Notice tone="bad">{problem}</Notice>}
          <TextField label={t('reason.label')} value={reason} onChange={setReason} lines={3} autoFocus help={t('reason.help')} />
          <div className="row">
            <Button kind="primary" isDisabled={reason.trim() === ''} onPress={() => void act()}>
              {title}
            </Button>
            <Button onPress={onClose}>{t('cancel')}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
