/** Finds a patient by the first letters of the name. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components'
import { useQuery } from 'urql'
import { Wrong } from '../design/Wrong'
import { graphql } from '../graphql/generated'
import { useFormats } from '../words/format'

const FEWEST_LETTERS = 2

const PatientsNamed = graphql(`
  query PatientsNamed($name: String!) {
    patients(first: 10, filter: { isActive: true, name: { startsWith: $name } }) {
      nodes {
        id
        firstName
        lastName
        birthOn
      }
    }
  }
`)

export interface PickedPatient {
  id: string
  firstName: string
  lastName: string
}

interface FoundPatient extends PickedPatient {
  birthOn?: string
}

function nameOf({ firstName, lastName }: PickedPatient): string {
  return `${lastName}, ${firstName}`
}

interface PatientFieldProps {
  /** Narrows a search, and may be left empty. */
  isFilter?: boolean
  picked: PickedPatient | null
  onPick: (patient: PickedPatient | null) => void
}

export function PatientField({ picked, onPick, isFilter = false }: PatientFieldProps) {
  const { t } = useTranslation()
  const { day } = useFormats()
  const [words, setWords] = useState(picked ? nameOf(picked) : '')
  const name = words.trim()
  const isPicked = picked !== null && nameOf(picked) === name
  const [{ data, fetching }] = useQuery({
    query: PatientsNamed,
    variables: { name },
    pause: name.length < FEWEST_LETTERS || isPicked,
  })
  const found: readonly FoundPatient[] = isPicked ? [picked] : (data?.patients.nodes ?? [])
  return (
    <ComboBox
      className="field"
      inputValue={words}
      onInputChange={(typed) => {
        setWords(typed)
        if (picked !== null && typed.trim() !== nameOf(picked)) onPick(null)
      }}
      selectedKey={picked?.id ?? null}
      onSelectionChange={(key) => {
        const patient = found.find(({ id }) => id === key)
        if (patient === undefined) return
        setWords(nameOf(patient))
        onPick(patient)
      }}
      items={found}
      allowsEmptyCollection
      isRequired={!isFilter}
    >
      <Label>{t('claims.patient')}</Label>
      <Input autoFocus={!isFilter} placeholder={t('care.patientHint')} />
      <Wrong problem={null} />
      <Popover className="popover">
        <ListBox<FoundPatient> renderEmptyState={() => <p className="soft option">{t(fetching ? 'loading' : 'care.nobody')}</p>}>
          {(patient) => (
            <ListBoxItem id={patient.id} textValue={nameOf(patient)}>
              <span>{nameOf(patient)}</span>
              <span className="soft">{patient.birthOn && day(patient.birthOn)}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
