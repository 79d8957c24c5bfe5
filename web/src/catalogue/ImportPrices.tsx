/** A file of prices: what it would do is looked at first; it is set whole or not at all. */
import { useState } from 'react'
import { Dialog, FileTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useMutation } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { RowProblems } from '../design/RowProblems'
import { save } from '../design/save'
import type { ImportPricesMutation } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import { useFormats } from '../words/format'
import { ImportPrices } from './documents'
import { useWords } from './words'

/** As docs/service-templates.md names them. */
const COLUMNS = ['procedure_code', 'label', 'price', 'effective_from_on', 'payer_number', 'store_npi', 'effective_to_on'] as const
const KILO = 1024
/** What one request may carry, with room for how it is written. */
const MOST_KILO = 200

type Verdict = Extract<ImportPricesMutation['importServicePrices'], { __typename: 'PriceImport' }>
type Outcome = Verdict | { failed: string }

export function ImportPricesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const { count } = useFormats()
  const [file, setFile] = useState<File | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [, load] = useMutation(ImportPrices)
  const status = outcome !== null && 'status' in outcome ? outcome.status : null

  async function act(dryRun: boolean) {
    if (file === null) return
    if (file.size > MOST_KILO * KILO) return setOutcome({ failed: t('priceFiles.tooLarge', { most: MOST_KILO }) })
    setBusy(true)
    const { data, error } = await load({ file: await file.text(), dryRun })
    const answer = data?.importServicePrices
    setOutcome(answer?.__typename === 'PriceImport' ? answer : { failed: problemOf(error, answer) ?? '' })
    setBusy(false)
  }

  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="dialog wide">
        <Dialog>
          <Heading slot="title">{t('priceFiles.title')}</Heading>
          <div className="stack">
            <p>{t('priceFiles.help')}</p>
            <p className="soft">
              {t('priceFiles.columns')} <span className="mono">{COLUMNS.join(', ')}</span>
            </p>
            <div className="row">
              <FileTrigger
                acceptedFileTypes={['.csv', 'text/csv']}
                onSelect={(files) => {
                  setFile(files?.[0] ?? null)
                  setOutcome(null)
                }}
              >
                <Button>{t('priceFiles.choose')}</Button>
              </FileTrigger>
              <Button kind="quiet" onPress={() => save('prices.csv', `${COLUMNS.join(',')}\r\n`)}>
                {t('priceFiles.example')}
              </Button>
              {file && <span>{t('priceFiles.chosen', { name: file.name, size: count(Math.ceil(file.size / KILO)) })}</span>}
            </div>
            <div aria-live="polite">{isBusy ? <p className="soft">{t('priceFiles.checking')}</p> : outcome && <Told outcome={outcome} />}</div>
            <div className="row">
              {status !== 'loaded' && (
                <Button kind="primary" isDisabled={isBusy || file === null} onPress={() => void act(status !== 'checked')}>
                  {t(status === 'checked' ? 'priceFiles.load' : 'priceFiles.check')}
                </Button>
              )}
              <Button onPress={onClose}>{t(status === 'loaded' ? 'priceFiles.close' : 'priceFiles.cancel')}</Button>
            </div>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Told({ outcome }: { outcome: Outcome }) {
  const { t } = useWords()
  if ('failed' in outcome) return <Notice tone="bad">{outcome.failed}</Notice>
  if (outcome.problems.length === 0) return <Notice tone="good">{t(outcome.status === 'loaded' ? 'priceFiles.did' : 'priceFiles.would', { count: outcome.priceCount })}</Notice>
  return (
    <div className="stack">
      <Notice tone="bad">{t('priceFiles.problems', { count: outcome.problems.length })}</Notice>
      <RowProblems problems={outcome.problems} />
    </div>
  )
}
