/** Warns before the session ends for want of use (45 CFR 164.312(a)(2)(iii)); asking does not prolong it. */
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from '../design/Fields'
import { useSession } from './session'

const ASKED_EVERY_MS = 30_000
const WARNED_BEFORE_MS = 120_000

export function SessionWarning() {
  const { t } = useTranslation()
  const { refresh, signOut } = useSession()
  const [isEnding, setEnding] = useState(false)

  const look = useCallback(async () => {
    const left = await millisecondsLeft()
    if (left !== null && left <= 0) await refresh()
    setEnding(left !== null && left > 0 && left < WARNED_BEFORE_MS)
  }, [refresh])

  useEffect(() => {
    const timer = window.setInterval(() => void look(), ASKED_EVERY_MS)
    return () => window.clearInterval(timer)
  }, [look])

  async function stay() {
    await refresh()
    setEnding(false)
  }

  return (
    <ModalOverlay className="overlay" isOpen={isEnding}>
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title">{t('timeOut.title')}</Heading>
          <p>{t('timeOut.explanation')}</p>
          <div className="row">
            <Button kind="primary" autoFocus onPress={() => void stay()}>
              {t('timeOut.stay')}
            </Button>
            <Button onPress={() => void signOut()}>{t('frame.signOut')}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** Until the session ends if nothing is done; 0 where it is over, null where it cannot be known. */
async function millisecondsLeft(): Promise<number | null> {
  try {
    const answer = await fetch('/auth/session', { cache: 'no-store' })
    if (answer.status === 401) return 0
    const { idleEndsAt, endsAt } = (await answer.json()) as { idleEndsAt: string; endsAt: string }
    return Math.min(Date.parse(idleEndsAt), Date.parse(endsAt)) - Date.now()
  } catch {
    return null
  }
}
