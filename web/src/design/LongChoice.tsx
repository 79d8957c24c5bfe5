/** A choice among many: what is typed narrows the list. */
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text, useFilter } from 'react-aria-components'
import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { itemsOf, type ChoiceFieldProps } from './Fields'
import { Wrong } from './Wrong'

export default function LongChoice({ label, value, onChange, choices, help, problem, placeholder, required, autoFocus, isLoading = false }: ChoiceFieldProps) {
  const { t } = useTranslation()
  const { contains } = useFilter({ sensitivity: 'base' })
  return (
    <ComboBox
      className="field"
      defaultItems={itemsOf(choices, isLoading, t('loading'))}
      autoFocus={autoFocus ?? false}
      defaultFilter={contains}
      selectedKey={value}
      onSelectionChange={(key) => onChange(key === null ? '' : String(key))}
      {...(problem && { isInvalid: true })}
      isRequired={required ?? false}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <Label>{label}</Label>
      <span className="combo">
        <Input placeholder={placeholder ?? '—'} />
        <Button className="open">
          <ChevronDown size={14} aria-hidden />
        </Button>
      </span>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <Wrong problem={problem} />
      <Popover className="popover">
        <ListBox<ReturnType<typeof itemsOf>[number]> renderEmptyState={() => <p className="soft option">{t('choice.none')}</p>}>
          {(choice) => <ListBoxItem textValue={choice.label.trim()} isDisabled={choice.isDisabled}>{choice.label}</ListBoxItem>}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
