/** The code sets: which release of each answers today, and every release that was loaded. */
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Awaiting, Notice } from '../design/Notice'
import { Panel } from '../design/Panel'
import type { CodeSystem, ReleaseDetailsFragment } from '../graphql/generated/graphql'
import { today, useFormats } from '../words/format'
import { ReleasesDocument } from './codeDocuments'
import { useWords } from './words'

const SYSTEMS: readonly CodeSystem[] = ['ICD10CM', 'HCPCS', 'CVX', 'MVX', 'VACCINE_NDC', 'PLACE_OF_SERVICE']

export default function CodeSetsScreen() {
  const { t } = useWords()
  const [{ data, error }] = useQuery({ query: ReleasesDocument, variables: { on: today() } })
  if (!data || error) return <Awaiting title={t('codeSets.title')} error={error} />
  return (
    <>
      <h1>{t('codeSets.title')}</h1>
      <Notice>
        <p>{t('codeSets.whose')}</p>
        <p className="soft">{t('codeSets.howLoaded')}</p>
      </Notice>
      {data.codeReleases.length === 0 && <Notice tone="warn">{t('codeSets.none')}</Notice>}
      {SYSTEMS.map((system) => {
        const releases = data.codeReleases.filter((release) => release.system === system)
        return releases.length > 0 && <System key={system} system={system} releases={releases} />
      })}
    </>
  )
}

function System({ system, releases }: { system: CodeSystem; releases: readonly ReleaseDetailsFragment[] }) {
  const { t } = useWords()
  const { day, count } = useFormats()
  return (
    <Panel title={t(`codeSystems.${system}`)} isFlush>
      <table className="plain releases">
        <thead>
          <tr>
            <th scope="col">{t('codeSets.release')}</th>
            <th scope="col">{t('services.state')}</th>
            <th scope="col">{t('codeSets.from')}</th>
            <th scope="col" className="number">{t('codeSets.codes')}</th>
            <th scope="col" className="number">{t('codeSets.billable')}</th>
            <th scope="col" className="number">{t('codeSets.changed')}</th>
            <th scope="col">{t('codeSets.checksum')}</th>
          </tr>
        </thead>
        <tbody>
          {releases.map((release) => (
            <tr key={release.id}>
              <td>
                <Link href={`/code-sets/${release.id}`}>{release.version}</Link>
              </td>
              <td>
                <ReleaseBadge release={release} />
              </td>
              <td className="nowrap">{day(release.effectiveFromOn)}</td>
              <td className="number">{count(release.codeCount)}</td>
              <td className="number">{count(release.billableCount)}</td>
              <td className="number">{count(changeCount(release))}</td>
              <td className="mono" title={release.sha256}>
                {release.sha256.slice(0, 12)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

export function changeCount({ changes }: ReleaseDetailsFragment): number {
  const { added, deleted, ended, lostBillable, gainedBillable, revised } = changes
  return added + deleted + ended + lostBillable + gainedBillable + revised
}

export function ReleaseBadge({ release }: { release: ReleaseDetailsFragment }) {
  const { t } = useWords()
  if (release.isInForce) return <Badge tone="good">{t('releaseState.inForce')}</Badge>
  if (release.state === 'ACTIVE') return <Badge tone="plain">{t(release.effectiveFromOn > today() ? 'releaseState.coming' : 'releaseState.superseded')}</Badge>
  return <Badge tone="warn">{t(`releaseState.${release.state}`)}</Badge>
}
