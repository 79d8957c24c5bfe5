/** The drafts of this window, to screens; and the part that keeps them going while someone is signed in. */
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { useAway } from '../session/connection'
import { tokenNow } from '../session/requests'
import { useSession } from '../session/session'
import { outbox, type OutboxState } from './outbox'

export function useOutbox(): OutboxState {
  return useSyncExternalStore(outbox.subscribe, outbox.snapshot)
}

/** Goes with the session; says so when the connection is away. */
export function KeepsDrafts() {
  const { t } = useTranslation()
  const client = useClient()
  const { session } = useSession()
  const outgoing = useOutbox()
  const isServerAway = useAway()
  const isAway = outgoing.isAway || isServerAway
  useEffect(() => {
    if (!session) return
    void outbox.open({ name: `${session.tenantId} ${session.id}`, secret: tokenNow() }, client)
    return () => outbox.close()
  }, [session, client])
  const count = outbox.unsentCount()
  return (
    <span role="status" className="connection">
      {isAway ? t(count === 0 ? 'drafts.noConnection' : 'drafts.away', { count }) : ''}
    </span>
  )
}
