/** One service: what it is, what it may bill at which price, and the versions of its template. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { Button, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { ServiceDetailsFragment } from '../graphql/generated/graphql'
import { problemOf, refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { DraftTemplate, RenameService, ServiceDocument, SetServiceActive } from './documents'
import { useKindWords } from './kinds'
import { Prices } from './Prices'
import { CopyDialog, StateBadge } from './ServicesScreen'
import { inForceOn, versionState } from './versions'
import { useWords } from './words'

type Act = 'rename' | 'copy' | 'retire'

export default function ServiceScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const kindWords = useKindWords()
  const [{ data, error }] = useQuery({ query: ServiceDocument, variables: { id } })
  const [act, setAct] = useState<Act | null>(null)
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const service = data.service
  if (!service) return <Notice tone="warn">{t('notFound')}</Notice>
  const mayManage = may('services:manage')
  const inForce = inForceOn(service.templates, today())
  const close = () => setAct(null)
  return (
    <>
      <div className="titled">
        <h1>{service.name}</h1>
        {mayManage && (
          <div className="row">
            <Button onPress={() => setAct('rename')}>{t('service.rename')}</Button>
            <Button onPress={() => setAct('copy')}>{t('services.copy')}</Button>
            <Button onPress={() => setAct('retire')}>{t(service.isActive ? 'service.retire' : 'service.offer')}</Button>
          </div>
        )}
      </div>
      <Facts
        facts={[
          [t('services.state'), <StateBadge key="state" isActive={service.isActive} />],
          [t('services.kind'), kindWords(service.kind)],
          [t('services.version'), inForce ? t('services.versionOf', { version: inForce.version }) : t('service.noVersion')],
        ]}
      />
      {!inForce && <Notice tone="warn">{t('service.notDocumented')}</Notice>}
      <Versions service={service} mayManage={mayManage} />
      <Prices serviceId={service.id} mayManage={mayManage} />
      {act === 'rename' && <RenameDialog service={service} onClose={close} />}
      {act === 'copy' && <CopyDialog service={service} onClose={close} />}
      {act === 'retire' && <RetireDialog service={service} onClose={close} />}
    </>
  )
}

function Versions({ service, mayManage }: { service: ServiceDetailsFragment; mayManage: boolean }) {
  const { t } = useWords()
  const { day } = useFormats()
  const newest = service.templates.toSorted((one, other) => other.version - one.version)
  const hasDraft = newest.some(({ effectiveFromOn }) => !effectiveFromOn)
  return (
    <Panel title={t('version.all')} isFlush acts={mayManage && !hasDraft && newest.length > 0 && <BeginDraft service={service} />}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('version.one')}</th>
            <th scope="col">{t('services.state')}</th>
            <th scope="col">{t('version.firstDay')}</th>
          </tr>
        </thead>
        <tbody>
          {newest.map((version) => {
            const state = versionState(version, service.templates, today())
            return (
              <tr key={version.id}>
                <td>
                  <Link href={`/templates/${version.id}`}>{t('version.title', { version: version.version })}</Link>
                </td>
                <td>
                  <Badge tone={state === 'inForce' ? 'good' : state === 'draft' ? 'warn' : 'plain'}>{t(`versionState.${state}`)}</Badge>
                </td>
                <td className="nowrap">{version.effectiveFromOn ? day(version.effectiveFromOn) : '—'}</td>
              </tr>
            )
          })}
          {newest.length === 0 && (
            <tr>
              <td colSpan={3} className="soft">
                {t('version.none')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </Panel>
  )
}

function BeginDraft({ service }: { service: ServiceDetailsFragment }) {
  const { t } = useWords()
  const [, go] = useLocation()
  const [{ fetching }, draft] = useMutation(DraftTemplate)
  const [problem, setProblem] = useState<string | null>(null)

  async function begin() {
    const { data, error } = await draft({ serviceId: service.id })
    setProblem(problemOf(error, data?.draftTemplate))
    if (data?.draftTemplate.__typename === 'ServiceTemplate') go(`/templates/${data.draftTemplate.id}`)
  }

  return (
    <>
      {problem && <span className="error">{problem}</span>}
      <Button kind="primary" isPending={fetching} onPress={() => void begin()}>
        {t('version.begin')}
      </Button>
    </>
  )
}

interface DialogProps {
  service: ServiceDetailsFragment
  onClose: () => void
}

function RenameDialog({ service, onClose }: DialogProps) {
  const { t } = useWords()
  const form = useForm({ name: service.name })
  const [, rename] = useMutation(RenameService)
  return (
    <FormDialog
      title={t('service.rename')}
      act={t('service.rename')}
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await rename({ serviceId: service.id, name: form.values.name })
        return refusalOf(error, data?.renameService)
      }}
    >
      <TextField label={t('services.name')} required autoFocus {...form.field('name')} />
    </FormDialog>
  )
}

function RetireDialog({ service, onClose }: DialogProps) {
  const { t } = useWords()
  const [, setActive] = useMutation(SetServiceActive)
  const words = t(service.isActive ? 'service.retire' : 'service.offer')
  return (
    <FormDialog
      title={`${words}: ${service.name}`}
      act={words}
      isDangerous={service.isActive}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await setActive({ serviceId: service.id, isActive: !service.isActive })
        return refusalOf(error, data?.setServiceActive)
      }}
    >
      <p>{t(service.isActive ? 'service.retireWhy' : 'service.offerWhy')}</p>
    </FormDialog>
  )
}
