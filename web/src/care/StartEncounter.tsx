/** Begins to document: who, which service, by whom, where. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { Notice } from '../design/Notice'
import { Over } from '../design/Over'
import { useStore } from '../frame/store'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { today } from '../words/format'
import { inWords } from '../words/said'
import { useOffered } from './offered'
import { PatientField, type PickedPatient } from './PatientField'

const StartEncounterDocument = graphql(`
  mutation StartEncounter($details: EncounterInput!) {
    startEncounter(details: $details) {
      ... on Encounter {
        id
        status
      }
      ...Refused
    }
  }
`)

const SERVICE_KEPT_AS = 'service'

interface StartProps {
  patient?: PickedPatient
  onClose: () => void
  onStarted: (encounterId: string) => void
}

export function StartEncounter({ patient: known, onClose, onStarted }: StartProps) {
  const { t } = useTranslation()
  const store = useStore()
  const { services, providers, mine, isLoading } = useOffered()
  const [{ fetching }, start] = useMutation(StartEncounterDocument)
  const [patient, setPatient] = useState<PickedPatient | null>(known ?? null)
  const [chosen, setService] = useState(localStorage.getItem(SERVICE_KEPT_AS) ?? '')
  const [providerId, setProvider] = useState('')
  const [chosenStore, setStore] = useState(store.storeId ?? '')
  const [servedOn, setServedOn] = useState(today())
  const [problem, setProblem] = useState<string | null>(null)
  const usual = services.find(({ id }) => id === chosen) ?? services.find(({ kind }) => kind === 'immunization')
  const serviceId = usual?.id ?? ''
  const onlyStore = store.stores.length === 1 ? (store.stores[0]?.id ?? '') : ''
  const storeId = chosenStore || onlyStore
  const onlyProvider = providers.length === 1 ? (providers[0]?.id ?? '') : ''
  const renderedBy = providerId || mine || onlyProvider
  const needed = [
    patient === null && t('claims.patient'),
    serviceId === '' && t('care.service'),
    renderedBy === '' && t('claim.provider'),
    storeId === '' && t('frame.store'),
  ].filter(Boolean)
  const isWhole = needed.length === 0

  async function begin() {
    if (patient === null || !isWhole) return
    localStorage.setItem(SERVICE_KEPT_AS, serviceId)
    const details = { patientId: patient.id, serviceId, providerId: renderedBy, storeId, servedOn }
    const { data: answer, error } = await start({ details })
    const found = problemOf(error, answer?.startEncounter)
    setProblem(found)
    if (answer?.startEncounter.__typename === 'Encounter') onStarted(answer.startEncounter.id)
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    void begin()
  }

  return (
    <Over title={t('care.document')} onClose={onClose}>
      <form className="stack" onSubmit={onSubmit}>
        {problem && <Notice tone="bad">{problem}</Notice>}
        <PatientField picked={patient} onPick={setPatient} />
        <ChoiceField
          label={t('care.service')}
          value={serviceId}
          onChange={setService}
          choices={services.map(({ id, name }) => ({ value: id, label: inWords(name) }))}
          isLoading={isLoading}
          required
        />
        <ChoiceField
          label={t('claim.provider')}
          value={renderedBy}
          onChange={setProvider}
          choices={providers.map((each) => ({ value: each.id, label: `${each.firstName} ${each.lastName}` }))}
          isLoading={isLoading}
          required
        />
        <ChoiceField
          label={t('frame.store')}
          value={storeId}
          onChange={setStore}
          choices={store.stores.map(({ id, name }) => ({ value: id, label: name }))}
          isLoading={store.isLoading}
          required
        />
        <TextField label={t('claims.servedOn')} value={servedOn} onChange={setServedOn} type="date" required />
        <div className="row">
          <Button kind="primary" type="submit" isDisabled={!isWhole} isPending={fetching}>
            {t('care.begin')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
          {!isWhole && !isLoading && <span className="soft">{t('care.stillNeeded', { what: needed.join(', ') })}</span>}
        </div>
      </form>
    </Over>
  )
}
