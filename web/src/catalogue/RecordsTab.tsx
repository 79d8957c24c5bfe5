/** What signing writes down as a record of its own: vaccines given, values measured, work done. */
import { useState, type FormEvent } from 'react'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { Panel } from '../design/Panel'
import { ForEach } from './CodingTab'
import { ConditionField } from './ConditionField'
import type { RecordRule } from './definition'
import { useEditing } from './editing'
import { answersIn, factWords } from './facts'
import { Part, ProblemAt } from './fields'
import { Items } from './Items'
import { asKind, COLUMNS, fill, filledIn, isNeeded, RECORD_KINDS, type Column, type RecordKind } from './recordColumns'
import { conditionWords, recordWords } from './saying'
import { useWords } from './words'

export function RecordsTab() {
  const { t, i18n } = useWords()
  const { definition } = useEditing()
  const saying = { definition, t, language: i18n.language }
  return (
    <Panel title={t('records.title')}>
      <p className="soft">{t('records.why')}</p>
      <Items<RecordRule>
        path="records"
        titleOf={(record) => recordWords(record, saying)}
        hintOf={(record) => (record.when ? conditionWords(record.when, saying) : '')}
        none={t('records.none')}
        add={<AddRecord />}
      >
        {(record, path) => <RecordFields record={record} path={path} />}
      </Items>
    </Panel>
  )
}

function RecordFields({ record, path }: { record: RecordRule; path: string }) {
  const { t } = useWords()
  const { change } = useEditing()
  return (
    <>
      <div className="fields">
        <ChoiceField label={t('records.kind')} choices={useKinds()} value={record.kind} onChange={(kind) => change(path, asKind(record, kind as RecordKind))} />
        <ForEach path={`${path}.for_each`} />
      </div>
      <Part title={t('records.columns')}>
        <p className="help">{t('records.columnsHelp')}</p>
        <div className="columns-kept">
          {COLUMNS[record.kind].map((column) => (
            <ColumnField key={column} record={record} column={column} path={path} />
          ))}
        </div>
      </Part>
      <ConditionField path={`${path}.when`} label={t('records.when')} help={t('records.whenHelp')} />
      <ProblemAt path={path} />
    </>
  )
}

const NOTHING = 'nothing'
const FIXED = 'fixed'
const ANSWER = 'answer '

/** Where one column comes from: an answer, words that are always the same, or nothing. */
function ColumnField({ record, column, path }: { record: RecordRule; column: Column; path: string }) {
  const { t, i18n } = useWords()
  const { definition, change, problemAt } = useEditing()
  const filled = filledIn(record, column)
  const asked = answersIn(definition, record.for_each, i18n.language)
  const elsewhere = filled.from === 'answer' && asked.every(({ value }) => value !== filled.value)
  const named = elsewhere ? [...asked, { value: filled.value, label: factWords(filled.value, definition, t, i18n.language) }] : asked
  const choices = [
    ...(isNeeded(record.kind, column) ? [] : [{ value: NOTHING, label: t('records.nothing') }]),
    ...named.map(({ value, label }) => ({ value: ANSWER + value, label })),
    { value: FIXED, label: t('records.fixed') },
  ]
  const place = (part: string) => `${path}.${part}.${column}`

  function choose(chosen: string) {
    if (chosen === NOTHING) change(path, fill(record, column, { from: 'nothing' }))
    else if (chosen === FIXED) change(path, fill(record, column, { from: 'fixed', value: '' }))
    else change(path, fill(record, column, { from: 'answer', value: chosen.slice(ANSWER.length) }))
  }

  return (
    <div className="column-kept" data-place={place('answers')}>
      <ChoiceField
        label={t(`parts.${column}`)}
        help={t(`records.helps.${column}`)}
        choices={choices}
        value={filled.from === 'answer' ? ANSWER + filled.value : filled.from === 'fixed' ? FIXED : isNeeded(record.kind, column) ? '' : NOTHING}
        onChange={choose}
        problem={problemAt(place('answers'))}
      />
      {filled.from === 'fixed' && (
        <TextField
          label={t('records.always', { what: t(`parts.${column}`) })}
          name={place('fixed')}
          value={filled.value}
          onChange={(value) => change(path, fill(record, column, { from: 'fixed', value }))}
          problem={problemAt(place('fixed'))}
        />
      )}
    </div>
  )
}

function AddRecord() {
  const { t } = useWords()
  const { valueAt, change } = useEditing()
  const [kind, setKind] = useState<string>(RECORD_KINDS[1])
  const records = (valueAt('records') ?? []) as RecordRule[]

  function add(event: FormEvent) {
    event.preventDefault()
    change('records', [...records, { kind: kind as RecordKind }])
  }

  return (
    <form className="row adding" onSubmit={add}>
      <ChoiceField label={t('records.new')} choices={useKinds()} value={kind} onChange={setKind} />
      <Button type="submit">{t('records.add')}</Button>
    </form>
  )
}

function useKinds() {
  const { t } = useWords()
  return RECORD_KINDS.map((kind) => ({ value: kind, label: t(`records.${kind}`) }))
}
