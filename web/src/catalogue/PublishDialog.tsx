/** Puts a draft in force from a day on, after showing what it changes. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Notice } from '../design/Notice'
import type { ServiceDetailsFragment } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { today } from '../words/format'
import { Changes } from './Changes'
import type { Definition } from './definition'
import { PricingDocument, PublishTemplate, TemplateDocument } from './documents'
import { versionIn } from './versions'
import { useWords } from './words'

interface PublishProps {
  template: { id: string; version: number; service: ServiceDetailsFragment }
  /** Of the draft as it is shown. */
  revision: number
  definition: Definition
  onClose: () => void
}

export function PublishDialog({ template, revision, definition, onClose }: PublishProps) {
  const { t } = useWords()
  const [, go] = useLocation()
  const form = useForm({ effectiveFromOn: today() })
  const [, publish] = useMutation(PublishTemplate)
  const [isAsked, setAsked] = useState(false)
  const { service } = template
  if (isAsked) return <Waits onClose={onClose} />
  return (
    <FormDialog
      title={t('publish.title', { version: template.version })}
      act={t('version.publish')}
      isWide
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await publish({ templateId: template.id, revision, effectiveFromOn: form.values.effectiveFromOn })
        const refused = refusalOf(error, data?.publishTemplate)
        if (data?.publishTemplate.__typename === 'Approval') {
          setAsked(true)
          return 'more'
        }
        if (refused === null) go(`/services/${service.id}`)
        return refused
      }}
    >
      <p>{t('publish.why')}</p>
      <TextField label={t('publish.from')} type="date" required help={t('publish.fromHelp')} {...form.field('effectiveFromOn')} />
      <Unpriced serviceId={service.id} on={form.values.effectiveFromOn} />
      <Before template={template} definition={definition} />
    </FormDialog>
  )
}

function Unpriced({ serviceId, on }: { serviceId: string; on: string }) {
  const { t } = useWords()
  const [{ data }] = useQuery({ query: PricingDocument, variables: { on }, requestPolicy: 'network-only', pause: on === '' })
  const codes = data?.servicePricing.find((each) => each.serviceId === serviceId)?.unpricedCodes ?? []
  if (codes.length === 0) return null
  return <Notice tone="warn">{t('publish.unpriced', { codes: codes.join(', ') })}</Notice>
}

function Before({ template, definition }: Pick<PublishProps, 'template' | 'definition'>) {
  const { t } = useWords()
  const before = versionIn(template.service.templates, template.version - 1)
  const [{ data }] = useQuery({ query: TemplateDocument, variables: { id: before?.id ?? '' }, pause: before === undefined })
  if (before === undefined) return <p className="soft">{t('changes.first')}</p>
  if (data?.node?.__typename !== 'ServiceTemplate') return <Loading />
  return (
    <>
      <h3>{t('changes.against', { version: before.version })}</h3>
      <Changes before={data.node.definition as Definition} after={definition} />
    </>
  )
}

/** A second person decides. */
export function Waits({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  return (
    <FormDialog title={t('publish.waits')} act={t('publish.understood')} onClose={onClose} onAct={() => Promise.resolve(null)}>
      <p>
        {t('publish.waitsWhy')} <Link href="/approvals">{t('publish.approvals')}</Link>
      </p>
    </FormDialog>
  )
}
