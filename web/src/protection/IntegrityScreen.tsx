/** Whether the audit log is whole, and which keys seal what is kept of patients. */
import { useMay } from '../session/session'
import { Chain } from './Chain'
import { Keys } from './Keys'
import { useWords } from './words'

export default function IntegrityScreen() {
  const { t } = useWords()
  const may = useMay()
  return (
    <>
      <h1>{t('integrity.title')}</h1>
      {may('audit:read') && <Chain />}
      {may('keys:read') && <Keys />}
    </>
  )
}
