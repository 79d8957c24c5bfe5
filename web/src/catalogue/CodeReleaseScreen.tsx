/** One release of a code set: what it changed, and what of this pharmacy that touches. */
import { useState, type ReactNode } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { Facts } from '../design/Facts'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { ChangeKind, CodeChangesQuery, CodeImpactQuery, ReleaseDetailsFragment, TouchFragment } from '../graphql/generated/graphql'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { ChangesDocument, ImpactDocument, ReleaseDocument } from './codeDocuments'
import { changeCount, ReleaseBadge } from './CodeSetsScreen'
import { useSettled } from '../design/settled'
import { useWords } from './words'

type Change = CodeChangesQuery['codeChanges'][number]
type Impact = CodeImpactQuery['codeImpact']

const PAGE = 50
const KINDS = ['ADDED', 'DELETED', 'ENDED', 'LOST_BILLABLE', 'GAINED_BILLABLE', 'REVISED'] as const satisfies readonly ChangeKind[]
const COUNTS = { ADDED: 'added', DELETED: 'deleted', ENDED: 'ended', LOST_BILLABLE: 'lostBillable', GAINED_BILLABLE: 'gainedBillable', REVISED: 'revised' } as const
const TONES = { ADDED: 'good', DELETED: 'bad', ENDED: 'bad', LOST_BILLABLE: 'bad', GAINED_BILLABLE: 'good', REVISED: 'plain' } as const
const ANY = 'any'

export default function CodeReleaseScreen({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const { day, instant, count } = useFormats()
  const [{ data, error }] = useQuery({ query: ReleaseDocument, variables: { id, on: today() } })
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const release = data.codeRelease
  return (
    <>
      <div className="stack">
        <p>
          <Link href="/code-sets">{t('codeSets.title')}</Link>
        </p>
        <div className="row">
          <h1>
            {t(`codeSystems.${release.system}`)} {release.version}
          </h1>
          <ReleaseBadge release={release} />
        </div>
      </div>
      <Facts
        facts={[
          [t('codeSets.from'), day(release.effectiveFromOn)],
          [t('codeSets.codes'), count(release.codeCount)],
          [t('codeSets.billable'), count(release.billableCount)],
          [t('codeSets.activated'), release.activatedAt ? instant(release.activatedAt) : '—'],
          ...(release.withdrawnAt ? ([[t('codeSets.withdrawn'), instant(release.withdrawnAt)]] as const) : []),
          [t('codeSets.file'), release.isEmbedded ? t('codeSets.embedded', { file: release.fileName }) : release.fileName],
          [t('codeSets.checksum'), <code key="sum">{release.sha256}</code>],
        ]}
      />
      {may('services:read') && <Here id={id} />}
      <Changed release={release} />
    </>
  )
}

function Here({ id }: { id: string }) {
  const { t } = useWords()
  const [{ data, error }] = useQuery({ query: ImpactDocument, variables: { id } })
  const impact = data?.codeImpact
  return (
    <Panel title={t('impact.title')}>
      <p className="soft">{t('impact.why')}</p>
      <Trouble error={error} />
      {!impact && !error && <Loading />}
      {impact && <Touched impact={impact} />}
    </Panel>
  )
}

function Touched({ impact }: { impact: Impact }) {
  const { t } = useWords()
  const may = useMay()
  const sum = impact.services.length + impact.encounters.length + impact.uncoded.length + impact.claims.length
  if (sum === 0) return <Notice tone="good">{t('impact.nothing')}</Notice>
  return (
    <>
      <TouchedPart title={t('impact.services', { count: impact.services.length })} items={impact.services}>
        {(touch) => (
          <>
            {touch.id ? <Link href={`/services/${touch.id}`}>{touch.name}</Link> : t('impact.price', { label: touch.name })} <Code touch={touch} />
            {touch.places.length > 0 && <span className="soft">{[...new Set(touch.places.map((place) => placeWords(place, t)))].join(', ')}</span>}
          </>
        )}
      </TouchedPart>
      <TouchedPart title={t('impact.encounters', { count: impact.encounters.length })} items={impact.encounters}>
        {(touch) => <TouchedRecord touch={touch} path={may('encounters:read') ? '/encounters' : null} />}
      </TouchedPart>
      <TouchedPart title={t('impact.uncoded', { count: impact.uncoded.length })} items={impact.uncoded}>
        {(touch) => <TouchedRecord touch={touch} path={may('encounters:read') ? '/encounters' : null} />}
      </TouchedPart>
      <TouchedPart title={t('impact.claims', { count: impact.claims.length })} items={impact.claims}>
        {(touch) => <TouchedRecord touch={touch} path={may('claims:read') ? '/claims' : null} />}
      </TouchedPart>
    </>
  )
}

function TouchedPart<Item>({ title, items, children }: { title: string; items: readonly Item[]; children: (item: Item) => ReactNode }) {
  const { t } = useWords()
  const [shown, setShown] = useState(PAGE)
  if (items.length === 0) return null
  return (
    <section className="stack">
      <h3>{title}</h3>
      <ul className="touched">
        {items.slice(0, shown).map((item, place) => (
          <li key={place} className="row">
            {children(item)}
          </li>
        ))}
      </ul>
      {items.length > shown && (
        <div>
          <Button onPress={() => setShown(shown + PAGE)}>{t('more')}</Button>
        </div>
      )}
    </section>
  )
}

function TouchedRecord({ touch, path }: { touch: TouchFragment; path: string | null }) {
  const { t } = useWords()
  const { day } = useFormats()
  const words = t('impact.servedOn', { on: touch.servedOn ? day(touch.servedOn) : '' })
  return (
    <>
      {path && touch.id ? <Link href={`${path}/${touch.id}`}>{words}</Link> : words} <Code touch={touch} />
    </>
  )
}

function Code({ touch }: { touch: { code: string; kind: ChangeKind } }) {
  const { t } = useWords()
  return (
    <>
      <span className="mono">{touch.code}</span> <Badge tone={TONES[touch.kind]}>{t(`changeKind.${touch.kind}`)}</Badge>
    </>
  )
}

const PLACES = ['questions', 'groups', 'coding', 'evidence', 'codes', 'tables', 'default_diagnoses', 'records'] as const

function placeWords(path: string, t: ReturnType<typeof useWords>['t']): string {
  const part = PLACES.find((each) => path.startsWith(each))
  return part === undefined ? path : t(`places.${part}`)
}

function Changed({ release }: { release: ReleaseDetailsFragment }) {
  const { t } = useWords()
  const { count } = useFormats()
  const [kind, setKind] = useState<ChangeKind | typeof ANY>(ANY)
  const [words, setWords] = useState('')
  const letters = useSettled(words).trim()
  const sum = changeCount(release)
  const choices = [{ value: ANY, label: t('codeSets.anyChange', { count: count(sum) }) }, ...KINDS.map((each) => ({ value: each, label: `${t(`changeKind.${each}`)} (${count(release.changes[COUNTS[each]])})` }))]
  if (sum === 0) {
    return (
      <Panel title={t('codeSets.changes')}>
        <p className="soft">{t('codeSets.noChanges')}</p>
      </Panel>
    )
  }
  return (
    <Panel title={t('codeSets.changes')} isFlush>
      <div className="sought padded">
        <ChoiceField label={t('codeSets.kind')} choices={choices} value={kind} onChange={(chosen) => setKind(chosen as ChangeKind)} />
        <TextField type="search" label={t('codeSets.search')} help={t('codeSets.searchHelp')} value={words} onChange={setWords} />
      </div>
      <ChangedCodes key={`${kind} ${letters}`} id={release.id} kind={kind === ANY ? null : kind} words={letters} />
    </Panel>
  )
}

function ChangedCodes({ id, kind, words }: { id: string; kind: ChangeKind | null; words: string }) {
  const { t } = useWords()
  const [after, setAfter] = useState('')
  const [earlier, setEarlier] = useState<readonly Change[]>([])
  const [{ data, error, fetching }] = useQuery({ query: ChangesDocument, variables: { id, kind, words, after, first: PAGE } })
  // Until the next page is here, the data is still that of the one before.
  const page = fetching ? [] : (data?.codeChanges ?? [])
  const rows = [...earlier, ...page]
  return (
    <>
      <Trouble error={error} />
      <table className="plain" aria-busy={fetching}>
        <thead>
          <tr>
            <th scope="col">{t('codeSets.code')}</th>
            <th scope="col">{t('codeSets.kind')}</th>
            <th scope="col">{t('codeSets.text')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((change) => (
            <tr key={change.code}>
              <td className="mono">{change.code}</td>
              <td>
                <Badge tone={TONES[change.kind]}>{t(`changeKind.${change.kind}`)}</Badge>
              </td>
              <td>
                <Text change={change} />
              </td>
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={3} className="soft">
                {fetching ? t('codeSets.loading') : t('codeSets.noneSuch')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {(page.length === PAGE || (fetching && earlier.length > 0)) && (
        <div className="padded">
          <Button
            isPending={fetching}
            onPress={() => {
              setEarlier(rows)
              setAfter(page.at(-1)?.code ?? '')
            }}
          >
            {t('more')}
          </Button>
        </div>
      )}
    </>
  )
}

function Text({ change }: { change: Change }) {
  const { t } = useWords()
  const { text, textBefore } = change
  if (text !== null && textBefore !== null && text !== textBefore) {
    return (
      <>
        <del>{textBefore}</del> → <ins>{text}</ins>
      </>
    )
  }
  return <>{text || textBefore || <span className="soft">{t('codeSets.noText')}</span>}</>
}
