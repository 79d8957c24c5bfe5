/** An act on a whole list: what would come of it, then how far the server has come; it may be closed. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery } from 'urql'
import { Link } from 'wouter'
import { Button } from '../design/Fields'
import { Notice, Trouble } from '../design/Notice'
import { Over } from '../design/Over'
import { useWatch } from '../design/watch'
import type { ClaimAct, ForeseeActQuery } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import { ActProgress } from './ActProgress'
import { begin, cancelAct, FollowAct, ForeseeAct, isUnderWay, type Act, type Selection } from './acts'
import { BulkFields, changeOf, isEnough } from './BulkFields'
import { Foreseen, mayChange } from './Foreseen'

interface LongActDialogProps {
  act: ClaimAct
  selection: Selection
  /** How many claims that is, as far as the list has counted. */
  shown: string
  /** `isBegun`: the server acts on them, or has. */
  onClose: (isBegun: boolean) => void
}

export function LongActDialog({ act, selection, shown, onClose }: LongActDialogProps) {
  const { t } = useTranslation()
  const client = useClient()
  const [given, setGiven] = useState({ reason: '', findingCode: '' })
  const [isBusy, setBusy] = useState(false)
  const [foreseen, setForeseen] = useState<ForeseeActQuery['bulkActPreview'] | null>(null)
  const [begun, setBegun] = useState<Act | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const change = changeOf(act, given)
  const isFutile = foreseen !== null && mayChange(foreseen) === 0

  async function foresee() {
    setBusy(true)
    const { data, error } = await client.query(ForeseeAct, { change: { ...change, selection } }, { requestPolicy: 'network-only' }).toPromise()
    setBusy(false)
    setForeseen(data?.bulkActPreview ?? null)
    setProblem(problemOf(error))
  }

  async function start() {
    setBusy(true)
    const answer = await begin(client, change, selection)
    setBusy(false)
    setBegun(answer.act)
    setProblem(answer.problem)
  }

  const close = () => onClose(begun !== null)
  return (
    <Over title={t('bulkActs.heading', { act: t(`bulk.act.${act}`), shown })} size="wide" isDone={begun !== null} onClose={close}>
      <p className="soft">{t(`bulk.explain.${act}`)}</p>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {begun ? (
        <Followed begun={begun} onClose={close} />
      ) : (
        <>
          {foreseen ? <Foreseen act={act} foreseen={foreseen} /> : <BulkFields act={act} selection={selection} given={given} onGive={setGiven} />}
          {isBusy && <p role="status">{t('bulk.foreseeing')}</p>}
          <div className="row">
            {foreseen ? (
              <Button kind="primary" isDisabled={isBusy || isFutile} onPress={() => void start()}>
                {t('bulkActs.start')}
              </Button>
            ) : (
              <Button kind="primary" isDisabled={isBusy || !isEnough(act, given)} onPress={() => void foresee()}>
                {t('bulk.preview')}
              </Button>
            )}
            <Button onPress={close}>{t('cancel')}</Button>
          </div>
        </>
      )}
    </Over>
  )
}

function Followed({ begun, onClose }: { begun: Act; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const [{ data, error }, ask] = useQuery({ query: FollowAct, variables: { id: begun.id } })
  const [problem, setProblem] = useState<string | null>(null)
  const act = data?.bulkAct ?? begun
  useWatch(isUnderWay(act), () => ask({ requestPolicy: 'network-only' }))
  return (
    <>
      <Trouble error={error} />
      {problem && <Notice tone="bad">{problem}</Notice>}
      <ActProgress act={act} />
      <p className="soft">
        {isUnderWay(act) && t('bulkActs.mayBeClosed')}{' '}
        <Link href={`/acts/${act.id}`} onClick={onClose}>
          {t('bulkActs.follow')}
        </Link>
      </p>
      <div className="row">
        <Button kind="primary" onPress={onClose}>
          {t('bulk.close')}
        </Button>
        {isUnderWay(act) && <Button onPress={() => void cancelAct(client, act.id).then((answer) => setProblem(answer.problem))}>{t('bulkActs.cancel')}</Button>}
      </div>
    </>
  )
}
