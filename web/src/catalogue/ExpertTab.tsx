/** The whole definition as JSON, for whoever wants more than the forms can say. */
import { useState } from 'react'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { Definition } from './definition'
import { useEditing } from './editing'
import { useWords } from './words'

const LINES = 32

export function ExpertTab({ onReplace }: { onReplace: (definition: Definition) => void }) {
  const { t } = useWords()
  const { definition, isOpen } = useEditing()
  const [text, setText] = useState(() => JSON.stringify(definition, null, 2))
  const [problem, setProblem] = useState<string | null>(null)

  function take() {
    try {
      const read: unknown = JSON.parse(text)
      if (!isDefinition(read)) throw new SyntaxError(t('expert.shape'))
      onReplace(read)
      setProblem(null)
    } catch (error) {
      setProblem(error instanceof SyntaxError ? error.message : String(error))
    }
  }

  return (
    <Panel title={t('expert.title')} acts={isOpen && <Button onPress={take}>{t('expert.take')}</Button>}>
      <Notice>{t('expert.why')}</Notice>
      <div className="expert">
        <TextField label={t('expert.title')} lines={LINES} value={text} onChange={setText} problem={problem} />
      </div>
    </Panel>
  )
}

/** Enough of the shape for the forms to show it; the server says what else is wrong. */
function isDefinition(read: unknown): read is Definition {
  if (typeof read !== 'object' || read === null || !('coding' in read)) return false
  const lists = ['questions', 'groups', 'evidence', 'coding', 'records'] as const
  const held = read as Record<string, unknown>
  return lists.every((name) => held[name] === undefined || (Array.isArray(held[name]) && held[name].every((each) => typeof each === 'object' && each !== null)))
}
