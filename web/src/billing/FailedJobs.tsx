/** Background work that was given up, with the reason; tried again one by one or together. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { CheckField } from '../design/CheckField'
import { Button } from '../design/Fields'
import { More } from '../design/More'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useScroll } from '../design/scroll'
import { graphql } from '../graphql/generated'
import type { FailedJobsQuery } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'

const PAGE = 50

const FailedJobsDocument = graphql(`
  query FailedJobs($first: Int!, $after: String, $filter: FailedJobFilter) {
    failedJobs(first: $first, after: $after, filter: $filter) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        job
        reason
        attemptCount
        createdAt
        resumedAt
        subject
      }
    }
  }
`)

const ResumeJobs = graphql(`
  mutation ResumeJobs($ids: [ID!]!) {
    resumeJobs(failedJobIds: $ids) {
      ... on ResumedJobs {
        jobs {
          id
          isOpen
          resumedAt
        }
      }
      ...Refused
    }
  }
`)

/** The screen of what a job is about, by the type of its id. */
const SCREENS = { Encounter: '/encounters', Claim: '/claims', Interchange: '/submissions', Remittance: '/remittances' } as const

type Job = FailedJobsQuery['failedJobs']['nodes'][number]

export default function FailedJobs() {
  const { t } = useTranslation()
  const may = useMay()
  const [address, setAddress] = useSearchParams()
  const isOpen = address.get('view') !== 'resumed'
  const filter = useMemo(() => ({ isOpen }), [isOpen])
  const { after, more } = useScroll(String(isOpen))
  const [{ data, fetching, error }] = useQuery({ query: FailedJobsDocument, variables: { first: PAGE, after, filter } })
  const list = data?.failedJobs
  const mayRetry = isOpen && may('submissions:submit')
  return (
    <>
      <h1>{t('rooms.failedJobs')}</h1>
      <p className="soft">{t('failedJobs.help')}</p>
      <div className="filters" role="group" aria-label={t('failedJobs.views')}>
        <Button aria-pressed={isOpen} onPress={() => setAddress({})}>
          {t('failedJobs.open')}
        </Button>
        <Button aria-pressed={!isOpen} onPress={() => setAddress({ view: 'resumed' })}>
          {t('failedJobs.resumed')}
        </Button>
      </div>
      <Trouble error={error} />
      {!list && !error && <Loading />}
      {list?.nodes.length === 0 && <Notice tone="good">{t(isOpen ? 'failedJobs.none' : 'failedJobs.noneSuch')}</Notice>}
      {list && list.nodes.length > 0 && (
        <>
          <JobTable jobs={list.nodes} mayRetry={mayRetry} />
          <More list={list} more={more} isLoading={fetching} />
        </>
      )}
    </>
  )
}

function JobTable({ jobs, mayRetry }: { jobs: readonly Job[]; mayRetry: boolean }) {
  const { t, i18n } = useTranslation()
  const { instant, count } = useFormats()
  const [{ fetching }, resume] = useMutation(ResumeJobs)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [problem, setProblem] = useState<string | null>(null)
  const here = jobs.filter(({ id }) => chosen.has(id))

  async function retry(ids: string[]) {
    const { data, error } = await resume({ ids })
    setProblem(problemOf(error, data?.resumeJobs))
    setChosen(new Set())
  }

  function choose(id: string, isWanted: boolean) {
    const changed = new Set(chosen)
    if (isWanted) changed.add(id)
    else changed.delete(id)
    setChosen(changed)
  }

  const nameOf = (job: string) => (i18n.exists(`failedJobs.name.${job}`) ? t(`failedJobs.name.${job}` as 'failedJobs.name.read_file') : job)
  return (
    <>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {here.length > 0 && (
        <div className="bulk">
          <Button kind="primary" isDisabled={fetching} onPress={() => void retry(here.map(({ id }) => id))}>
            {t('failedJobs.retryMany', { count: here.length })}
          </Button>
        </div>
      )}
      <section className="panel across" aria-label={t('rooms.failedJobs')}>
        <table className="plain">
          <thead>
            <tr>
              {mayRetry && (
                <th scope="col">
                  <CheckField label={t('table.chooseAll')} value={here.length === jobs.length} onChange={(all) => setChosen(new Set(all ? jobs.map(({ id }) => id) : []))} />
                </th>
              )}
              <th scope="col">{t('failedJobs.job')}</th>
              <th scope="col">{t('failedJobs.about')}</th>
              <th scope="col">{t('failedJobs.reason')}</th>
              <th scope="col" className="number">{t('failedJobs.attempts')}</th>
              <th scope="col">{t('failedJobs.when')}</th>
              {mayRetry && <th scope="col">{t('quarantine.acts')}</th>}
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <tr key={job.id}>
                {mayRetry && (
                  <td>
                    <CheckField label={t('table.choose', { name: nameOf(job.job) })} value={chosen.has(job.id)} onChange={(isWanted) => choose(job.id, isWanted)} />
                  </td>
                )}
                <td>{nameOf(job.job)}</td>
                <td>
                  <Subject id={job.subject} />
                </td>
                <td>{inWords(job.reason)}</td>
                <td className="number">{count(job.attemptCount)}</td>
                <td>{instant(job.createdAt)}</td>
                {mayRetry && (
                  <td>
                    <Button kind="quiet" isDisabled={fetching} onPress={() => void retry([job.id])}>
                      {t('failedJobs.retry')}
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function Subject({ id }: { id: string | null | undefined }) {
  const { t } = useTranslation()
  if (!id) return '—'
  const kind = id.slice(0, id.indexOf('_'))
  const words = t(`failedJobs.subject.${kind}` as 'failedJobs.subject.Claim')
  return kind in SCREENS ? <Link href={`${SCREENS[kind as keyof typeof SCREENS]}/${id}`}>{words}</Link> : words
}
