/** A clinic day: which service, at which store; then its grid. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useOffered } from '../care/offered'
import { definitionOf } from '../care/template'
import { ChoiceField } from '../design/Fields'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useStore } from '../frame/store'
import { today, useFormats } from '../words/format'
import { inWords } from '../words/said'
import { DayGrid } from './DayGrid'
import { ClinicService } from './documents'

export default function ClinicDay() {
  const { t } = useTranslation()
  const { day } = useFormats()
  const { storeId, stores, isLoading: areLoading } = useStore()
  const [chosen, setService] = useState('')
  const [on] = useState(today)
  const { services, providers, mine, isLoading, error } = useOffered()
  const service = services.find(({ id }) => id === chosen) ?? services.find(({ kind }) => kind === 'immunization') ?? services[0]
  return (
    <>
      <div className="row apart">
        <h1>
          {t('rooms.clinic')} <span className="soft">{day(on)}</span>
        </h1>
        <div className="inline-field">
          <ChoiceField
            label={t('care.service')}
            value={service?.id ?? ''}
            onChange={setService}
            choices={services.map(({ id, name }) => ({ value: id, label: inWords(name) }))}
            isLoading={isLoading}
          />
        </div>
      </div>
      <Trouble error={error} />
      {storeId === null && <Notice>{t(stores.length === 0 && !areLoading ? 'clinic.noStore' : 'clinic.chooseStore')}</Notice>}
      {service && storeId !== null && (
        <WithTemplate
          key={`${service.id} ${storeId}`}
          place={{ storeId, serviceId: service.id, servedOn: on }}
          providers={providers.map(({ id, firstName, lastName }) => ({ value: id, label: `${firstName} ${lastName}` }))}
          mine={mine}
        />
      )}
    </>
  )
}

interface WithTemplateProps {
  place: { storeId: string; serviceId: string; servedOn: string }
  providers: { value: string; label: string }[]
  mine: string
}

function WithTemplate({ place, ...rest }: WithTemplateProps) {
  const { t } = useTranslation()
  const [{ data, error }] = useQuery({ query: ClinicService, variables: { id: place.serviceId } })
  if (error && !data) return <Trouble error={error} />
  if (!data) return <Loading />
  const inForce = (data.service?.templates ?? [])
    .filter(({ effectiveFromOn }) => effectiveFromOn && effectiveFromOn <= place.servedOn)
    .sort((one, other) => (one.effectiveFromOn ?? '').localeCompare(other.effectiveFromOn ?? '') || one.version - other.version)
    .at(-1)
  if (inForce === undefined) return <Notice tone="warn">{t('clinic.noTemplate')}</Notice>
  return <DayGrid place={place} definition={definitionOf(inForce.definition as object)} {...rest} />
}
