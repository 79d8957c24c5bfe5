/** What is wrong with a field: as the server said it, or that it was left empty or is no day, in the reader's language. */
import { useTranslation } from 'react-i18next'
import { FieldError } from 'react-aria-components'

const FAULTS = ['valueMissing', 'badInput', 'typeMismatch'] as const

export function Wrong({ problem }: { problem: string | null | undefined }) {
  const { t } = useTranslation()
  return (
    <FieldError className="error">
      {({ validationDetails }) => problem ?? t(`field.${FAULTS.find((fault) => validationDetails[fault]) ?? 'customError'}`)}
    </FieldError>
  )
}
