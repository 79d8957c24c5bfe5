/** The codes that rules name, the words that whoever signs vouches for, and what is written down as a record. */
import { useState, type FormEvent } from 'react'
import { Button, TextField } from '../design/Fields'
import { Panel } from '../design/Panel'
import type { RecordRule } from './definition'
import { useEditing } from './editing'
import { factWords } from './facts'
import { ProblemAt, WordsAt } from './fields'
import { conditionWords } from './saying'
import { useWords } from './words'

export function CodesTab() {
  const { t } = useWords()
  const { definition } = useEditing()
  return (
    <>
      <Panel title={t('codes.words')}>
        <WordsAt path="name" label={t('codes.name')} help={t('codes.nameHelp')} required />
        <WordsAt path="attestation" label={t('codes.attestation')} help={t('codes.attestationHelp')} lines={2} required />
      </Panel>
      <Panel title={t('codes.slots')}>
        <p className="soft">{t('codes.slotsWhy')}</p>
        <Pairs path="codes" keyWords={t('codes.slot')} valueWords={t('codes.code')} />
      </Panel>
      {Object.keys(definition.tables ?? {}).map((name) => (
        <Panel key={name} title={t('codes.table', { name })}>
          <Pairs path={`tables.${name}`} keyWords={t('codes.answer')} valueWords={t('codes.code')} />
        </Panel>
      ))}
      <Panel title={t('codes.diagnoses')}>
        <Diagnoses />
      </Panel>
      <Records records={definition.records ?? []} />
    </>
  )
}

/** An object of texts: its keys stay, their values are changed. */
function Pairs({ path, keyWords, valueWords }: { path: string; keyWords: string; valueWords: string }) {
  const { t } = useWords()
  const { valueAt, change, problemAt, isOpen } = useEditing()
  const [key, setKey] = useState('')
  const pairs = (valueAt(path) ?? {}) as Record<string, string>
  const without = (gone: string) => Object.fromEntries(Object.entries(pairs).filter(([name]) => name !== gone))

  function add(event: FormEvent) {
    event.preventDefault()
    if (key.trim() === '' || key.trim() in pairs) return
    change(path, { ...pairs, [key.trim()]: '' })
    setKey('')
  }

  return (
    <>
      <div className="pairs">
        {Object.entries(pairs).map(([name, value]) => (
          <div key={name} className="pair">
            <TextField
              label={name}
              name={`${path}.${name}`}
              value={value}
              onChange={(text) => change(path, { ...pairs, [name]: text.trim().toUpperCase() })}
              problem={problemAt(`${path}.${name}`)}
            />
            {isOpen && (
              <Button kind="quiet" aria-label={t('items.remove', { what: name })} onPress={() => change(path, without(name))}>
                ×
              </Button>
            )}
          </div>
        ))}
      </div>
      {isOpen && (
        <form className="row adding" onSubmit={add}>
          <TextField label={t('codes.newKey', { what: keyWords })} value={key} onChange={setKey} />
          <Button type="submit" isDisabled={key.trim() === '' || key.trim() in pairs}>
            {t('codes.addKey', { what: valueWords })}
          </Button>
        </form>
      )}
    </>
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

function Records({ records }: { records: readonly RecordRule[] }) {
  const { t, i18n } = useWords()
  const { definition } = useEditing()
  const saying = { definition, t, language: i18n.language }
  return (
    <Panel title={t('records.title')}>
      <p className="soft">{t('records.why')}</p>
      {records.map((record, place) => (
        <div key={place}>
          <strong>{t(`records.${record.kind}`)}</strong>{' '}
          <span className="soft">
            {Object.values(record.answers ?? {})
              .map((id) => factWords(id, definition, t, i18n.language))
              .join(', ')}
            {record.when && ` · ${conditionWords(record.when, saying)}`}
          </span>
          <ProblemAt path={`records.${String(place)}`} />
          <ProblemAt path={`records.${String(place)}.when`} />
        </div>
      ))}
    </Panel>
  )
}
