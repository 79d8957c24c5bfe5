/** Fields of forms: a label, a value, a word of help, and what is wrong with it. */
import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField as AriaTextField,
  type ButtonProps,
} from 'react-aria-components'
import { ChevronDown } from 'lucide-react'
import { later } from './later'

interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  help?: string | null
  problem?: string | null
  required?: boolean
  autoFocus?: boolean
}

interface TextFieldProps extends FieldProps {
  type?: 'text' | 'password' | 'email' | 'date' | 'search'
  inputMode?: 'text' | 'numeric' | 'decimal'
  autoComplete?: string
  lines?: number
  name?: string
}

export function TextField({ help, problem, label, required, lines, inputMode, ...field }: TextFieldProps) {
  return (
    <AriaTextField className="field" isInvalid={Boolean(problem)} isRequired={required ?? false} {...field}>
      <Label>{label}</Label>
      {lines ? <TextArea rows={lines} /> : <Input inputMode={inputMode} />}
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="error">{problem}</FieldError>
    </AriaTextField>
  )
}

export interface Choice {
  value: string
  label: string
}

export interface ChoiceFieldProps extends FieldProps {
  choices: readonly Choice[]
  placeholder?: string
}

/** More than these are not looked through by eye: one types, to narrow them. */
const LONG = 40
const LongChoice = later(() => import('./LongChoice'), (field: ChoiceFieldProps) => <ShortChoice {...field} choices={[]} />)

export function ChoiceField(field: ChoiceFieldProps) {
  if (field.choices.length <= LONG) return <ShortChoice {...field} />
  return <LongChoice {...field} />
}

function ShortChoice({ label, value, onChange, choices, help, problem, placeholder, required }: ChoiceFieldProps) {
  return (
    <Select
      className="field"
      selectedKey={value || null}
      onSelectionChange={(key) => onChange(key === null ? '' : String(key))}
      isInvalid={Boolean(problem)}
      isRequired={required ?? false}
      placeholder={placeholder ?? '—'}
    >
      <Label>{label}</Label>
      <AriaButton className="trigger">
        <SelectValue />
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="error">{problem}</FieldError>
      <Popover className="popover">
        <ListBox items={choices.map((choice) => ({ id: choice.value, ...choice }))}>
          {(choice) => <ListBoxItem>{choice.label}</ListBoxItem>}
        </ListBox>
      </Popover>
    </Select>
  )
}

interface OurButtonProps extends Omit<ButtonProps, 'className' | 'children'> {
  kind?: 'plain' | 'primary' | 'quiet' | 'danger'
  children: ReactNode
}

/** While what it does is under way it does nothing more, but keeps the focus: a disabled button would lose it. */
export function Button({ kind = 'plain', isPending = false, onPress, type = 'button', ...button }: OurButtonProps) {
  const acts = isPending ? { type: 'button' as const, 'data-pending': '' } : { type, ...(onPress && { onPress }) }
  return <AriaButton {...button} {...acts} className={`button ${kind}`} />
}
