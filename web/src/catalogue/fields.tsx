/** Fields that show and change the definition at one place of it. */
import type { ReactNode } from 'react'
import { CheckField } from '../design/CheckField'
import { ChoiceField, TextField, type Choice } from '../design/Fields'
import { useEditing } from './editing'
import { useWords } from './words'

interface PlaceProps {
  path: string
  label: string
  help?: string
  required?: boolean
}

export function WordsAt({ path, lines, ...field }: PlaceProps & { lines?: number }) {
  const { valueAt, change, problemAt } = useEditing()
  return (
    <TextField
      {...field}
      name={path}
      lines={lines}
      value={String(valueAt(path) ?? '')}
      onChange={(words) => change(path, words === '' && !field.required ? undefined : words)}
      problem={problemAt(path)}
    />
  )
}

/** What is no number is kept as it was typed: the server says so beside it. */
export function NumberAt({ path, isExact, ...field }: PlaceProps & { isExact?: boolean }) {
  const { valueAt, change, problemAt } = useEditing()
  const read = (text: string) => (text === '' ? undefined : !isExact && /^-?\d+$/.test(text) ? Number(text) : text)
  return (
    <TextField
      {...field}
      name={path}
      inputMode={isExact ? 'decimal' : 'numeric'}
      value={String(valueAt(path) ?? '')}
      onChange={(text) => change(path, read(text.trim()))}
      problem={problemAt(path)}
    />
  )
}

export function ChoiceAt({ path, choices, ...field }: PlaceProps & { choices: readonly Choice[]; placeholder?: string }) {
  const { valueAt, change, problemAt } = useEditing()
  return (
    <ChoiceField
      {...field}
      choices={choices}
      value={String(valueAt(path) ?? '')}
      onChange={(value) => change(path, value === '' ? undefined : value)}
      problem={problemAt(path)}
    />
  )
}

export function CheckAt({ path, label, help }: PlaceProps) {
  const { valueAt, change, isOpen } = useEditing()
  return (
    <div className="field">
      <CheckField isDisabled={!isOpen} value={valueAt(path) === true} onChange={(is) => change(path, is ? true : undefined)}>
        {label}
      </CheckField>
      {help && <span className="help">{help}</span>}
      <ProblemAt path={path} />
    </div>
  )
}

/** What is wrong with something that is no single field. */
export function ProblemAt({ path }: { path: string }) {
  const { problemAt } = useEditing()
  const problem = problemAt(path)
  return problem === null ? null : <p className="error">{problem}</p>
}

/** What rules know something by. It can be read and not changed: what is kept names it so. */
export function KnownAs({ id, children }: { id: string; children?: ReactNode }) {
  const { t } = useWords()
  return (
    <p className="soft">
      {t('ids.known')} <code>{id}</code>
      {children} · {t('ids.stays')}
    </p>
  )
}

/** Fields that belong together, under a name of their own. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="plain part">
      <legend className="label">{title}</legend>
      {children}
    </fieldset>
  )
}
