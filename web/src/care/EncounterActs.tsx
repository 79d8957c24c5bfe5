/** Completing, signing, amending and voiding an encounter. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { ReasonDialog } from '../design/ReasonDialog'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import type { ShownEncounter } from './EncounterScreen'
import type { Definition } from './template'
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
  const definition = encounter.template.definition as Definition

  async function signNow() {
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
  return (
    <div className="stack">
      {problem && <Notice tone="bad">{problem}</Notice>}
      {isUnsigned && may('encounters:sign') && <p className="soft">{definition.attestation}</p>}
      <div className="row">
        {isUnsigned && may('encounters:sign') && (
          <Button kind="primary" onPress={() => void signNow()}>
            {t('care.sign')}
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
      <ReasonDialog
        title={t(asking === 'void' ? 'care.void' : 'care.amend')}
        isOpen={asking !== null}
        onClose={() => setAsking(null)}
        onReason={withReason}
      />
    </div>
  )
}
