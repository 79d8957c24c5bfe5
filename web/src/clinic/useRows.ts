/** The rows of the day and what may be done with them; what is typed goes to the outbox. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import type { Answers, Definition } from '../care/template'
import { hasUnsent, newDraft, type About, type Draft } from '../drafts/draft'
import { outbox } from '../drafts/outbox'
import { useOutbox } from '../drafts/useOutbox'
import type { ClinicEncountersQuery } from '../graphql/generated/graphql'
import { askedOnly, toSend } from './asked'
import { ClinicEncounters, Outlooks } from './documents'
import { isKept, MOST_ROWS, type Row } from './rows'

export interface Place {
  storeId: string
  serviceId: string
  servedOn: string
}

type Documented = ClinicEncountersQuery['encounters']['nodes'][number]

export function useRows(place: Place, definition: Definition) {
  const client = useClient()
  const state = useOutbox()
  const [rows, setRows] = useState<readonly Row[]>([])
  const [isLoading, setLoading] = useState(true)
  const { storeId, serviceId, servedOn } = place

  useEffect(() => {
    let isWanted = true
    const filter = { storeId: { equals: storeId }, serviceId: { equals: serviceId }, servedOn: { from: servedOn, to: servedOn } }
    void client
      .query(ClinicEncounters, { filter }, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data }) => {
        if (!isWanted) return
        const documented = (data?.encounters.nodes ?? []).filter(({ status }) => status !== 'VOIDED' && status !== 'AMENDED')
        setRows([...documented.reverse().map(rowOf), ...typedHere(storeId, serviceId)])
        setLoading(false)
      })
    return () => {
      isWanted = false
    }
  }, [client, storeId, serviceId, servedOn])

  const change = useCallback((id: string, changed: Partial<Row>) => {
    setRows((known) => known.map((row) => (row.id === id ? { ...row, ...changed } : row)))
  }, [])

  useOutlooks(rows, setRows)

  const add = useCallback((about: readonly (About | null)[], providerId: string): Row[] => {
    const added = about.map((each): Row => {
      const draft = { ...newDraft(), about: each }
      outbox.remember(draft)
      return { id: draft.id, about: each, answers: {}, providerId, status: null, outlook: null }
    })
    setRows((known) => [...known, ...added].slice(0, MOST_ROWS))
    return added
  }, [])

  /** Somebody is in this row now: from here on it is a draft. */
  const begin = useCallback(
    (row: Row, about: About & { patientId: string }, answers: Answers) => {
      change(row.id, { about, answers })
      const draft = outbox.snapshot().drafts.get(row.id) ?? { ...newDraft(), id: row.id }
      outbox.put({
        ...draft,
        about,
        begun: { storeId, serviceId, patientId: about.patientId },
        visit: { servedOn, providerId: row.providerId },
        waiting: askedOnly(definition, answers),
      })
    },
    [change, definition, storeId, serviceId, servedOn],
  )

  /** All that is answered in a row from now on, and what was typed there that is no answer. */
  const answer = useCallback(
    (row: Row, answers: Answers, wrong: Row['wrong'] = row.wrong) => {
      change(row.id, { answers, wrong, outlook: null })
      const sent = toSend(definition, row.answers, answers)
      put(row.id, (draft) => ({ ...draft, waiting: { ...draft.waiting, ...sent } }))
    },
    [change, definition],
  )

  /** Sends what was refused once more. */
  const retry = useCallback((id: string) => put(id, (draft) => draft), [])

  const render = useCallback(
    (row: Row, providerId: string) => {
      change(row.id, { providerId, outlook: null })
      if (row.about?.patientId) put(row.id, (draft) => ({ ...draft, visit: { servedOn, providerId } }))
    },
    [change, servedOn],
  )

  const remove = useCallback((id: string) => {
    outbox.drop(id)
    setRows((known) => known.filter((row) => row.id !== id))
  }, [])

  return { rows, state, isLoading, add, begin, answer, retry, render, remove, change }
}

/** Asks once for all rows whose answers were kept since they were last looked at. */
function useOutlooks(rows: readonly Row[], setRows: React.Dispatch<React.SetStateAction<readonly Row[]>>) {
  const client = useClient()
  const { drafts, underWay } = useOutbox()
  const isAsking = useRef(false)
  const [asked, setAsked] = useState(0)

  useEffect(() => {
    const stale = rows.flatMap((row) => {
      const draft = drafts.get(row.id)
      const isOpen = row.status === null || row.status === 'DRAFT' || row.status === 'COMPLETED'
      const isNew = isOpen && isKept(draft, underWay) && row.outlook?.revision !== draft?.revision
      return isNew && draft?.encounterId ? [{ id: row.id, encounterId: draft.encounterId, revision: draft.revision }] : []
    })
    if (stale.length === 0 || isAsking.current) return
    isAsking.current = true
    void client
      .query(Outlooks, { ids: stale.map(({ encounterId }) => encounterId) }, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data, error }) => {
        isAsking.current = false
        if (error !== undefined || data === undefined) return
        const found = new Map(stale.map(({ id, revision }, place) => [id, { revision, outlook: data.encounterOutlooks[place] }]))
        setRows((known) =>
          known.map((row) => {
            const seen = found.get(row.id)
            return seen?.outlook ? { ...row, outlook: { ...seen.outlook, revision: seen.revision } } : row
          }),
        )
        setAsked((count) => count + 1)
      })
  }, [client, rows, drafts, underWay, setRows, asked])
}

function put(id: string, change: (draft: Draft) => Draft) {
  const draft = outbox.snapshot().drafts.get(id)
  if (draft === undefined) return
  const isDecided = draft.problem?.code === 'edited_meanwhile'
  outbox.put({ ...change(draft), problem: isDecided ? draft.problem : null })
}

function rowOf({ id, status, revision, answers, provider, patient }: Documented): Row {
  const known = outbox.draftOf(id)
  const isUnsent = known !== undefined && (hasUnsent(known) || outbox.snapshot().underWay.has(known.id))
  const about = { patientId: patient.id, name: `${patient.lastName}, ${patient.firstName}`, birthOn: patient.birthOn }
  const draft = isUnsent ? known : { ...newDraft({ id, revision }), ...(known && { id: known.id }), about }
  if (!isUnsent) outbox.remember(draft)
  const typed = { ...(answers as Answers), ...outbox.unsent(draft.id) }
  return { id: draft.id, about, answers: typed, providerId: provider.id, status, outlook: null }
}

/** Begun in this browser and never heard of by the server. */
function typedHere(storeId: string, serviceId: string): Row[] {
  const begun = [...outbox.snapshot().drafts.values()].filter(
    (draft) => draft.encounterId === null && draft.begun?.storeId === storeId && draft.begun.serviceId === serviceId,
  )
  return begun.map((draft) => ({
    id: draft.id,
    about: draft.about,
    answers: outbox.unsent(draft.id),
    providerId: draft.visit?.providerId ?? '',
    status: null,
    outlook: null,
  }))
}
