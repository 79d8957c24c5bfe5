/** What was typed reaches the server before anything is done about it. */
import { hasUnsent } from '../drafts/draft'
import { outbox } from '../drafts/outbox'

/** False where it cannot. */
export async function isAllSent(encounterId: string): Promise<boolean> {
  await outbox.flush()
  const draft = outbox.draftOf(encounterId)
  return draft === undefined || (!hasUnsent(draft) && !outbox.snapshot().underWay.has(draft.id))
}
