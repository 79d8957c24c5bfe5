/** What a cell of the grid becomes while it is edited. */
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import type { Choice } from '../design/Fields'
import type { About } from '../drafts/draft'
import { useFormats } from '../words/format'
import { PatientsSought } from './documents'
import type { Editing } from './Grid'

const FEWEST_LETTERS = 2

interface TextEditorProps extends Editing {
  label: string
  value: string
  /** False: it is no answer, and the editor stays. */
  onText: (text: string) => boolean
}

export function TextEditor({ label, value, typed, leave, onText }: TextEditorProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(typed ?? value)
  const [isWrong, setWrong] = useState(false)
  const isLeft = useRef(false)

  function keep(step: 'stay' | 'down' | 'right') {
    if (!onText(text)) return setWrong(true)
    isLeft.current = true
    leave(step)
  }

  function onKey(event: KeyboardEvent) {
    event.stopPropagation()
    if (event.ctrlKey && event.key === ']') {
      event.preventDefault()
      setText((known) => `${known}\u241d`)
    }
    const step = { Enter: 'down', Tab: 'right' }[event.key] as 'down' | 'right' | undefined
    if (step !== undefined && !event.shiftKey) {
      event.preventDefault()
      keep(step)
    }
    if (event.key === 'Escape') {
      isLeft.current = true
      leave()
    }
  }

  return (
    <input
      autoFocus
      aria-label={isWrong ? `${label}: ${t('clinic.noAnswer')}` : label}
      aria-invalid={isWrong ? true : undefined}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKey}
      onBlur={() => {
        if (!isLeft.current) keep('stay')
      }}
      onFocus={(event) => typed === null && event.target.select()}
    />
  )
}

interface ChoiceEditorProps extends Editing {
  label: string
  value: string
  choices: readonly Choice[]
  onChoice: (value: string) => void
}

export function ChoiceEditor({ label, value, choices, leave, onChoice }: ChoiceEditorProps) {
  function onKey(event: KeyboardEvent) {
    event.stopPropagation()
    const step = { Enter: 'down', Tab: 'right', Escape: 'stay' }[event.key] as 'down' | 'right' | 'stay' | undefined
    if (step === undefined) return
    event.preventDefault()
    leave(step)
  }

  return (
    <select autoFocus aria-label={label} value={value} onKeyDown={onKey} onBlur={() => leave()} onChange={(event) => onChoice(event.target.value)}>
      <option value="">—</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  )
}

interface PatientEditorProps extends Editing {
  words: string
  onPatient: (about: About & { patientId: string }) => void
}

/** Letters find patients; the first found is taken by Enter. */
export function PatientEditor({ words: known, typed, leave, onPatient }: PatientEditorProps) {
  const { t } = useTranslation()
  const { day } = useFormats()
  const list = useId()
  const [words, setWords] = useState(typed ?? known)
  const [chosen, setChosen] = useState(0)
  const name = words.trim()
  const [{ data, fetching, error }] = useQuery({ query: PatientsSought, variables: { name }, pause: name.length < FEWEST_LETTERS })
  const found = name.length < FEWEST_LETTERS ? [] : (data?.patients.nodes ?? [])

  function take(place: number) {
    const patient = found[place]
    if (patient === undefined) return
    onPatient({ patientId: patient.id, name: `${patient.lastName}, ${patient.firstName}`, birthOn: patient.birthOn })
  }

  function onKey(event: KeyboardEvent) {
    event.stopPropagation()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setChosen((place) => Math.max(0, Math.min(found.length - 1, place + step)))
    }
    if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) {
      event.preventDefault()
      take(chosen)
    }
    if (event.key === 'Escape') leave()
  }

  return (
    <div className="combo">
      <input
        autoFocus
        role="combobox"
        aria-label={t('claims.patient')}
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${list}-${String(chosen)}` : undefined}
        placeholder={t('care.patientHint')}
        value={words}
        onChange={(event) => {
          setWords(event.target.value)
          setChosen(0)
        }}
        onKeyDown={onKey}
        onBlur={() => leave()}
      />
      <div className="popover" hidden={name.length < FEWEST_LETTERS}>
        <div role="listbox" id={list} aria-label={t('claims.patient')}>
          {found.map((patient, place) => (
            <div
              key={patient.id}
              id={`${list}-${String(place)}`}
              role="option"
              aria-selected={place === chosen}
              data-focused={place === chosen ? '' : undefined}
              onMouseDown={(event) => {
                event.preventDefault()
                take(place)
              }}
            >
              <span>
                {patient.lastName}, {patient.firstName}
              </span>
              <span className="soft">{day(patient.birthOn)}</span>
            </div>
          ))}
        </div>
        {found.length === 0 && !fetching && <p className="soft option">{t(error ? 'clinic.cannotSearch' : 'care.nobody')}</p>}
      </div>
    </div>
  )
}
