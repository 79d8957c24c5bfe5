/** One version of a service's template: a draft is edited, tried and published, any other is read. */
import { useCallback, useMemo, useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useStore } from '../frame/store'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { inWords } from '../words/said'
import { Changes } from './Changes'
import { CodesTab } from './CodesTab'
import { CodingTab } from './CodingTab'
import type { Definition } from './definition'
import { DiscardTemplate, FindingsDocument, TemplateDocument, WrittenWithDocument } from './documents'
import { EditingProvider, type Found } from './editing'
import { EvidenceTab } from './EvidenceTab'
import { ExpertTab } from './ExpertTab'
import { Meanwhile } from './Meanwhile'
import { PublishDialog } from './PublishDialog'
import { QuestionsTab } from './QuestionsTab'
import { RecordsTab } from './RecordsTab'
import { newSample, TryOut } from './TryOut'
import { useTemplateDraft, type Template } from './useTemplateDraft'
import { versionIn, versionState } from './versions'
import { useWords } from './words'

const TABS = ['questions', 'coding', 'evidence', 'records', 'codes', 'try', 'changes', 'expert'] as const
type TabName = (typeof TABS)[number]

export default function TemplateScreen({ id }: { id: string }) {
  const { t } = useWords()
  const [{ data, error }] = useQuery({ query: TemplateDocument, variables: { id } })
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  if (data.node?.__typename !== 'ServiceTemplate') return <Notice tone="warn">{t('notFound')}</Notice>
  return <Version key={id} template={data.node} />
}

function Version({ template }: { template: Template }) {
  const { t } = useWords()
  const { day } = useFormats()
  const may = useMay()
  const isOpen = template.effectiveFromOn === null && may('services:manage')
  const draft = useTemplateDraft(template, isOpen)
  const { definition, settled, problem, theirs } = draft
  const [{ data }] = useQuery({ query: FindingsDocument, variables: { definition: settled }, requestPolicy: 'network-only', pause: !isOpen })
  const findings = useMemo<readonly Found[]>(() => (data?.templateFindings ?? []).map((found) => ({ ...found, message: inWords(found.message) })), [data])
  const [tab, setTab] = useState<TabName>('questions')
  const { storeId } = useStore()
  const [sample, setSample] = useState(() => newSample(storeId))
  const [act, setAct] = useState<'publish' | 'discard' | null>(null)
  const { service } = template
  const state = versionState(template, service.templates, today())
  return (
    <>
      <div className="titled">
        <div className="stack">
          <p>
            <Link href={`/services/${service.id}`}>{service.name}</Link>
          </p>
          <div className="row">
            <h1>{t('version.title', { version: template.version })}</h1>
            <Badge tone={state === 'inForce' ? 'good' : state === 'draft' ? 'warn' : 'plain'}>{t(`versionState.${state}`)}</Badge>
            {template.effectiveFromOn && <span className="soft">{t('version.from', { on: day(template.effectiveFromOn) })}</span>}
            <WrittenWith template={template} />
          </div>
        </div>
        {isOpen && (
          <div className="row">
            <span className="soft" role="status">
              {t(`keeping.${draft.state}`)}
            </span>
            <Button onPress={() => setAct('discard')}>{t('version.discard')}</Button>
            <Button kind="primary" isDisabled={findings.length > 0 || draft.state !== 'kept'} onPress={() => setAct('publish')}>
              {t('version.publish')}
            </Button>
          </div>
        )}
      </div>
      {problem && theirs && <Meanwhile message={problem.message} mine={definition} theirs={theirs.definition as Definition} onTheirs={draft.takeTheirs} onMine={draft.keepMine} />}
      {problem && !theirs && <Notice tone="bad">{problem.isAway ? t('version.offline') : t('version.notKept', { why: problem.message })}</Notice>}
      {isOpen && <Findings findings={findings} onGo={(name) => setTab(name)} />}
      <EditingProvider definition={definition} isOpen={isOpen} findings={findings} onChange={draft.change}>
        <Tabs className="tabs" selectedKey={tab} onSelectionChange={(key) => setTab(key as TabName)}>
          <TabList aria-label={t('version.parts')} className="tab-list">
            {TABS.filter((name) => name !== 'changes' || service.templates.length > 1).map((name) => (
              <Tab key={name} id={name} className="tab">
                {t(`tabs.${name}`)}
              </Tab>
            ))}
          </TabList>
          {(['questions', 'coding', 'evidence', 'records', 'codes'] as const).map((name) => (
            <TabPanel key={name} id={name} className="tab-panel">
              <fieldset className="plain stack" disabled={!isOpen} aria-label={t(`tabs.${name}`)}>
                {name === 'questions' && <QuestionsTab />}
                {name === 'coding' && <CodingTab />}
                {name === 'evidence' && <EvidenceTab />}
                {name === 'records' && <RecordsTab />}
                {name === 'codes' && <CodesTab />}
              </fieldset>
            </TabPanel>
          ))}
          <TabPanel id="try" className="tab-panel">
            <TryOut definition={definition} isBroken={findings.length > 0} sample={sample} onSample={setSample} />
          </TabPanel>
          <TabPanel id="changes" className="tab-panel">
            <Earlier template={template} definition={definition} />
          </TabPanel>
          <TabPanel id="expert" className="tab-panel">
            <ExpertTab onReplace={draft.change} />
          </TabPanel>
        </Tabs>
      </EditingProvider>
      {act === 'publish' && <PublishDialog template={template} revision={draft.revision} definition={definition} onClose={() => setAct(null)} />}
      {act === 'discard' && <DiscardDialog template={template} revision={draft.revision} onClose={() => setAct(null)} />}
    </>
  )
}

function Findings({ findings, onGo }: { findings: readonly Found[]; onGo: (tab: TabName) => void }) {
  const { t } = useWords()
  if (findings.length === 0) return null

  function go({ path }: Found) {
    const name = tabOf(path)
    onGo(name)
    if (name !== 'expert') setTimeout(() => reveal(path))
  }

  return (
    <Notice tone="warn">
      <p>{t('version.toMend', { count: findings.length })}</p>
      <ul className="findings">
        {findings.map((found, place) => (
          <li key={place}>
            <Button kind="quiet" onPress={() => go(found)}>
              {found.message}
            </Button>{' '}
            <code>{found.path}</code>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function tabOf(path: string): TabName {
  const [first = ''] = path.split('.')
  if (first === 'questions' || first === 'groups') return 'questions'
  if (first === 'coding' || first === 'evidence' || first === 'records') return first
  return ['codes', 'tables', 'default_diagnoses', 'name', 'kind', 'attestation'].includes(first) ? 'codes' : 'expert'
}

/** Opens whatever holds the place, and puts the focus on its field, else on what is nearest. */
function reveal(path: string) {
  const holders = [...document.querySelectorAll<HTMLElement>('[data-place]')].filter(({ dataset }) => path.startsWith(`${dataset.place ?? ''}.`) || path === dataset.place)
  for (const holder of holders) {
    const details = holder.querySelector<HTMLDetailsElement>(':scope > details')
    if (details) details.open = true
  }
  const field = document.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"]`)
  const nearest = field ?? holders.at(-1)?.querySelector<HTMLElement>('summary, input, button')
  nearest?.focus()
  nearest?.scrollIntoView({ block: 'center' })
}

function WrittenWith({ template }: { template: Template }) {
  const { t } = useWords()
  const may = useMay()
  const isDraft = template.effectiveFromOn === null
  const [{ data }] = useQuery({ query: WrittenWithDocument, variables: { templateId: template.id }, pause: isDraft || !may('encounters:read') })
  if (data === undefined) return null
  return <span className="soft">{t('version.writtenWith', { count: data.encounters.totalCount })}</span>
}

/** Against the version before it. */
function Earlier({ template, definition }: { template: Template; definition: Definition }) {
  const { t } = useWords()
  const before = versionIn(template.service.templates, template.version - 1)
  const [{ data, error }] = useQuery({ query: TemplateDocument, variables: { id: before?.id ?? '' }, pause: before === undefined })
  if (error) return <Trouble error={error} />
  if (before === undefined) return <p className="soft">{t('changes.first')}</p>
  if (data?.node?.__typename !== 'ServiceTemplate') return <Loading />
  return (
    <div className="stack">
      <p>{t('changes.against', { version: before.version })}</p>
      <Changes before={data.node.definition as Definition} after={definition} />
    </div>
  )
}

function DiscardDialog({ template, revision, onClose }: { template: Template; revision: number; onClose: () => void }) {
  const { t } = useWords()
  const [, go] = useLocation()
  const [, discard] = useMutation(DiscardTemplate)
  const act = useCallback(async () => {
    const { data, error } = await discard({ templateId: template.id, revision })
    const refused = refusalOf(error, data?.discardTemplate)
    if (refused === null) go(`/services/${template.service.id}`)
    return refused
  }, [discard, go, template, revision])
  return (
    <FormDialog title={t('version.discard')} act={t('version.discard')} isDangerous onClose={onClose} onAct={act}>
      <p>{t('version.discardWhy', { version: template.version })}</p>
    </FormDialog>
  )
}
