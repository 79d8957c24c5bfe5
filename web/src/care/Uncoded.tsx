/** Signed, but nothing was billed: why, and once more after it was mended. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { PreviewQuery } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { inWords } from '../words/said'
import { CodeEncounter } from './visitDocuments'

interface UncodedProps {
  encounterId: string
  findings: NonNullable<PreviewQuery['claimPreview']>['findings']
  onDone: () => void
}

export function Uncoded({ encounterId, findings, onDone }: UncodedProps) {
  const { t } = useTranslation()
  const may = useMay()
  const [{ fetching }, code] = useMutation(CodeEncounter)
  const [problem, setProblem] = useState<string | null>(null)

  async function codeNow() {
    const { data, error } = await code({ id: encounterId })
    setProblem(problemOf(error, data?.codeEncounter))
    onDone()
  }

  return (
    <Panel
      title={t('care.uncoded')}
      acts={
        may('claims:write') && (
          <Button isDisabled={fetching} onPress={() => void codeNow()}>
            {t('care.codeAgain')}
          </Button>
        )
      }
    >
      {problem && <Notice tone="bad">{problem}</Notice>}
      {findings.length === 0 && <p className="soft">{t('waiting.aboutTo')}</p>}
      {!problem &&
        findings.map((finding, place) => (
          <div key={place}>
            {inWords(finding.message)}
            {finding.fix && <p className="soft">{inWords(finding.fix)}</p>}
          </div>
        ))}
    </Panel>
  )
}
