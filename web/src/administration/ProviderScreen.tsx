/** Somebody who renders services: who they are, what they may do in which state, and for which payers. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Notice, Trouble } from '../design/Notice'
import type { ProviderDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { Credentials } from './Credentials'
import { Enrollments } from './Enrollments'
import { ChangeProvider, ProviderDocument } from './providerDocuments'
import { detailsOf, ProviderFields, valuesOf } from './ProviderFields'
import { useWords } from './words'

export default function ProviderScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }] = useQuery({ query: ProviderDocument, variables: { id } })
  const [act, setAct] = useState<'edit' | 'activity' | null>(null)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const provider = data.provider
  if (!provider) return <Notice tone="warn">{t('notFound')}</Notice>
  return (
    <>
      <div className="titled">
        <h1>
          {provider.firstName} {provider.lastName}
        </h1>
        {may('providers:manage') && (
          <div className="row">
            <Button kind="primary" onPress={() => setAct('edit')}>
              {t('edit')}
            </Button>
            <Button onPress={() => setAct('activity')}>{t(provider.isActive ? 'provider.stop' : 'provider.resume')}</Button>
          </div>
        )}
      </div>
      <Facts
        facts={[
          [t('people.state'), <Badge key="state" tone={provider.isActive ? 'good' : 'plain'}>{t(provider.isActive ? 'providers.active' : 'providers.inactive')}</Badge>],
          [t('providers.kind'), t(`providerKind.${provider.kind as 'pharmacist'}`)],
          ['NPI', provider.npi],
          [t('store.taxonomy'), provider.taxonomyCode],
        ]}
      />
      <Credentials provider={provider} />
      <Enrollments providerId={provider.id} enrollments={data.enrollments.nodes} />
      {act === 'edit' && <EditDialog provider={provider} onClose={() => setAct(null)} />}
      {act === 'activity' && <ActivityDialog provider={provider} onClose={() => setAct(null)} />}
    </>
  )
}

interface DialogProps {
  provider: ProviderDetailsFragment
  onClose: () => void
}

function EditDialog({ provider, onClose }: DialogProps) {
  const { t } = useWords()
  const form = useForm(valuesOf(provider))
  const [, change] = useMutation(ChangeProvider)
  return (
    <FormDialog
      title={`${provider.firstName} ${provider.lastName}`}
      act={t('save')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await change({ providerId: provider.id, details: detailsOf(form.values, provider.isActive) })
        return refusalOf(error, data?.changeProvider)
      }}
    >
      <ProviderFields form={form} />
    </FormDialog>
  )
}

function ActivityDialog({ provider, onClose }: DialogProps) {
  const { t } = useWords()
  const [, change] = useMutation(ChangeProvider)
  const title = t(provider.isActive ? 'provider.stop' : 'provider.resume')
  return (
    <FormDialog
      title={`${title}: ${provider.firstName} ${provider.lastName}`}
      act={title}
      isDangerous={provider.isActive}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await change({ providerId: provider.id, details: detailsOf(valuesOf(provider), !provider.isActive) })
        return refusalOf(error, data?.changeProvider)
      }}
    >
      <p>{t(provider.isActive ? 'provider.stopWhy' : 'provider.resumeWhy')}</p>
    </FormDialog>
  )
}
