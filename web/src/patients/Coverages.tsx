/** Who pays for a patient, in the order in which they are billed. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { ArrowUp } from 'lucide-react'
import { Badge } from '../design/Badge'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Notice } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { CoverageDetailsFragment, PatientDetailsFragment } from '../graphql/generated/graphql'
import { problemOf, refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { CoverageDialog } from './CoverageDialog'
import { EndCoverage, OrderCoverages } from './documents'
import { useWords } from './words'

type Kept = CoverageDetailsFragment
type Asked = { act: 'add' } | { act: 'correct' | 'replace' | 'end'; coverage: Kept }

function isInForce(coverage: Kept, on: string): boolean {
  return coverage.effectiveFromOn <= on && (!coverage.effectiveToOn || on <= coverage.effectiveToOn)
}

export function Coverages({ patient }: { patient: PatientDetailsFragment }) {
  const { t } = useWords()
  const mayWrite = useMay()('patients:write')
  const [asked, setAsked] = useState<Asked | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [, order] = useMutation(OrderCoverages)
  const on = today()
  const known = patient.coverages.toSorted((one, other) => Number(isInForce(other, on)) - Number(isInForce(one, on)) || one.priority - other.priority)
  const current = known.filter((coverage) => isInForce(coverage, on))

  async function sooner(coverage: Kept) {
    const ids = current.map(({ id }) => id)
    const place = ids.indexOf(coverage.id)
    const coverageIds = ids.with(place, ids[place - 1] ?? '').with(place - 1, coverage.id)
    const { data, error } = await order({ patientId: patient.id, on, coverageIds })
    setProblem(problemOf(error, data?.orderCoverages))
  }

  return (
    <Panel title={t('coverage.title')} isFlush acts={mayWrite && <Button onPress={() => setAsked({ act: 'add' })}>{t('coverage.add')}</Button>}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {known.length === 0 ? (
        <Notice tone="warn">{t('coverage.none')}</Notice>
      ) : (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col" className="number">{t('coverage.order')}</th>
              <th scope="col">{t('coverage.payer')}</th>
              <th scope="col">{t('coverage.memberId')}</th>
              <th scope="col">{t('coverage.groupNumber')}</th>
              <th scope="col">BIN / PCN</th>
              <th scope="col">{t('coverage.relationshipCode')}</th>
              <th scope="col">{t('coverage.inForce')}</th>
              {mayWrite && <th scope="col">{t('acts')}</th>}
            </tr>
          </thead>
          <tbody>
            {known.map((coverage) => (
              <CoverageRow
                key={coverage.id}
                coverage={coverage}
                onAsk={mayWrite ? (act) => setAsked({ act, coverage }) : undefined}
                onSooner={current.indexOf(coverage) > 0 ? () => void sooner(coverage) : undefined}
              />
            ))}
          </tbody>
        </table>
      )}
      {asked?.act === 'end' && <EndDialog coverage={asked.coverage} onClose={() => setAsked(null)} />}
      {asked && asked.act !== 'end' && (
        <CoverageDialog
          patientId={patient.id}
          act={asked.act}
          coverage={asked.act === 'add' ? undefined : asked.coverage}
          onClose={() => setAsked(null)}
        />
      )}
    </Panel>
  )
}

interface RowProps {
  coverage: Kept
  onAsk?: (act: 'correct' | 'replace' | 'end') => void
  onSooner?: () => void
}

function CoverageRow({ coverage, onAsk, onSooner }: RowProps) {
  const { t } = useWords()
  const { day } = useFormats()
  const on = today()
  const isOver = coverage.effectiveToOn !== null && coverage.effectiveToOn !== undefined && coverage.effectiveToOn < on
  const relationship = `coverage.relationshipOf.${coverage.relationshipCode}` as 'coverage.relationshipOf.18'
  return (
    <tr className={isOver ? 'soft' : undefined}>
      <td className="number">{coverage.priority}</td>
      <td>
        {coverage.payer.name}
        {coverage.planName && <div className="soft">{coverage.planName}</div>}
      </td>
      <td className="mono">{coverage.memberId}</td>
      <td>{coverage.groupNumber ?? '—'}</td>
      <td className="mono">{[coverage.binNumber, coverage.processorControlNumber].filter(Boolean).join(' / ') || '—'}</td>
      <td>{t(relationship)}</td>
      <td>
        {day(coverage.effectiveFromOn)} – {coverage.effectiveToOn ? day(coverage.effectiveToOn) : t('open')}{' '}
        {isOver && <Badge tone="plain">{t('coverage.isOver')}</Badge>}
      </td>
      {onAsk && (
        <td className="acts">
          <span className="row">
            {onSooner && (
              <Button kind="quiet" aria-label={`${t('coverage.sooner')}: ${coverage.payer.name}`} onPress={onSooner}>
                <ArrowUp size={14} aria-hidden />
              </Button>
            )}
            {(['correct', 'replace', 'end'] as const).map((act) => (
              <Button key={act} kind="quiet" aria-label={`${t(`coverage.${act}`)}: ${coverage.payer.name}`} onPress={() => onAsk(act)}>
                {t(`coverage.${act}`)}
              </Button>
            ))}
          </span>
        </td>
      )}
    </tr>
  )
}

function EndDialog({ coverage, onClose }: { coverage: Kept; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ lastDay: today() })
  const [, end] = useMutation(EndCoverage)
  return (
    <FormDialog
      title={`${t('coverage.end')}: ${coverage.payer.name}`}
      act={t('coverage.end')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await end({ coverageId: coverage.id, lastDay: form.values.lastDay })
        return refusalOf(error, data?.endCoverage)
      }}
    >
      <TextField label={t('coverage.until')} type="date" required help={t('coverage.endHelp')} {...form.field('lastDay')} />
    </FormDialog>
  )
}
