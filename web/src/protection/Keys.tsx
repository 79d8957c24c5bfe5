/** The keys that seal what is kept of patients: their versions, and how far a rotation has come. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { useActors } from '../administration/actors'
import { Badge } from '../design/Badge'
import { Button } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { graphql } from '../graphql/generated'
import type { KeyRotationsQuery } from '../graphql/generated/graphql'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { useWatch } from '../design/watch'
import { useWords } from './words'

const KeyRotationsDocument = graphql(`
  query KeyRotations {
    keyRotations(first: 20) {
      nodes {
        id
        state
        askedBy
        version
        createdAt
        usedFromAt
        endedAt
        tables {
          id
          tableName
          rowCount
          resealedCount
          unopenedCount
          isDone
        }
      }
    }
  }
`)

const RotateKeys = graphql(`
  mutation RotateKeys {
    rotateKeys {
      ... on KeyRotation {
        id
        state
      }
      ...Refused
    }
  }
`)

const CancelKeyRotation = graphql(`
  mutation CancelKeyRotation($id: ID!) {
    cancelKeyRotation(rotationId: $id) {
      ... on KeyRotation {
        id
        state
      }
      ...Refused
    }
  }
`)

const ResumeKeyRotation = graphql(`
  mutation ResumeKeyRotation($id: ID!) {
    resumeKeyRotation(rotationId: $id) {
      ... on KeyRotation {
        id
        state
      }
      ...Refused
    }
  }
`)

type Rotation = KeyRotationsQuery['keyRotations']['nodes'][number]
type Asked = { act: 'rotate' } | { act: 'cancel' | 'resume'; rotation: Rotation }

const TONES = { RUNNING: 'warn', CANCELLED: 'plain', DONE: 'good' } as const
const FIRST_VERSION = 1

export function Keys() {
  const { t } = useWords()
  const may = useMay()
  const [{ data, error }, ask] = useQuery({ query: KeyRotationsDocument })
  const [asked, setAsked] = useState<Asked | null>(null)
  const rotations = data?.keyRotations.nodes ?? []
  const running = rotations.find(({ state }) => state === 'RUNNING')
  const newest = rotations[0]
  useWatch(running !== undefined, () => ask({ requestPolicy: 'network-only' }))
  const version = Math.max(FIRST_VERSION, ...rotations.map((each) => each.version ?? FIRST_VERSION))
  return (
    <Panel
      title={t('keys.title')}
      acts={
        may('keys:rotate') &&
        data && (
          <Button isDisabled={running !== undefined} onPress={() => setAsked({ act: 'rotate' })}>
            {t('keys.rotate')}
          </Button>
        )
      }
    >
      <p className="soft">{t('keys.what')}</p>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {data && <p>{t('keys.version', { version })}</p>}
      {running && <Progress rotation={running} />}
      {newest?.state === 'DONE' && <Notice tone="good">{t('keys.done', { version: newest.version ?? version })}</Notice>}
      {rotations.length > 0 && <Rotations rotations={rotations} hasRunning={running !== undefined} onAsk={may('keys:rotate') ? setAsked : undefined} />}
      {asked && <RotationDialog asked={asked} onClose={() => setAsked(null)} />}
    </Panel>
  )
}

function Progress({ rotation }: { rotation: Rotation }) {
  const { t } = useWords()
  const { instant, count } = useFormats()
  const all = rotation.tables.reduce((sum, table) => sum + table.rowCount, 0)
  const done = rotation.tables.reduce((sum, table) => sum + table.resealedCount, 0)
  const unopened = rotation.tables.reduce((sum, table) => sum + table.unopenedCount, 0)
  if (rotation.tables.length === 0) {
    return <Notice>{rotation.usedFromAt ? t('keys.waits', { at: instant(rotation.usedFromAt) }) : t('keys.making')}</Notice>
  }
  const open = rotation.tables.filter(({ isDone }) => !isDone)
  return (
    <div role="status" className="stack">
      <span>
        {t('keys.progress', { done: count(done), all: count(all) })} <span className="soft">{open.map(({ tableName }) => tableName.replaceAll('_', ' ')).join(', ')}</span>
      </span>
      <progress aria-label={t('keys.resealed')} max={Math.max(1, all)} value={done} />
      {unopened > 0 && <Notice tone="bad">{t('keys.unopened', { count: unopened })}</Notice>}
    </div>
  )
}

interface RotationsProps {
  rotations: readonly Rotation[]
  hasRunning: boolean
  onAsk?: (asked: Asked) => void
}

function Rotations({ rotations, hasRunning, onAsk }: RotationsProps) {
  const { t } = useWords()
  const { instant, count } = useFormats()
  const { nameOf } = useActors()
  return (
    <div className="across">
      <table className="plain" aria-label={t('keys.rotations')}>
        <thead>
          <tr>
            <th scope="col">{t('chain.asked')}</th>
            <th scope="col">{t('chain.by')}</th>
            <th scope="col">{t('keys.versionOf')}</th>
            <th scope="col">{t('keys.usedFrom')}</th>
            <th scope="col" className="number">{t('keys.rows')}</th>
            <th scope="col">{t('state')}</th>
            {onAsk && <th scope="col">{t('acts')}</th>}
          </tr>
        </thead>
        <tbody>
          {rotations.map((each) => (
            <tr key={each.id}>
              <td className="nowrap">{instant(each.createdAt)}</td>
              <td>{nameOf(each.askedBy)}</td>
              <td>{each.version ?? '—'}</td>
              <td className="nowrap">{each.usedFromAt ? instant(each.usedFromAt) : '—'}</td>
              <td className="number">{count(each.tables.reduce((sum, table) => sum + table.resealedCount, 0))}</td>
              <td>
                <Badge tone={TONES[each.state]}>{t(`rotationState.${each.state}`)}</Badge>
              </td>
              {onAsk && (
                <td className="acts">
                  {each.state === 'RUNNING' && <Button onPress={() => onAsk({ act: 'cancel', rotation: each })}>{t('keys.cancel')}</Button>}
                  {each.state === 'CANCELLED' && !hasRunning && <Button onPress={() => onAsk({ act: 'resume', rotation: each })}>{t('keys.resume')}</Button>}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RotationDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { t } = useWords()
  const [, rotate] = useMutation(RotateKeys)
  const [, cancel] = useMutation(CancelKeyRotation)
  const [, resume] = useMutation(ResumeKeyRotation)
  async function act() {
    if (asked.act === 'rotate') {
      const { data, error } = await rotate({})
      return refusalOf(error, data?.rotateKeys)
    }
    const { id } = asked.rotation
    if (asked.act === 'cancel') {
      const { data, error } = await cancel({ id })
      return refusalOf(error, data?.cancelKeyRotation)
    }
    const { data, error } = await resume({ id })
    return refusalOf(error, data?.resumeKeyRotation)
  }
  return (
    <FormDialog title={t(`keys.${asked.act}`)} act={t(`keys.${asked.act}`)} isDangerous={asked.act === 'cancel'} onClose={onClose} onAct={act}>
      <p>{t(`keysWhy.${asked.act}`)}</p>
    </FormDialog>
  )
}
