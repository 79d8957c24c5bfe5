/** One interchange: its claims, what came back for it, and the file as it left. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { ClaimBadge } from '../design/Badge'
import { Facts } from '../design/Facts'
import { Button } from '../design/Fields'
import { More } from '../design/More'
import { Loading, Notice, Trouble } from '../design/Notice'
import { Panel } from '../design/Panel'
import { useScroll } from '../design/scroll'
import { useWatch } from '../design/watch'
import { graphql } from '../graphql/generated'
import type { InterchangeQuery } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { Answers } from './Answers'
import { InterchangeBadge, numberOf } from './interchanges'

const PAGE = 50
const UNSENT = ['built', 'sending']

const InterchangeDocument = graphql(`
  query Interchange($id: ID!, $first: Int!, $after: String) {
    interchange(id: $id) {
      id
      controlNumber
      batchNumber
      claimCount
      chargeCents
      status
      sentAt
      attemptCount
      lastError
      createdAt
      tradingPartner {
        id
        name
      }
      rawFile {
        id
        name
      }
      acknowledgements {
        id
        kind
        isAccepted
        message
        segments
        createdAt
      }
      submissions(first: $first, after: $after) {
        totalCount
        totalCountIsCapped
        pageInfo {
          hasNextPage
          startCursor
          endCursor
        }
        nodes {
          id
          transactionControlNumber
          claim {
            id
            patientControlNumber
            displayStatus
            chargeCents
            payer {
              id
              name
            }
          }
        }
      }
    }
  }
`)

const FileAsItLeft = graphql(`
  query FileAsItLeft($id: ID!) {
    rawFile(id: $id) {
      id
      content
    }
  }
`)

const ResumeInterchange = graphql(`
  mutation ResumeInterchange($id: ID!) {
    resumeInterchange(interchangeId: $id) {
      ... on Interchange {
        id
        status
        lastError
      }
      ...Refused
    }
  }
`)

type ShownInterchange = NonNullable<InterchangeQuery['interchange']>

export default function InterchangeScreen({ id }: { id: string }) {
  const { t } = useTranslation()
  const { after, more } = useScroll(id)
  const [{ data, fetching, error }, look] = useQuery({ query: InterchangeDocument, variables: { id, first: PAGE, after } })
  const interchange = data?.interchange
  useWatch(interchange != null && [...UNSENT, 'sent'].includes(interchange.status), () => look({ requestPolicy: 'network-only' }))
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  if (!interchange) return <Notice tone="warn">{t('trouble.notFound')}</Notice>
  return (
    <>
      <div className="row apart">
        <div className="row">
          <h1 className="mono">{numberOf(interchange)}</h1>
          <InterchangeBadge interchange={interchange} />
        </div>
        <Resume interchange={interchange} />
      </div>
      {interchange.lastError && <Notice tone="bad">{inWords(interchange.lastError)}</Notice>}
      <Summary interchange={interchange} />
      <Panel title={t('rooms.claims')} isFlush>
        <ClaimsOf interchange={interchange} />
        <More list={interchange.submissions} more={more} isLoading={fetching} />
      </Panel>
      <Panel title={t('submission.answers')}>
        {interchange.acknowledgements.length === 0 && <p className="soft">{t('submission.noAnswers')}</p>}
        <Answers answers={interchange.acknowledgements} />
      </Panel>
      <Panel title={t('submission.file')}>
        <FileShown id={interchange.rawFile.id} name={interchange.rawFile.name} />
      </Panel>
    </>
  )
}

function Summary({ interchange }: { interchange: ShownInterchange }) {
  const { t } = useTranslation()
  const { instant, money, count } = useFormats()
  return (
    <section className="panel" aria-label={t('claim.summary')}>
      <div className="body">
        <Facts
          facts={[
            [t('submission.partner'), interchange.tradingPartner.name],
            [t('submission.made'), instant(interchange.createdAt)],
            [t('submission.sentAt'), interchange.sentAt ? instant(interchange.sentAt) : '—'],
            [t('submission.attempts'), count(interchange.attemptCount)],
            [t('submission.batch'), interchange.batchNumber],
            [t('remittance.claims'), count(interchange.claimCount)],
            [t('claims.charge'), money(interchange.chargeCents)],
          ]}
        />
      </div>
    </section>
  )
}

function ClaimsOf({ interchange }: { interchange: ShownInterchange }) {
  const { t } = useTranslation()
  const { money } = useFormats()
  return (
    <table className="plain" aria-label={t('rooms.claims')}>
      <thead>
        <tr>
          <th scope="col">ST02</th>
          <th scope="col">{t('claims.number')}</th>
          <th scope="col">{t('claims.payer')}</th>
          <th scope="col">{t('claims.status')}</th>
          <th scope="col" className="number">{t('claims.charge')}</th>
        </tr>
      </thead>
      <tbody>
        {interchange.submissions.nodes.map(({ id, transactionControlNumber, claim }) => (
          <tr key={id}>
            <td className="mono">{transactionControlNumber}</td>
            <td>{claim ? <Link href={`/claims/${claim.id}`}>{claim.patientControlNumber}</Link> : t('submission.hidden')}</td>
            <td>{claim?.payer.name}</td>
            <td>{claim && <ClaimBadge status={claim.displayStatus} />}</td>
            <td className="number">{claim && money(claim.chargeCents)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Asked for only when it is wanted: whoever reads it sees every patient in it. */
function FileShown({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const [isWanted, setWanted] = useState(false)
  const [{ data, error }] = useQuery({ query: FileAsItLeft, variables: { id }, pause: !isWanted })
  const content = data?.rawFile?.content
  return (
    <>
      <p className="mono">{name}</p>
      <Trouble error={error} />
      {!isWanted && (
        <p>
          <Button onPress={() => setWanted(true)}>{t('submission.showFile')}</Button>
        </p>
      )}
      {isWanted && !data && !error && <Loading />}
      {data && !content && <Notice tone="warn">{t('submission.notWhole')}</Notice>}
      {content && (
        <pre className="segments" tabIndex={0}>
          {content.replaceAll('~', '~\n').trim()}
        </pre>
      )}
    </>
  )
}

/** An interchange that could not be handed over is tried again; the partner never gets it twice. */
function Resume({ interchange }: { interchange: ShownInterchange }) {
  const { t } = useTranslation()
  const may = useMay()
  const [{ fetching }, resume] = useMutation(ResumeInterchange)
  const [problem, setProblem] = useState<string | null>(null)
  const isStuck = UNSENT.includes(interchange.status) && Boolean(interchange.lastError)
  if (!isStuck || !may('submissions:submit')) return null

  async function act() {
    const { data, error } = await resume({ id: interchange.id })
    setProblem(problemOf(error, data?.resumeInterchange))
  }

  return (
    <div className="row">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Button kind="primary" isDisabled={fetching} onPress={() => void act()}>
        {t('remittance.replay')}
      </Button>
    </div>
  )
}
