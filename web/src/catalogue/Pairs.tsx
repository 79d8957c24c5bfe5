/** An object of texts: its keys stay, their values are changed, pairs are added and removed. */
import { useState, type FormEvent } from 'react'
import { Button, ChoiceField, TextField, type Choice } from '../design/Fields'
import { useEditing } from './editing'
import { useWords } from './words'

interface PairsProps {
  path: string
  keyWords: string
  valueWords: string
  /** How a key is called, where it is not by itself. */
  nameOf?: (key: string) => string
  /** Which values there can be; any code where nothing is said. */
  choices?: readonly Choice[]
  isWords?: boolean
}

export function Pairs({ path, keyWords, valueWords, nameOf = (key) => key, choices = [], isWords }: PairsProps) {
  const { t } = useWords()
  const { valueAt, change, problemAt, isOpen } = useEditing()
  const [key, setKey] = useState('')
  const pairs = (valueAt(path) ?? {}) as Record<string, string>
  const without = (gone: string) => Object.fromEntries(Object.entries(pairs).filter(([name]) => name !== gone))
  const keep = (name: string, text: string) => change(path, { ...pairs, [name]: text })

  function add(event: FormEvent) {
    event.preventDefault()
    if (key.trim() === '' || key.trim() in pairs) return
    keep(key.trim(), choices[0]?.value ?? '')
    setKey('')
  }

  return (
    <>
      <div className="pairs">
        {Object.entries(pairs).map(([name, value]) => (
          <div key={name} className="pair">
            {choices.length > 0 ? (
              <ChoiceField label={nameOf(name)} choices={choices} value={value} onChange={(chosen) => keep(name, chosen)} problem={problemAt(`${path}.${name}`)} />
            ) : (
              <TextField
                label={nameOf(name)}
                name={`${path}.${name}`}
                value={value}
                onChange={(text) => keep(name, isWords ? text : text.trim().toUpperCase())}
                problem={problemAt(`${path}.${name}`)}
              />
            )}
            {isOpen && (
              <Button kind="quiet" aria-label={t('items.remove', { what: nameOf(name) })} onPress={() => change(path, without(name))}>
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
