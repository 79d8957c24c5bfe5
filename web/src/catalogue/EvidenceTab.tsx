/** What must be true of the answers before anyone may sign. */
import { useState, type FormEvent } from 'react'
import { labelIn } from '../care/template'
import { Button, TextField } from '../design/Fields'
import { Panel } from '../design/Panel'
import { ForEach } from './CodingTab'
import { ConditionField } from './ConditionField'
import { idsOf, newId, type Evidence } from './definition'
import { useEditing } from './editing'
import { questionChoices } from './facts'
import { ChoiceAt, KnownAs, ProblemAt, WordsAt } from './fields'
import { Items } from './Items'
import { conditionWords } from './saying'
import { useWords } from './words'

export function EvidenceTab() {
  const { t, i18n } = useWords()
  const { definition } = useEditing()
  const groups = (definition.groups ?? []).map((group) => ({ value: group.id, label: labelIn(i18n.language, group) }))
  const blamed = [...questionChoices(definition, i18n.language), ...groups]
  return (
    <Panel title={t('evidence.title')}>
      <p className="soft">{t('evidence.why')}</p>
      <Items<Evidence>
        path="evidence"
        titleOf={(evidence) => evidence.message || evidence.id}
        hintOf={(evidence) => conditionWords(evidence.must, { definition, t, language: i18n.language })}
        none={t('evidence.none')}
        add={<AddEvidence />}
      >
        {({ id }, path) => (
          <>
            <WordsAt path={`${path}.message`} label={t('evidence.message')} help={t('evidence.messageHelp')} required />
            <WordsAt path={`${path}.fix`} label={t('evidence.fix')} />
            <div className="fields">
              <ChoiceAt path={`${path}.path`} label={t('evidence.path')} choices={blamed} />
              <ForEach path={`${path}.for_each`} />
              <WordsAt path={`${path}.source`} label={t('evidence.source')} />
            </div>
            <ConditionField path={`${path}.must`} label={t('evidence.must')} />
            <ConditionField path={`${path}.when`} label={t('evidence.when')} />
            <ProblemAt path={path} />
            <KnownAs id={id} />
          </>
        )}
      </Items>
    </Panel>
  )
}

function AddEvidence() {
  const { t } = useWords()
  const { definition, change } = useEditing()
  const [words, setWords] = useState('')

  function add(event: FormEvent) {
    event.preventDefault()
    if (words.trim() === '') return
    const path = questionChoices(definition, 'en')[0]?.value ?? ''
    const evidence: Evidence = { id: newId(words, idsOf(definition)), message: words.trim(), path, must: { fact: path, answered: true } }
    change('evidence', [...(definition.evidence ?? []), evidence])
    setWords('')
  }

  return (
    <form className="row adding" onSubmit={add}>
      <TextField label={t('evidence.new')} value={words} onChange={setWords} />
      <Button type="submit" isDisabled={words.trim() === ''}>
        {t('evidence.add')}
      </Button>
    </form>
  )
}
