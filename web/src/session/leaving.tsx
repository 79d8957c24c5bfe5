/** Leaving: asked first where something that was typed would be lost. */
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from '../design/Fields'
import { outbox } from '../drafts/outbox'
import { useSession } from './session'

interface Leaving {
  leave: () => Promise<void>
  /** Stands somewhere in who leaves. */
  question: ReactNode
}

export function useLeaving(): Leaving {
  const { t } = useTranslation()
  const { signOut } = useSession()
  const [isAsking, setAsking] = useState(false)

  async function leave() {
    await outbox.flush()
    if (outbox.unsentCount() > 0) setAsking(true)
    else await signOut()
  }

  const question = (
    <ModalOverlay className="overlay" isOpen={isAsking} onOpenChange={setAsking}>
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title">{t('drafts.leaveTitle')}</Heading>
          <p>{t('drafts.leave', { count: outbox.unsentCount() })}</p>
          <div className="row">
            <Button kind="primary" autoFocus onPress={() => setAsking(false)}>
              {t('drafts.stay')}
            </Button>
            <Button kind="danger" onPress={() => void signOut()}>
              {t('frame.signOut')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
  return { leave, question }
}
