/** Takes the list that is shown home as a CSV file, which the API makes and the audit log notes. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { Button } from '../design/Fields'
import { Notice, Trouble } from '../design/Notice'
import { save } from '../design/save'
import { graphql } from '../graphql/generated'
import type { ClaimFilter } from '../graphql/generated/graphql'
import type { CombinedError } from 'urql'
import { today, useFormats } from '../words/format'

const Sheet = graphql(`
  query ClaimSheet($filter: ClaimFilter!) {
    claimSheet(filter: $filter) {
      content
      rowCount
      isCut
    }
  }
`)

export function ExportClaims({ filter, isEmpty }: { filter: ClaimFilter; isEmpty: boolean }) {
  const { t } = useTranslation()
  const client = useClient()
  const { count } = useFormats()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<CombinedError>()
  const [cutAt, setCutAt] = useState<number | null>(null)

  async function act() {
    setBusy(true)
    const { data, error: found } = await client.query(Sheet, { filter }, { requestPolicy: 'network-only' }).toPromise()
    setBusy(false)
    setError(found)
    if (!data) return
    setCutAt(data.claimSheet.isCut ? data.claimSheet.rowCount : null)
    save(`claims-${today()}.csv`, data.claimSheet.content)
  }

  return (
    <div className="row">
      <Trouble error={error} />
      {cutAt !== null && <Notice tone="warn">{t('claims.cut', { shown: count(cutAt) })}</Notice>}
      <Button isDisabled={isEmpty} isPending={isBusy} onPress={() => void act()}>
        {t('reports.export')}
      </Button>
    </div>
  )
}
