/** A file of prices: what it would do is looked at first; it is set whole or not at all. */
import { useMutation } from 'urql'
import { FileDialog, KILO } from '../design/FileDialog'
import { problemOf } from '../graphql/refusal'
import { ImportPrices } from './documents'
import { useWords } from './words'

/** As docs/service-templates.md names them. */
const COLUMNS = ['procedure_code', 'label', 'price', 'effective_from_on', 'payer_number', 'store_npi', 'effective_to_on'] as const
/** What one request may carry, with room for how it is written. */
const MOST_KILO = 200

export function ImportPricesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [, load] = useMutation(ImportPrices)

  async function sent(file: File, dryRun: boolean) {
    if (file.size > MOST_KILO * KILO) return t('priceFiles.tooLarge', { most: MOST_KILO })
    const { data, error } = await load({ file: await file.text(), dryRun })
    const answer = data?.importServicePrices
    return answer?.__typename === 'PriceImport' ? answer : (problemOf(error, answer) ?? '')
  }

  return (
    <FileDialog
      title={t('priceFiles.title')}
      help={t('priceFiles.help')}
      act={t('priceFiles.load')}
      sheet="prices.csv"
      columns={COLUMNS}
      onFile={sent}
      say={({ status, priceCount }) => t(status === 'loaded' ? 'priceFiles.did' : 'priceFiles.would', { count: priceCount })}
      onClose={onClose}
    >
      <p className="soft">
        {t('priceFiles.columns')} <span className="mono">{COLUMNS.join(', ')}</span>
      </p>
    </FileDialog>
  )
}
