/** An encounter that is being typed: what changes goes to the outbox, which sends it. */
import { useState, useSyncExternalStore } from 'react'
import { hasUnsent, newDraft, type Draft } from '../drafts/draft'
import { outbox } from '../drafts/outbox'
import { useOutbox } from '../drafts/useOutbox'
import type { ShownEncounter } from './EncounterScreen'
import type { Answer, Answers, Item } from './template'

export function useDraft(encounter: ShownEncounter) {
  const { drafts, underWay } = useOutbox()
  const [id] = useState(() => begun(encounter).id)
  const draft = drafts.get(id)
  const isKept = draft === undefined || (!hasUnsent(draft) && !underWay.has(draft.id))

  function change(answers: Answers) {
    const known = outbox.snapshot().drafts.get(id) ?? newDraft(encounter)
    const isDecided = known.problem?.code === 'edited_meanwhile'
    outbox.put({
      ...known,
      waiting: { ...known.waiting, ...answers },
      problem: isDecided ? known.problem : null,
    })
  }

  return { draft, isKept, change }
}

/** The revision that the server was last known to keep; nothing until it was typed into here. */
export function useRevision(encounterId: string): number | undefined {
  return useSyncExternalStore(outbox.subscribe, () => outbox.draftOf(encounterId)?.revision)
}

/** What the form begins with: as the server has it, and over that what was not sent yet. */
export function answersToShow(encounter: ShownEncounter): Record<string, Answer | Item[]> {
  const draft = outbox.draftOf(encounter.id)
  const kept = (encounter.answers ?? {}) as Answers
  return draft === undefined ? kept : { ...kept, ...outbox.unsent(draft.id) }
}

/** What was kept here before is older than what the server just said, unless it was never sent. */
function begun(encounter: ShownEncounter): Draft {
  const known = outbox.draftOf(encounter.id)
  if (known !== undefined && (hasUnsent(known) || outbox.snapshot().underWay.has(known.id))) return known
  const draft = { ...newDraft(encounter), ...(known && { id: known.id }) }
  outbox.remember(draft)
  return draft
}
