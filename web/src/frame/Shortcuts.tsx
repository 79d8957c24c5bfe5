/** `?`: the keys that work everywhere. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Keyboard } from 'lucide-react'
import { Button } from '../design/Fields'

const KEYS = [
  ['Ctrl K', 'search'],
  ['?', 'help'],
  ['↓ J', 'next'],
  ['↑ K', 'previous'],
  ['Enter', 'open'],
  ['Esc', 'close'],
] as const

export function Shortcuts() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event.target)) setOpen(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  return (
    <>
      <Button kind="quiet" aria-label={t('frame.shortcuts')} aria-keyshortcuts="?" onPress={() => setOpen(true)}>
        <Keyboard size={14} aria-hidden />
      </Button>
      <ModalOverlay className="overlay" isDismissable isOpen={isOpen} onOpenChange={setOpen}>
        <Modal className="dialog narrow">
          <Dialog>
            <Heading slot="title">{t('frame.shortcuts')}</Heading>
            <dl className="keys">
              {KEYS.map(([key, name]) => (
                <div key={name}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{t(`shortcuts.${name}`)}</dd>
                </div>
              ))}
            </dl>
            <Button slot="close">{t('cancel')}</Button>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
