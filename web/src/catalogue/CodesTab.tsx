/** The codes that rules name, and the words that whoever signs vouches for. */
import { useState, type FormEvent } from 'react'
import { Button, TextField } from '../design/Fields'
import { Panel } from '../design/Panel'
import { newId } from './definition'
import { useEditing } from './editing'
import { ChoiceAt, WordsAt } from './fields'
import { useKindChoices } from './kinds'
import { Pairs } from './Pairs'
import { without } from './places'
import { useWords } from './words'

export function CodesTab() {
  const { t } = useWords()
  const { definition, isOpen } = useEditing()
  return (
    <>
      <Panel title={t('codes.words')}>
        <WordsAt path="name" label={t('codes.name')} help={t('codes.nameHelp')} required />
        <ChoiceAt path="kind" label={t('codes.kind')} help={t('codes.kindHelp')} choices={useKindChoices(definition.kind)} />
        <WordsAt path="attestation" label={t('codes.attestation')} help={t('codes.attestationHelp')} lines={2} required />
      </Panel>
      <Panel title={t('codes.slots')}>
        <p className="soft">{t('codes.slotsWhy')}</p>
        <Pairs path="codes" keyWords={t('codes.slot')} valueWords={t('codes.code')} />
      </Panel>
      {Object.keys(definition.tables ?? {}).map((name) => (
        <Panel key={name} title={t('codes.table', { name })} acts={isOpen && <RemoveTable name={name} />}>
          <Pairs path={`tables.${name}`} keyWords={t('codes.answer')} valueWords={t('codes.code')} />
        </Panel>
      ))}
      {isOpen && (
        <Panel title={t('codes.tables')}>
          <p className="soft">{t('codes.tablesWhy')}</p>
          <AddTable />
        </Panel>
      )}
      <Panel title={t('codes.diagnoses')}>
        <Diagnoses />
      </Panel>
    </>
  )
}

/** A table goes with all its rows; rules that name it are found. */
function RemoveTable({ name }: { name: string }) {
  const { t } = useWords()
  const { definition, change } = useEditing()
  const others = without(definition.tables ?? {}, name)
  return (
    <Button kind="quiet" aria-label={`${t('codes.removeTable')}: ${name}`} onPress={() => change('tables', Object.keys(others).length === 0 ? undefined : others)}>
      {t('codes.removeTable')}
    </Button>
  )
}

function AddTable() {
  const { t } = useWords()
  const { definition, change } = useEditing()
  const [words, setWords] = useState('')
  const tables = definition.tables ?? {}

  function add(event: FormEvent) {
    event.preventDefault()
    if (words.trim() === '') return
    change('tables', { ...tables, [newId(words, new Set(Object.keys(tables)))]: {} })
    setWords('')
  }

  return (
    <form className="row adding" onSubmit={add}>
      <TextField label={t('codes.newTable')} value={words} onChange={setWords} />
      <Button type="submit" isDisabled={words.trim() === ''}>
        {t('codes.addTable')}
      </Button>
    </form>
  )
}

function Diagnoses() {
  const { t } = useWords()
  const { definition, change, problemAt } = useEditing()
  const [text, setText] = useState((definition.default_diagnoses ?? []).join(', '))

  function keep(typed: string) {
    setText(typed)
    const codes = typed.toUpperCase().split(/[\s,]+/).filter(Boolean)
    change('default_diagnoses', codes.length === 0 ? undefined : codes)
  }

  return <TextField label={t('codes.defaults')} help={t('codes.defaultsHelp')} value={text} onChange={keep} problem={problemAt('default_diagnoses')} />
}
