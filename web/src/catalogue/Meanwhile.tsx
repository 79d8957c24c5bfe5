/** Somebody else changed the draft that is typed here: who and when, what differs, and whose it shall be. */
import { useState } from 'react'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { useFormats } from '../words/format'
import { Changes } from './Changes'
import type { Definition } from './definition'
import { useWords } from './words'

const UTC = /(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/

interface MeanwhileProps {
  /** What the server said: by whom, and when in UTC. */
  message: string
  mine: Definition
  theirs: Definition
  onTheirs: () => void
  onMine: () => void
}

export function Meanwhile({ message, mine, theirs, onTheirs, onMine }: MeanwhileProps) {
  const { t } = useWords()
  const { instant } = useFormats()
  const [isCompared, setCompared] = useState(false)
  return (
    <Notice tone="warn">
      <div className="stack" role="group" aria-label={t('meanwhile.title')}>
        <p role="alert">
          <strong>{message.replace(UTC, (_, day: string, time: string) => instant(`${day}T${time}Z`))}</strong> {t('meanwhile.stays')}
        </p>
        <div className="row">
          <Button onPress={() => setCompared(!isCompared)} aria-expanded={isCompared}>
            {t('meanwhile.compare')}
          </Button>
          <Button onPress={onTheirs}>{t('meanwhile.takeTheirs')}</Button>
          <Button onPress={onMine}>{t('meanwhile.keepMine')}</Button>
        </div>
        {isCompared && (
          <div className="stack">
            <p className="soft">{t('meanwhile.mineAgainstTheirs')}</p>
            <Changes before={theirs} after={mine} />
          </div>
        )}
      </div>
    </Notice>
  )
}
