/** Something secret that is shown this once, to be handed over or kept. */
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { useFormats } from '../words/format'
import { useWords } from './words'

export interface Secret {
  title: string
  help: string
  text: string
  expiresAt?: string | null
}

export function ShownOnce({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const { t } = useWords()
  const { instant } = useFormats()
  const [isCopied, setCopied] = useState(false)
  return (
    <ModalOverlay className="overlay" isOpen isKeyboardDismissDisabled>
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title">{secret.title}</Heading>
          <p>{secret.help}</p>
          <p className="shown-once">
            {secret.text}
          </p>
          {secret.expiresAt && <p className="soft">{t('secret.until', { at: instant(secret.expiresAt) })}</p>}
          <Notice tone="warn">{t('secret.once')}</Notice>
          <div className="row">
            <Button onPress={() => void navigator.clipboard.writeText(secret.text).then(() => setCopied(true))}>
              <Copy size={14} aria-hidden /> {t(isCopied ? 'secret.copied' : 'secret.copy')}
            </Button>
            <Button kind="primary" autoFocus onPress={onClose}>
              {t('secret.done')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
