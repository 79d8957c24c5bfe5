/** A code of a code system, found by its letters or its words, as in force on the day of service. */
import { useState } from 'react'
import { ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import { useQuery } from 'urql'
import { graphql } from '../graphql/generated'
import type { CodeSystem } from '../graphql/generated/graphql'

const CodesFound = graphql(`
  query CodesFound($system: CodeSystem!, $words: String!, $on: Date!) {
    codes(system: $system, words: $words, on: $on, first: 12) {
      code
      shortText
    }
  }
`)

interface CodeFieldProps {
  label: string
  system: string
  on: string
  value: string
  onChange: (code: string) => void
  help: string | null
  problem: string | null
  required: boolean
}

export function CodeField({ label, system, on, value, onChange, help, problem, required }: CodeFieldProps) {
  const [words, setWords] = useState(value)
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    // It was answered elsewhere: by a scan.
    setShown(value)
    setWords(value)
  }
  const [{ data }] = useQuery({
    query: CodesFound,
    variables: { system: system.toUpperCase().replaceAll('-', '_') as CodeSystem, words: words.trim(), on },
    pause: words.trim().length < 2,
  })
  return (
    <ComboBox
      className="field"
      inputValue={words}
      onInputChange={setWords}
      selectedKey={value || null}
      onSelectionChange={(key) => {
        if (key === null) return
        setWords(String(key))
        onChange(String(key))
      }}
      onBlur={() => {
        if (words !== value) onChange(words.trim())
      }}
      items={(data?.codes ?? []).map((found) => ({ id: found.code, ...found }))}
      allowsCustomValue
      allowsEmptyCollection
      isRequired={required}
      isInvalid={problem !== null}
    >
      <Label>{label}</Label>
      <Input />
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="error">{problem}</FieldError>
      <Popover className="popover">
        <ListBox<{ id: string; code: string; shortText: string }>>
          {(found) => (
            <ListBoxItem id={found.code} textValue={found.code}>
              <span className="mono">{found.code}</span>
              <span className="soft">{found.shortText}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
