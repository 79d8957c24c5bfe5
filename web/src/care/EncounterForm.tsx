/** The template's questions; each change is kept a moment later, so nothing is lost. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { DraftProblem } from './DraftProblem'
import type { ShownEncounter } from './EncounterScreen'
import { focusNextMissing } from './missing'
import { Questions } from './Questions'
import { usualAnswers } from './suggestions'
import { definitionOf, type Answer, type Answers, type Definition, type Item } from './template'
import { answersToShow, useDraft } from './useDraft'

interface FormProps {
  encounter: ShownEncounter
  isOpen: boolean
  /** What is wrong with an answer, by its path. */
  problems: ReadonlyMap<string, string>
}

export function EncounterForm({ encounter, isOpen, problems }: FormProps) {
  const { t } = useTranslation()
  const definition = definitionOf(encounter.template.definition as object)
  const [answers, setAnswers] = useState<Answers>(() => begunWith(definition, encounter, isOpen))
  const { draft, isKept, change: keep } = useDraft(encounter)
  const fields = useRef<HTMLFieldSetElement>(null)
  const [scans, setScans] = useState(0)

  useEffect(() => {
    if (scans > 0) focusNextMissing(fields.current)
  }, [scans])

  function change(id: string, answer: Answer | Item[]) {
    setAnswers((known) => ({ ...known, [id]: answer }))
    keep({ [id]: answer })
  }

  function onKey(event: KeyboardEvent<HTMLElement>) {
    const { target } = event
    const isPlainEnter = event.key === 'Enter' && !event.ctrlKey && !event.metaKey
    if (!isPlainEnter || !(target instanceof HTMLInputElement) || target.ariaExpanded === 'true') return
    event.preventDefault()
    focusNextMissing(fields.current, target)
  }

  return (
    <section className="panel" aria-labelledby="documentation">
      <header>
        <h2 id="documentation">{t('care.documentation')}</h2>
        <span className="soft" role="status">
          {isOpen ? t(isKept ? 'care.kept' : 'care.keeping') : ''}
        </span>
      </header>
      <fieldset className="body stack plain" disabled={!isOpen} ref={fields} onKeyDown={onKey}>
        {draft?.problem && (
          <DraftProblem draft={draft} encounterId={encounter.id} definition={definition} onTheirs={setAnswers} />
        )}
        <Questions
          definition={definition}
          answers={answers}
          on={encounter.servedOn}
          isOpen={isOpen}
          problems={problems}
          onChange={change}
          onScanned={() => setScans((count) => count + 1)}
        />
        {isOpen && <p className="soft">{t('care.keys')}</p>}
      </fieldset>
    </section>
  )
}

/** A draft nobody has answered anything of begins with what is usual. */
function begunWith(definition: Definition, encounter: ShownEncounter, isOpen: boolean): Answers {
  const answers = answersToShow(encounter)
  return !isOpen || Object.keys(answers).length > 0 ? answers : usualAnswers(definition, encounter.servedOn)
}
