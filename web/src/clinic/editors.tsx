/** What a cell of the grid becomes while it is edited. */
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { looksScanned } from '../care/gs1'
import type { Choice } from '../design/Fields'
import type { About } from '../drafts/draft'
import { useFormats } from '../words/format'
import { PatientsSought } from './documents'
import type { Editing, Step } from './Grid'

const FEWEST_LETTERS = 2

/** Where the keys that end an editor lead. */
function stepOf({ key, shiftKey }: KeyboardEvent): Step | undefined {
  if (key === 'Enter') return shiftKey ? 'up' : 'down'
  if (key === 'Tab') return shiftKey ? 'left' : 'right'
  return undefined
}

interface TextEditorProps extends Editing {
  label: string
  value: string
  /** Why a text is no answer; null where it is one. */
  why: (text: string) => string | null
  onText: (text: string) => void
  /** It was left as it is. */
  onWrong: (text: string) => void
}

/** Stays while what it holds is no answer, and says why; whoever goes elsewhere finds it in its cell. */
export function TextEditor({ label, value, typed, leave, why, onText, onWrong }: TextEditorProps) {
  const problem = useId()
  const [text, setText] = useState(typed ?? value)
  const [fault, setFault] = useState<string | null>(null)
  const isLeft = useRef(false)

  function keep(step: Step) {
    const found = looksScanned(text) ? null : why(text)
    if (found !== null && step !== 'stay') return setFault(found)
    isLeft.current = true
    if (found === null) onText(text)
    else onWrong(text)
    leave(step)
  }

  function onKey(event: KeyboardEvent) {
    event.stopPropagation()
    if (event.ctrlKey && event.key === ']') {
      event.preventDefault()
      setText((known) => `${known}\u241d`)
    }
    const step = stepOf(event)
    if (step !== undefined) {
      event.preventDefault()
      keep(step)
    }
    if (event.key === 'Escape') {
      isLeft.current = true
      leave()
    }
  }

  return (
    <>
      <input
        autoFocus
        aria-label={label}
        aria-invalid={fault === null ? undefined : true}
        aria-describedby={fault === null ? undefined : problem}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setFault(null)
        }}
        onKeyDown={onKey}
        onBlur={() => {
          if (!isLeft.current) keep('stay')
        }}
        onFocus={(event) => typed === null && event.target.select()}
      />
      {fault !== null && (
        <p className="fault" id={problem} role="alert">
          {fault}
        </p>
      )}
    </>
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
    const step = event.key === 'Escape' ? 'stay' : stepOf(event)
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

interface ManyEditorProps extends Editing {
  label: string
  values: readonly string[]
  choices: readonly Choice[]
  onChoices: (values: string[]) => void
}

/** Arrows go through the choices, the space bar takes one in or out. */
export function ManyEditor({ label, values, choices, leave, onChoices }: ManyEditorProps) {
  const list = useId()
  const [place, setPlace] = useState(0)

  function turn(value: string) {
    onChoices(choices.map((choice) => choice.value).filter((each) => (each === value) !== values.includes(each)))
  }

  function onKey(event: KeyboardEvent) {
    event.stopPropagation()
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const step = event.key === 'Escape' ? 'stay' : stepOf(event)
    if (move === undefined && step === undefined && event.key !== ' ') return
    event.preventDefault()
    if (move !== undefined) setPlace(Math.max(0, Math.min(choices.length - 1, place + move)))
    else if (step !== undefined) leave(step)
    else turn(choices[place]?.value ?? '')
  }

  return (
    <div className="combo">
      <span className="chosen">{choices.filter(({ value }) => values.includes(value)).map((choice) => choice.label).join(', ')}</span>
      <div className="popover">
        <div
          role="listbox"
          tabIndex={0}
          ref={(element) => element?.focus()}
          aria-label={label}
          aria-multiselectable
          aria-activedescendant={`${list}-${String(place)}`}
          onKeyDown={onKey}
          onBlur={() => leave()}
        >
          {choices.map(({ value, label: name }, number) => (
            <div
              key={value}
              id={`${list}-${String(number)}`}
              role="option"
              aria-selected={values.includes(value)}
              data-focused={number === place ? '' : undefined}
              onMouseDown={(event) => {
                event.preventDefault()
                turn(value)
              }}
            >
              <span>{name}</span>
              <span aria-hidden>{values.includes(value) ? '✓' : ''}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
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
