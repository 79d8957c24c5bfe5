/** What may be done with the claims that were chosen, or with all of the list. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/Fields'
import type { ClaimAct, ClaimFilter } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { ACTS, MOST_AT_ONCE, MOST_NAMED } from './bulk'
import { BulkDialog } from './BulkDialog'
import { LongActDialog } from './LongActDialog'

interface BulkBarProps {
  chosen: ReadonlySet<string>
  /** Of the list that they were chosen from. */
  filter: ClaimFilter
  total: number
  isCapped: boolean
  onChoose: (chosen: ReadonlySet<string>) => void
  /** The server acts, or has acted, on what the list shows. */
  onActed: () => void
}

export function BulkBar({ chosen, filter, total, isCapped, onChoose, onActed }: BulkBarProps) {
  const { t } = useTranslation()
  const may = useMay()
  const { count } = useFormats()
  const [act, setAct] = useState<ClaimAct | null>(null)
  const [whole, setWhole] = useState<{ filter: ClaimFilter; chosen: ReadonlySet<string> } | null>(null)
  if (chosen.size === 0) return null

  // Another list, or another box ticked, and it is no longer all of the list.
  const isWhole = whole !== null && whole.filter === filter && whole.chosen === chosen
  const all = isCapped ? `${count(total)}+` : count(total)
  const close = (isBegun: boolean) => {
    setAct(null)
    if (isBegun) onActed()
  }
  return (
    <div className="bulk" role="group" aria-label={t('bulk.title')}>
      <strong role="status">{isWhole ? t('bulkActs.allChosen', { shown: all }) : t('bulk.chosen', { count: chosen.size, shown: count(chosen.size) })}</strong>
      {(Object.keys(ACTS) as ClaimAct[])
        .filter((each) => may(ACTS[each].needs))
        .map((each) => (
          <Button key={each} isDisabled={!isWhole && chosen.size > MOST_NAMED} onPress={() => setAct(each)}>
            {t(`bulk.act.${each}`)}
          </Button>
        ))}
      {!isWhole && (isCapped || chosen.size < total) && (
        <Button kind="quiet" onPress={() => setWhole({ filter, chosen })}>
          {t('bulk.chooseAll', { shown: all })}
        </Button>
      )}
      <Button kind="quiet" onPress={() => onChoose(new Set())}>
        {t('bulk.clear')}
      </Button>
      {act !== null && !isWhole && chosen.size <= MOST_AT_ONCE && <BulkDialog act={act} claimIds={[...chosen]} onClose={() => setAct(null)} />}
      {act !== null && (isWhole || chosen.size > MOST_AT_ONCE) && (
        <LongActDialog act={act} selection={isWhole ? { filter } : { claimIds: [...chosen] }} shown={isWhole ? all : count(chosen.size)} onClose={close} />
      )}
    </div>
  )
}
