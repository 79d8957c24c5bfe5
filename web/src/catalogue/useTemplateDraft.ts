/** A draft of a template that is typed here, kept a moment after each change; what somebody else kept meanwhile is not overwritten unasked. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient, type Client } from 'urql'
import type { CatalogueTemplateQuery } from '../graphql/generated/graphql'
import { refusalOf, type Problem } from '../graphql/refusal'
import type { Definition } from './definition'
import { ChangeTemplate, TemplateDocument } from './documents'
import { useSettled } from '../design/settled'

export type Template = Extract<NonNullable<CatalogueTemplateQuery['node']>, { __typename: 'ServiceTemplate' }>

interface Version {
  text: string
  revision: number
}

/** What was typed and could not be kept, by template: for whoever comes back to it before signing out. */
const unkept = new WeakMap<Client, Map<string, Version>>()

export function useTemplateDraft(template: Template, isOpen: boolean) {
  const client = useClient()
  const [left] = useState(() => (isOpen ? unkept.get(client)?.get(template.id) : undefined))
  const [definition, setDefinition] = useState(() => (left ? (JSON.parse(left.text) as Definition) : (template.definition as Definition)))
  const [saved, setSaved] = useState<Version>(left ? { ...left, text: '' } : { text: JSON.stringify(template.definition), revision: template.revision })
  const [problem, setProblem] = useState<Problem | null>(null)
  const [theirs, setTheirs] = useState<Template | null>(null)
  const settled = useSettled(definition)
  const text = JSON.stringify(settled)
  const newest = JSON.stringify(definition)
  const isKept = newest === saved.text
  const unsaved = useRef<string | null>(null)
  const based = useRef(saved.revision)
  const turn = useRef<Promise<unknown>>(Promise.resolve())

  // Somebody else kept another version, and nothing here is in its way.
  if (isOpen && isKept && theirs === null && template.revision > saved.revision) {
    setDefinition(template.definition as Definition)
    setSaved({ text: JSON.stringify(template.definition), revision: template.revision })
  }

  useEffect(() => {
    unsaved.current = isOpen && !isKept ? newest : null
    based.current = Math.max(based.current, saved.revision)
  })

  const keep = useCallback(
    async (text: string) => {
      const revision = based.current
      const { data, error } = await client.mutation(ChangeTemplate, { templateId: template.id, revision, definition: JSON.parse(text) as Definition }).toPromise()
      const answer = data?.changeTemplate
      const refused = refusalOf(error, answer)
      remember(client, template.id, refused ? { text, revision } : null)
      setProblem(refused)
      if (answer?.__typename === 'ServiceTemplate') {
        based.current = answer.revision
        setSaved({ text, revision: answer.revision })
      }
      if (refused?.path === 'revision') setTheirs(await newestOf(client, template.id))
    },
    [client, template.id],
  )

  useEffect(() => {
    if (!isOpen || theirs !== null || text === saved.text) return
    let isStale = false
    // One after the other, so that an earlier change never overtakes a later one.
    turn.current = turn.current.then(() => (isStale ? undefined : keep(text)))
    return () => {
      isStale = true
    }
  }, [isOpen, theirs, text, saved.text, keep])

  useEffect(
    () => () => {
      const { current } = unsaved
      if (current !== null) turn.current = turn.current.then(() => keep(current))
    },
    [keep],
  )

  useEffect(() => {
    if (!isOpen || isKept) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isOpen, isKept])

  /** From now on, what is typed goes over theirs, which may be what is typed. */
  function decide(shown: Definition, other: Template) {
    based.current = other.revision
    remember(client, template.id, null)
    setDefinition(shown)
    setSaved({ text: JSON.stringify(other.definition), revision: other.revision })
    setProblem(null)
    setTheirs(null)
  }

  return {
    definition,
    settled,
    change: setDefinition,
    state: problem ? ('refused' as const) : isKept ? ('kept' as const) : ('keeping' as const),
    revision: saved.revision,
    problem,
    theirs,
    takeTheirs: () => theirs && decide(theirs.definition as Definition, theirs),
    keepMine: () => theirs && decide(definition, theirs),
  }
}

function remember(client: Client, id: string, version: Version | null) {
  const versions = unkept.get(client) ?? new Map<string, Version>()
  if (version === null) versions.delete(id)
  else versions.set(id, version)
  unkept.set(client, versions)
}

async function newestOf(client: Client, id: string): Promise<Template | null> {
  const { data } = await client.query(TemplateDocument, { id }, { requestPolicy: 'network-only' }).toPromise()
  return data?.node?.__typename === 'ServiceTemplate' ? data.node : null
}
