/** What there is to say of the cell in which one stands, in full: what is wrong with it, else how it is answered. */
import { useTranslation } from 'react-i18next'
import type { Column } from './columns'
import { whyWrong } from './cells'
import { faultAt, type Row, type RowState } from './rows'

interface ToldProps {
  row: Row | undefined
  column: Column | undefined
  state: RowState | undefined
}

export function Told({ row, column, state }: ToldProps) {
  const { t } = useTranslation()
  if (row === undefined || column === undefined || state === undefined) return null
  const fault = faultOf(row, column, state)
  const help = column.kind === 'question' ? column.question.help : ''
  return (
    <p className="told">
      <span role="status" className={fault === null ? undefined : 'fault'}>
        {fault === null ? '' : `${row.about?.name ?? ''}: ${fault}`}
      </span>
      {fault === null && <span className="soft">{help}</span>}
    </p>
  )

  function faultOf({ wrong = {} }: Row, { kind, id }: Column, at: RowState): string | null {
    const text = wrong[id]
    if (text !== undefined && column?.kind === 'question') return `${column.label}: ${text}, ${whyWrong(column, text, t)}`
    if (kind === 'question') return faultAt(at, id)
    if (at.kind === 'problem') return t(row?.status === null ? 'clinic.again' : 'clinic.openIt', { problem: at.message })
    if (at.kind === 'unknown') return t('clinic.unknown')
    return at.kind === 'missing' || at.kind === 'wrong' ? `${t(`clinic.state.${at.kind}`)}: ${at.labels.join(', ')}` : null
  }
}
