/** Fields of forms: a label, a value, a word of help, and what is wrong with it. */
import { useState, type ReactNode } from 'react'
import {
  Button as AriaButton,
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
import { useTranslation } from 'react-i18next'
import { later } from './later'
import { Wrong } from './Wrong'

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
    <AriaTextField className="field" {...(problem && { isInvalid: true })} isRequired={required ?? false} {...field}>
      <Label>{label}</Label>
      {lines ? <TextArea rows={lines} /> : <Input inputMode={inputMode} />}
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <Wrong problem={problem} />
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
  /** The list, or the rest of it, is on its way: the opened choice says so, and shows it once it has come. */
  isLoading?: boolean
}

/** More than these are not looked through by eye: one types, to narrow them. */
const LONG = 40
const LongChoice = later(() => import('./LongChoice'), (field: ChoiceFieldProps) => <ShortChoice {...field} choices={[]} />)

/** Whoever had opened it before its list came finds the long one open too. */
export function ChoiceField({ autoFocus = false, ...field }: ChoiceFieldProps) {
  const [isOpen, setOpen] = useState(false)
  if (field.choices.length <= LONG) return <ShortChoice {...field} onOpenChange={setOpen} />
  return <LongChoice {...field} autoFocus={autoFocus || isOpen} />
}

/** Stands beneath the choices while more of them come. */
const COMING = 'coming …'

/** What is chosen from, as a list box has it. */
export function itemsOf(choices: readonly Choice[], isLoading: boolean, loading: string) {
  const items = choices.map((choice) => ({ id: choice.value, ...choice, isDisabled: false }))
  return isLoading ? [...items, { id: COMING, value: COMING, label: loading, isDisabled: true }] : items
}

type ShortChoiceProps = ChoiceFieldProps & { onOpenChange?: (isOpen: boolean) => void }

function ShortChoice({ label, value, onChange, onOpenChange, choices, isLoading = false, help, problem, placeholder, required }: ShortChoiceProps) {
  const { t } = useTranslation()
  return (
    <Select
      className="field"
      selectedKey={value || null}
      onSelectionChange={(key) => onChange(key === null ? '' : String(key))}
      {...(problem && { isInvalid: true })}
      isRequired={required ?? false}
      placeholder={placeholder ?? '—'}
      allowsEmptyCollection
      {...(onOpenChange && { onOpenChange })}
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
      <Wrong problem={problem} />
      <Popover className="popover">
        <ListBox items={itemsOf(choices, isLoading, t('loading'))} renderEmptyState={() => <p className="soft option">{t('choice.none')}</p>}>
          {({ label, isDisabled }) => <ListBoxItem isDisabled={isDisabled}>{label}</ListBoxItem>}
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
