/** What may be done with the claims that were chosen. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { Button } from '../design/Fields'
import type { ClaimAct, ClaimFilter } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { ACTS, idsOf, MOST_CHOSEN } from './bulk'
import { BulkDialog } from './BulkDialog'

interface BulkBarProps {
  chosen: ReadonlySet<string>
  /** Of the list that they were chosen from. */
  filter: ClaimFilter
  total: number
  onChoose: (chosen: ReadonlySet<string>) => void
}

export function BulkBar({ chosen, filter, total, onChoose }: BulkBarProps) {
  const { t } = useTranslation()
  const may = useMay()
  const client = useClient()
  const { count } = useFormats()
  const [act, setAct] = useState<ClaimAct | null>(null)
  const [isGathering, setGathering] = useState(false)
  if (chosen.size === 0) return null

  async function chooseAll() {
    setGathering(true)
    onChoose(new Set(await idsOf(client, filter)))
    setGathering(false)
  }

  const all = Math.min(total, MOST_CHOSEN)
  return (
    <div className="bulk" role="group" aria-label={t('bulk.title')}>
      <strong role="status">{t('bulk.chosen', { count: chosen.size, shown: count(chosen.size) })}</strong>
      {(Object.keys(ACTS) as ClaimAct[])
        .filter((each) => may(ACTS[each].needs))
        .map((each) => (
          <Button key={each} onPress={() => setAct(each)}>
            {t(`bulk.act.${each}`)}
          </Button>
        ))}
      {chosen.size < all && (
        <Button kind="quiet" isDisabled={isGathering} onPress={() => void chooseAll()}>
          {isGathering ? t('loading') : t('bulk.chooseAll', { shown: count(all) })}
        </Button>
      )}
      <Button kind="quiet" onPress={() => onChoose(new Set())}>
        {t('bulk.clear')}
      </Button>
      {act !== null && <BulkDialog act={act} claimIds={[...chosen]} onClose={() => setAct(null)} />}
    </div>
  )
}
