/** Completing, signing, amending and voiding an encounter. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { ReasonDialog } from '../design/ReasonDialog'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import type { ShownEncounter } from './EncounterScreen'
import { isAllSent } from './sent'
import { definitionOf } from './template'
import { VisitActs } from './VisitActs'
import { useLocation } from 'wouter'

const CompleteEncounter = graphql(`
  mutation CompleteEncounter($id: ID!) {
    completeEncounter(encounterId: $id) {
      ... on Encounter {
        id
        status
      }
      ...Refused
    }
  }
`)

const SignEncounter = graphql(`
  mutation SignEncounter($id: ID!) {
    signEncounter(encounterId: $id) {
      ... on Encounter {
        id
        status
      }
      ...Refused
    }
  }
`)

const AmendEncounter = graphql(`
  mutation AmendEncounter($id: ID!, $reason: String!) {
    amendEncounter(encounterId: $id, reason: $reason) {
      ... on Encounter {
        id
        status
      }
      ...Refused
    }
  }
`)

const VoidEncounter = graphql(`
  mutation VoidEncounter($id: ID!, $reason: String!) {
    voidEncounter(encounterId: $id, reason: $reason) {
      ... on Encounter {
        id
        status
      }
      ...Refused
    }
  }
`)

export function EncounterActs({ encounter, onDone }: { encounter: ShownEncounter; onDone: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const [, go] = useLocation()
  const [, complete] = useMutation(CompleteEncounter)
  const [, sign] = useMutation(SignEncounter)
  const [, amend] = useMutation(AmendEncounter)
  const [, takeBack] = useMutation(VoidEncounter)
  const [problem, setProblem] = useState<string | null>(null)
  const [asking, setAsking] = useState<'amend' | 'void' | null>(null)
  const { id, status } = encounter
  const definition = definitionOf(encounter.template.definition as object)

  async function signNow() {
    if (!(await isAllSent(id))) return setProblem(t('drafts.signLater'))
    if (status === 'DRAFT') {
      const { data, error } = await complete({ id })
      const found = problemOf(error, data?.completeEncounter)
      if (found !== null) return setProblem(found)
    }
    const { data, error } = await sign({ id })
    setProblem(problemOf(error, data?.signEncounter))
    onDone()
  }

  async function completeNow() {
    if (!(await isAllSent(id))) return setProblem(t('drafts.signLater'))
    const { data, error } = await complete({ id })
    setProblem(problemOf(error, data?.completeEncounter))
    onDone()
  }

  async function withReason(reason: string): Promise<string | null> {
    if (asking === 'amend') {
      const { data, error } = await amend({ id, reason })
      if (data?.amendEncounter.__typename === 'Encounter') go(`/encounters/${data.amendEncounter.id}`)
      return problemOf(error, data?.amendEncounter)
    }
    const { data, error } = await takeBack({ id, reason })
    onDone()
    return problemOf(error, data?.voidEncounter)
  }

  const isUnsigned = status === 'DRAFT' || status === 'COMPLETED'
  const maySign = isUnsigned && may('encounters:sign')
  useControlEnter(maySign ? signNow : null)
  return (
    <div className="stack">
      {problem && <Notice tone="bad">{problem}</Notice>}
      {maySign && <p className="soft">{definition.attestation}</p>}
      <div className="row">
        {maySign && (
          <Button kind="primary" data-act="sign" aria-keyshortcuts="Control+Enter" onPress={() => void signNow()}>
            {t('care.sign')} <kbd aria-hidden>Ctrl ↵</kbd>
          </Button>
        )}
        {status === 'DRAFT' && !may('encounters:sign') && may('encounters:write') && (
          <Button kind="primary" onPress={() => void completeNow()}>
            {t('care.complete')}
          </Button>
        )}
        {status === 'SIGNED' && may('encounters:write') && <Button onPress={() => setAsking('amend')}>{t('care.amend')}</Button>}
        {status === 'SIGNED' && may('encounters:sign') && (
          <Button kind="danger" onPress={() => setAsking('void')}>
            {t('care.void')}
          </Button>
        )}
      </div>
      <VisitActs encounter={encounter} onDone={onDone} />
      <ReasonDialog
        title={t(asking === 'void' ? 'care.void' : 'care.amend')}
        isOpen={asking !== null}
        onClose={() => setAsking(null)}
        onReason={withReason}
      />
    </div>
  )
}

function useControlEnter(act: (() => Promise<void>) | null) {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || latest.current === null) return
      event.preventDefault()
      event.stopPropagation()
      void latest.current()
    }
    // Before the field that has the focus: Enter opens a choice.
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
