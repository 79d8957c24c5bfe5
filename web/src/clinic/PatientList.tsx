/** Fills rows from a list of people, pasted or from a file: who is found stands there at once. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FileTrigger } from 'react-aria-components'
import { useClient } from 'urql'
import { Button, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { Over } from '../design/Over'
import type { About } from '../drafts/draft'
import { problemOf } from '../graphql/refusal'
import { PatientsListed } from './documents'
import { peopleIn, type ListedPerson } from './people'

interface PatientListProps {
  /** What was pasted into the grid. */
  text: string
  /** How many rows are left. */
  room: number
  onClose: () => void
  onPeople: (people: About[]) => void
}

export function PatientList({ text: pasted, room, onClose, onPeople }: PatientListProps) {
  const { t } = useTranslation()
  const client = useClient()
  const [text, setText] = useState(pasted)
  const [problem, setProblem] = useState<string | null>(null)
  const people = peopleIn(text)

  async function fill() {
    if (people.length > room) return setProblem(t('clinic.tooMany', { count: people.length, room }))
    const dated = people.filter((person): person is ListedPerson & { birthOn: string } => person.birthOn !== null)
    const { data, error } = await client.query(PatientsListed, { people: dated }).toPromise()
    if (data === undefined) return setProblem(problemOf(error))
    const found = new Map(dated.map((person, place) => [person, data.patientsListed[place]?.candidates ?? []]))
    onPeople(people.map((person) => aboutOf(person, found.get(person as ListedPerson & { birthOn: string }) ?? [])))
    onClose()
  }

  return (
    <Over title={t('clinic.list')} onClose={onClose}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <TextField label={t('clinic.people')} value={text} onChange={setText} lines={8} autoFocus help={t('clinic.peopleHelp')} />
      <div className="row">
        <Button kind="primary" isDisabled={people.length === 0} onPress={() => void fill()}>
          {t('clinic.fill', { count: people.length })}
        </Button>
        <FileTrigger acceptedFileTypes={['text/csv', 'text/plain', '.csv']} onSelect={(files) => void files?.[0]?.text().then(setText)}>
          <Button>{t('clinic.file')}</Button>
        </FileTrigger>
        <Button onPress={onClose}>{t('cancel')}</Button>
      </div>
    </Over>
  )
}

/** Only one may be meant; where several may, or nobody, a person looks. */
function aboutOf(
  { lastName, firstName, birthOn }: ListedPerson,
  candidates: readonly { id: string; firstName: string; lastName: string; birthOn: string }[],
): About {
  const [only, ...others] = candidates
  if (only === undefined || others.length > 0) return { patientId: null, name: `${lastName}, ${firstName}`, birthOn }
  return { patientId: only.id, name: `${only.lastName}, ${only.firstName}`, birthOn: only.birthOn }
}
