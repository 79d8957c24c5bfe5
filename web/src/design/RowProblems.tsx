/** What is wrong with a file, by row and column, and as a sheet to mend it by. */
import { useTranslation } from 'react-i18next'
import { inWords } from '../words/said'
import { csvOf } from './csv'
import { Button } from './Fields'
import { save } from './save'

const MOST_SHOWN = 100

export interface RowProblem {
  row: number
  column: string
  message: string
}

export function RowProblems({ problems }: { problems: readonly RowProblem[] }) {
  const { t } = useTranslation()
  const told = problems.map(({ row, column, message }) => ({ row, column, message: inWords(message) }))
  return (
    <>
      <div className="across">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col" className="number">{t('rowProblems.row')}</th>
              <th scope="col">{t('rowProblems.column')}</th>
              <th scope="col">{t('rowProblems.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {told.slice(0, MOST_SHOWN).map(({ row, column, message }, place) => (
              <tr key={place}>
                <td className="number">{row}</td>
                <td className="mono">{column}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="row">
        <Button onPress={() => save('problems.csv', csvOf(told))}>{t('rowProblems.save')}</Button>
      </div>
    </>
  )
}
