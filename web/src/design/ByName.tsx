/** Narrows a list to what has these letters in its name; going back finds them still there. */
import { useTranslation } from 'react-i18next'
import { TextField } from './Fields'
import { useKept } from './kept'
import { useSettled } from './settled'

export interface Letters {
  typed: string
  type: (typed: string) => void
  /** What the server is asked with: nothing where nothing was typed. */
  filter: { name?: { contains: string } }
  /** What an empty list says: of itself, or of the letters. */
  none: (ofList: string) => string
}

export function useLetters(): Letters {
  const { t } = useTranslation()
  const [typed, type] = useKept('letters', '')
  const contains = useSettled(typed).trim()
  const isEmpty = contains === ''
  return { typed, type, filter: isEmpty ? {} : { name: { contains } }, none: (ofList) => (isEmpty ? ofList : t('byName.none')) }
}

export function ByName({ letters }: { letters: Letters }) {
  const { t } = useTranslation()
  return (
    <search className="sought">
      <TextField type="search" label={t('byName.label')} help={t('byName.help')} value={letters.typed} onChange={letters.type} />
    </search>
  )
}
