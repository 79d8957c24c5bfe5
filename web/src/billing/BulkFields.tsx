/** What an act on many claims needs to be told: why, and which finding. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { ChoiceField, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { graphql } from '../graphql/generated'
import type { ClaimAct } from '../graphql/generated/graphql'
import { inWords } from '../words/said'
import type { Selection } from './acts'

const ASKED_FOR_FINDINGS = 100
const LEAST_REASON = 3

const FindingsOf = graphql(`
  query FindingsOf($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ... on Claim {
        findings {
          id
          code
          message
          overriddenBy
        }
      }
    }
  }
`)

const FindingsOfList = graphql(`
  query FindingsOfList($first: Int!, $filter: ClaimFilter) {
    claims(first: $first, filter: $filter) {
      nodes {
        id
        findings {
          id
          code
          message
          overriddenBy
        }
      }
    }
  }
`)

export interface Given {
  reason: string
  findingCode: string
}

interface BulkFieldsProps {
  act: ClaimAct
  selection: Selection
  given: Given
  onGive: (given: Given) => void
}

const needsReason = (act: ClaimAct) => act === 'HOLD' || act === 'OVERRIDE'

/** As the API takes it: nothing that the act has no use for. */
export function changeOf(act: ClaimAct, { reason, findingCode }: Given) {
  return { act, ...(needsReason(act) && { reason }), ...(act === 'OVERRIDE' && { findingCode }) }
}

export function isEnough(act: ClaimAct, { reason, findingCode }: Given): boolean {
  return (!needsReason(act) || reason.trim().length >= LEAST_REASON) && (act !== 'OVERRIDE' || findingCode !== '')
}

export function BulkFields({ act, selection, given, onGive }: BulkFieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      {act === 'OVERRIDE' && <FindingField selection={selection} value={given.findingCode} onChange={(findingCode) => onGive({ ...given, findingCode })} />}
      {needsReason(act) && (
        <TextField label={t('reason.label')} value={given.reason} onChange={(reason) => onGive({ ...given, reason })} lines={3} autoFocus help={t('bulk.reasonHelp')} />
      )}
    </>
  )
}

/** Which finding: those that stand open on the chosen claims, the most frequent first. */
function FindingField({ selection, value, onChange }: { selection: Selection; value: string; onChange: (code: string) => void }) {
  const { t } = useTranslation()
  const isNamed = 'claimIds' in selection
  const named = useMemo(() => ({ ids: isNamed ? selection.claimIds.slice(0, ASKED_FOR_FINDINGS) : [] }), [isNamed, selection])
  const listed = useMemo(() => ({ first: ASKED_FOR_FINDINGS, filter: isNamed ? {} : selection.filter }), [isNamed, selection])
  const [{ data: ofNamed }] = useQuery({ query: FindingsOf, variables: named, pause: !isNamed })
  const [{ data: ofList }] = useQuery({ query: FindingsOfList, variables: listed, pause: isNamed })
  const claims = ofNamed?.nodes ?? ofList?.claims.nodes
  const choices = useMemo(() => {
    const found = new Map<string, { message: string; count: number }>()
    for (const claim of claims ?? []) {
      for (const { code, message, overriddenBy } of claim && 'findings' in claim ? claim.findings : []) {
        if (!overriddenBy) found.set(code, { message, count: (found.get(code)?.count ?? 0) + 1 })
      }
    }
    const byCount = [...found].sort(([, one], [, other]) => other.count - one.count)
    return byCount.map(([code, each]) => ({ value: code, label: `${code} (${String(each.count)}): ${inWords(each.message)}` }))
  }, [claims])
  if (claims && choices.length === 0) return <Notice tone="warn">{t('bulk.noFinding')}</Notice>
  return <ChoiceField label={t('bulk.finding')} value={value} onChange={onChange} choices={choices} isLoading={!claims} required />
}
