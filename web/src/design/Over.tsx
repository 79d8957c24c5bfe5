/** A dialog over the screen; what was entered in it is not dropped unasked. */
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from './Fields'

interface OverProps {
  title: string
  size?: 'narrow' | 'wide' | ''
  isDangerous?: boolean
  /** What it does cannot be left: Escape does nothing. */
  isBusy?: boolean
  /** What was entered in it has been taken. */
  isDone?: boolean
  onClose: () => void
  children: ReactNode
}

/** What a form's first field may be; a choice holds more than what is seen of it. */
const FIELDS = '.field > :is(input, textarea, .trigger), .field > .combo > input'

/** Escape, or a press beside it, closes it: but first it asks, if anything was entered. A button that says so closes at once. */
export function Over({ title, size = '', isDangerous = false, isBusy = false, isDone = false, onClose, children }: OverProps) {
  const within = useRef<HTMLDivElement>(null)
  const isTouched = useRef(false)
  const [isAsking, setAsking] = useState(false)
  const touch = () => {
    isTouched.current = true
  }
  // A list of choices hangs elsewhere in the page, and says nothing as an input does.
  const onChoice = ({ target }: MouseEvent | KeyboardEvent) => {
    if ((target as Element).closest('[role="option"]')) touch()
  }
  // Whoever opened a form begins to type.
  useEffect(() => {
    const box = within.current
    if (box !== null && !box.contains(document.activeElement)) box.querySelector<HTMLElement>(FIELDS)?.focus()
  }, [])
  function leave() {
    if (isTouched.current && !isDone) setAsking(true)
    else onClose()
  }
  return (
    <ModalOverlay className="overlay" isDismissable={!isBusy && !isDangerous} isKeyboardDismissDisabled={isBusy} isOpen onOpenChange={(isOpen) => !isOpen && leave()}>
      <Modal className={`dialog ${size}`}>
        <Dialog role={isDangerous ? 'alertdialog' : 'dialog'}>
          <Heading slot="title">{title}</Heading>
          <div className="stack" ref={within} onInputCapture={touch} onClickCapture={onChoice} onKeyDownCapture={(event) => event.key === 'Enter' && onChoice(event)}>
            {children}
          </div>
          {isAsking && <Dropping onStay={() => setAsking(false)} onDrop={onClose} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Dropping({ onStay, onDrop }: { onStay: () => void; onDrop: () => void }) {
  const { t } = useTranslation()
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && onStay()}>
      <Modal className="dialog narrow">
        <Dialog role="alertdialog">
          <Heading slot="title">{t('dropping.title')}</Heading>
          <p>{t('dropping.what')}</p>
          <div className="row">
            <Button kind="primary" autoFocus onPress={onStay}>
              {t('dropping.stay')}
            </Button>
            <Button kind="danger" onPress={onDrop}>
              {t('dropping.drop')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
