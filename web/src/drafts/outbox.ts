/**
 * Sends what was typed, in order, one request at a time. What is under way is sent again, to the
 * letter and under the same key, until it is answered: nothing is lost, nothing is done twice.
 */
import type { Client, CombinedError } from 'urql'
import type { Answers } from '../care/template'
import { graphql } from '../graphql/generated'
import type { DraftInput } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import { onReturn } from '../session/connection'
import { canBeSent, hasUnsent, inputOf, newId, type Draft, type Visit } from './draft'
import * as vault from './vault'

const SENT_AFTER_MS = 400
const TRIED_AGAIN_MS = 4000
const MOST_AT_ONCE = 50
/** Answers that waiting may turn into others: the same is sent again. */
const PASSING = new Set(['unavailable', 'in_progress', 'unauthenticated', 'too_many_requests'])
const LOCK = 'mortar-window-'
const ADOPTING = 'mortar-adopting'

const KeepDrafts = graphql(`
  mutation KeepDrafts($drafts: [DraftInput!]!) {
    keepDrafts(drafts: $drafts) {
      ... on EncounterOutcomes {
        outcomes {
          encounterId
          status
          revision
          refusal {
            code
            path
            message
          }
        }
      }
      ...Refused
    }
  }
`)

/** One request, written down before it leaves. */
interface Parcel {
  key: string
  drafts: { id: string; visit: Visit | null; input: DraftInput }[]
}

type Kept = { draft: Draft } | { parcel: Parcel }

interface Owner {
  name: string
  secret: string
}

export interface OutboxState {
  drafts: ReadonlyMap<string, Draft>
  /** Of the drafts under way, by id. */
  underWay: ReadonlySet<string>
  /** Whether the server could not be reached when it was last tried. */
  isAway: boolean
}

const EMPTY: OutboxState = { drafts: new Map(), underWay: new Set(), isAway: false }

class Outbox {
  private state = EMPTY
  private parcel: Parcel | null = null
  private client: Client | null = null
  private owner: Owner | null = null
  private key: CryptoKey | null = null
  private timer: number | undefined
  private writing = Promise.resolve()
  private readonly listeners = new Set<() => void>()
  private readonly name = newId()

  constructor() {
    onReturn(() => void this.flush())
    window.addEventListener('offline', () => this.show({ isAway: true }))
    if ('locks' in navigator) void navigator.locks.request(LOCK + this.name, () => new Promise(() => undefined))
  }

  readonly snapshot = (): OutboxState => this.state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Someone is signed in: their own drafts go on, anybody else's are gone. */
  async open(owner: Owner, client: Client): Promise<void> {
    if (this.owner !== null && this.owner.name !== owner.name) await this.forget()
    const isSameSession = this.owner?.secret === owner.secret
    this.client = client
    this.owner = owner
    if (!isSameSession && vault.canKeep()) {
      this.key = await vault.keyOf(owner.secret)
      await this.adopt(this.key)
      this.keepAll()
    }
    void this.flush()
  }

  /** The session ended by itself: what is here waits, unseen, for the same person. */
  close(): void {
    this.client = null
    window.clearTimeout(this.timer)
  }

  async forget(): Promise<void> {
    this.close()
    this.owner = this.key = this.parcel = null
    this.show(EMPTY)
    await this.writing
    await vault.wipe()
  }

  put(draft: Draft): void {
    this.show({ drafts: new Map(this.state.drafts).set(draft.id, draft) })
    this.keepSoon(draft.id, { draft })
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.flush(), this.state.isAway ? TRIED_AGAIN_MS : SENT_AFTER_MS)
  }

  /** Known from now on, with nothing to send; nobody is told. */
  remember(draft: Draft): void {
    this.state = { ...this.state, drafts: new Map(this.state.drafts).set(draft.id, draft) }
  }

  drop(id: string): void {
    const drafts = new Map(this.state.drafts)
    drafts.delete(id)
    this.show({ drafts })
    this.write(() => vault.remove(id))
  }

  /** What was typed for it that the server is not known to have. */
  unsent(id: string): Answers {
    const sent = this.parcel?.drafts.find((each) => each.id === id)?.input.answers as Answers | undefined
    return { ...sent, ...this.state.drafts.get(id)?.waiting }
  }

  /** Of an encounter that was typed here before. */
  draftOf(encounterId: string): Draft | undefined {
    return [...this.state.drafts.values()].find((draft) => draft.encounterId === encounterId)
  }

  /** How many drafts have something that the server may not have. */
  unsentCount(): number {
    const { drafts, underWay } = this.state
    return [...drafts.values()].filter((draft) => underWay.has(draft.id) || hasUnsent(draft)).length
  }

  /** Sends what there is; comes back when all was answered, or the server is away. */
  async flush(): Promise<void> {
    window.clearTimeout(this.timer)
    while (this.client !== null && !this.isSending) {
      this.parcel ??= this.packed()
      if (this.parcel === null) break
      const isAnswered = await this.sent(this.client, this.parcel)
      if (!isAnswered) {
        this.timer = window.setTimeout(() => void this.flush(), TRIED_AGAIN_MS)
        break
      }
    }
  }

  private isSending = false

  private packed(): Parcel | null {
    const ready = [...this.state.drafts.values()].filter(canBeSent).slice(0, MOST_AT_ONCE)
    if (ready.length === 0) return null
    const parcel: Parcel = {
      key: newId(),
      drafts: ready.map((draft) => ({ id: draft.id, visit: draft.visit, input: inputOf(draft) })),
    }
    const drafts = new Map(this.state.drafts)
    for (const draft of ready) drafts.set(draft.id, { ...draft, waiting: {}, visit: null })
    this.show({ drafts, underWay: new Set(ready.map(({ id }) => id)) })
    this.keepSoon(parcel.key, { parcel })
    for (const { id } of ready) this.keepDraft(id)
    return parcel
  }

  private async sent(client: Client, parcel: Parcel): Promise<boolean> {
    this.isSending = true
    // Written down first: whatever happens now, it can be sent again as it was.
    await this.writing
    const headers = { 'Idempotency-Key': parcel.key }
    const { data, error } = await client
      .mutation(KeepDrafts, { drafts: parcel.drafts.map(({ input }) => input) }, { fetchOptions: { headers } })
      .toPromise()
    this.isSending = false
    if (this.parcel !== parcel) return true
    if (error !== undefined && isPassing(error)) {
      this.show({ isAway: error.networkError !== undefined && error.response === undefined })
      return false
    }
    const answer = data?.keepDrafts
    const outcomes = answer?.__typename === 'EncounterOutcomes' ? answer.outcomes : []
    const whole = answer?.__typename === 'Refusal' ? answer : { code: 'failed', message: problemOf(error) ?? '' }
    this.unpack(parcel, (place) => outcomes[place] ?? { refusal: { path: null, ...whole } })
    return true
  }

  private unpack(parcel: Parcel, outcomeOf: (place: number) => Outcome): void {
    const drafts = new Map(this.state.drafts)
    parcel.drafts.forEach(({ id, visit, input }, place) => {
      const draft = drafts.get(id)
      if (draft !== undefined) drafts.set(id, settled(draft, visit, input, outcomeOf(place)))
    })
    this.parcel = null
    this.show({ drafts, underWay: new Set(), isAway: false })
    this.write(() => vault.remove(parcel.key))
    for (const { id } of parcel.drafts) this.keepDraft(id)
  }

  /** Takes over what windows left behind that are no more, each once. */
  private async adopt(key: CryptoKey): Promise<void> {
    if (!('locks' in navigator)) return
    await navigator.locks.request(ADOPTING, async () => {
      const { held = [] } = await navigator.locks.query()
      const living = new Set(held.map(({ name }) => name))
      const left = await vault.openAll<Kept>(key)
      const drafts = new Map(this.state.drafts)
      for (const { id, window, value } of left) {
        if (living.has(LOCK + window)) continue
        if ('draft' in value) drafts.set(id, value.draft)
        else this.parcel ??= value.parcel
        await vault.keep(key, this.name, id, value)
      }
      this.show({ drafts, underWay: new Set(this.parcel?.drafts.map(({ id }) => id)) })
    })
  }

  private keepAll(): void {
    if (this.parcel !== null) this.keepSoon(this.parcel.key, { parcel: this.parcel })
    for (const id of this.state.drafts.keys()) this.keepDraft(id)
  }

  /** What the server has needs no keeping here. */
  private keepDraft(id: string): void {
    const draft = this.state.drafts.get(id)
    if (draft === undefined) return
    const isKept = draft.encounterId !== null && !hasUnsent(draft) && !this.state.underWay.has(id)
    if (isKept) this.write(() => vault.remove(id))
    else this.keepSoon(id, { draft })
  }

  private keepSoon(id: string, kept: Kept): void {
    const { key } = this
    if (key !== null) this.write(() => vault.keep(key, this.name, id, kept))
  }

  /** One after another, so that the newest is what stays. */
  private write(act: () => Promise<void>): void {
    if (this.key !== null) this.writing = this.writing.then(act).catch(() => undefined)
  }

  private show(changed: Partial<OutboxState>): void {
    this.state = { ...this.state, ...changed }
    for (const listener of this.listeners) listener()
  }
}

interface Outcome {
  encounterId?: string | null
  revision?: number | null
  refusal?: { code: string; path?: string | null; message: string } | null
}

/** A draft after its answer: what was refused waits again, beneath what was typed since. */
function settled(draft: Draft, visit: Visit | null, input: DraftInput, outcome: Outcome): Draft {
  if (outcome.refusal) {
    const { code, path, message } = outcome.refusal
    return {
      ...draft,
      visit: draft.visit ?? visit,
      waiting: { ...(input.answers as Draft['waiting']), ...draft.waiting },
      problem: { code, path: path ?? null, message },
    }
  }
  return { ...draft, encounterId: outcome.encounterId ?? null, revision: outcome.revision ?? 0 }
}

function isPassing(error: CombinedError): boolean {
  if (error.graphQLErrors.length === 0) return true
  return error.graphQLErrors.every(({ extensions }) => PASSING.has(String(extensions.code)))
}

export const outbox = new Outbox()
