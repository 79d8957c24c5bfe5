/** Under a short table: how much of the list is shown, and the way to the rest. */
import { useTranslation } from 'react-i18next'
import { Button } from './Fields'
import { useWholeness, type More as GoOn, type Pages } from './scroll'

interface MoreProps {
  list: Pages
  more: GoOn
  isLoading: boolean
}

export function More({ list, more, isLoading }: MoreProps) {
  const { t } = useTranslation()
  useWholeness(list, more)
  const { nodes, pageInfo, totalCount, totalCountIsCapped } = list
  return (
    <footer className="row">
      <span className="soft" role="status">
        {t(totalCountIsCapped ? 'table.shownOfMore' : 'table.shown', { shown: nodes.length, total: totalCount })}
      </span>
      {pageInfo.hasNextPage && (
        <Button kind="quiet" isDisabled={isLoading} onPress={() => more(pageInfo.endCursor)}>
          {t(isLoading ? 'loading' : 'table.more')}
        </Button>
      )}
    </footer>
  )
}
