/** Shows what would be signed and billed, then signs all of it; what cannot be is told by name. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { Over } from '../design/Over'
import { problemOf } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { SignEncounters } from './documents'
import type { Row } from './rows'

interface SignManyProps {
  rows: readonly Row[]
  attestation: string
  encounterIdOf: (row: Row) => string
  onClose: () => void
  onSigned: (id: string) => void
}

export function SignMany({ rows: ready, attestation, encounterIdOf, onClose, onSigned }: SignManyProps) {
  const { t } = useTranslation()
  const { money, day } = useFormats()
  // What was ready when this was opened: what is shown is what is signed.
  const [rows] = useState(ready)
  const [{ fetching }, sign] = useMutation(SignEncounters)
  const [problems, setProblems] = useState<readonly string[]>([])
  const total = rows.reduce((sum, { outlook }) => sum + (outlook?.preview.chargeCents ?? 0), 0)

  async function signAll() {
    const { data, error } = await sign({ ids: rows.map(encounterIdOf) })
    const answer = data?.signEncounters
    const whole = problemOf(error, answer)
    if (whole !== null) return setProblems([whole])
    const outcomes = answer?.__typename === 'EncounterOutcomes' ? answer.outcomes : []
    const refused: string[] = []
    outcomes.forEach(({ refusal }, place) => {
      const row = rows[place]
      if (row === undefined) return
      if (refusal) refused.push(`${row.about?.name ?? ''}: ${inWords(refusal.message)}`)
      else onSigned(row.id)
    })
    setProblems(refused)
    if (refused.length === 0) onClose()
  }

  return (
    <Over title={t('clinic.signTitle', { count: rows.length })} onClose={onClose}>
      {problems.map((problem) => (
        <Notice key={problem} tone="bad">
          {problem}
        </Notice>
      ))}
      <div className="outcomes" tabIndex={0} role="group" aria-label={t('clinic.signTitle', { count: rows.length })}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('claims.patient')}</th>
              <th scope="col" className="number">
                {t('claims.charge')}
              </th>
              <th scope="col" className="number">
                {t('claim.expected')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {row.about?.name} <span className="soft">{row.about?.birthOn && day(row.about.birthOn)}</span>
                  {warningsOf(row).map((warning) => (
                    <p key={warning} className="soft">
                      {warning}
                    </p>
                  ))}
                </th>
                <td className="number">{money(row.outlook?.preview.chargeCents ?? 0)}</td>
                <td className="number">{expectedOf(row, money)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('clinic.total')}</th>
              <td className="number">{money(total)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
      <p className="soft">{attestation}</p>
      <div className="row">
        <Button kind="primary" autoFocus isPending={fetching} onPress={() => void signAll()}>
          {t('clinic.signAll', { count: rows.length })}
        </Button>
        <Button onPress={onClose}>{t('cancel')}</Button>
      </div>
    </Over>
  )
}

/** What would keep its claims from leaving; nothing of it keeps anybody from signing. */
function warningsOf({ outlook }: Row): string[] {
  return (outlook?.preview.claims ?? []).flatMap(({ findings }) => findings.map(({ message }) => message))
}

function expectedOf({ outlook }: Row, money: (cents: number) => string): string {
  const claims = outlook?.preview.claims ?? []
  const known = claims.flatMap(({ expectedCents }) => (expectedCents === null || expectedCents === undefined ? [] : [expectedCents]))
  return known.length === 0 ? '—' : money(known.reduce((sum, cents) => sum + cents, 0))
}
