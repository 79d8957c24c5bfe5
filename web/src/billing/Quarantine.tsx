/** What could not be read or proved, with the reason; replayed once its cause is mended. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { Button } from '../design/Fields'
import { More } from '../design/More'
import { Loading, Notice, Trouble } from '../design/Notice'
import { useScroll } from '../design/scroll'
import { graphql } from '../graphql/generated'
import { problemOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'
import { ReplayRemittance } from './ReplayRemittance'

const PAGE = 50

const Waiting = graphql(`
  query Waiting($files: Boolean!, $payments: Boolean!, $first: Int!, $afterFile: String, $afterPayment: String) {
    rawFiles(first: $first, after: $afterFile, filter: { status: { equals: "quarantined" } }) @include(if: $files) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
        kind
        reason
        createdAt
      }
    }
    remittances(first: $first, after: $afterPayment, filter: { status: { equals: "quarantined" } }) @include(if: $payments) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        traceNumber
        payerName
        reason
        paidCents
        createdAt
        claimCount
        claimPayments(first: 3) {
          nodes {
            id
            patientControlNumber
          }
        }
      }
    }
  }
`)

const ReplayFile = graphql(`
  mutation ReplayFile($id: ID!) {
    replayFile(rawFileId: $id) {
      ... on RawFile {
        id
        status
        reason
      }
      ...Refused
    }
  }
`)

export default function Quarantine() {
  const { t } = useTranslation()
  const may = useMay()
  const { instant, money } = useFormats()
  const files = useScroll('files')
  const payments = useScroll('payments')
  const shown = { files: may('submissions:read'), payments: may('remittances:read') }
  const [{ data, fetching, error }] = useQuery({ query: Waiting, variables: { ...shown, first: PAGE, afterFile: files.after, afterPayment: payments.after } })
  const [{ fetching: isReplaying }, replay] = useMutation(ReplayFile)
  const [problem, setProblem] = useState<string | null>(null)
  const { rawFiles, remittances } = data ?? {}
  return (
    <>
      <h1>{t('rooms.quarantine')}</h1>
      <Trouble error={error} />
      {!data && !error && <Loading />}
      {problem && <Notice tone="bad">{problem}</Notice>}
      {data && (rawFiles?.nodes.length ?? 0) + (remittances?.nodes.length ?? 0) === 0 && <Notice tone="good">{t('quarantine.empty')}</Notice>}
      {rawFiles && rawFiles.nodes.length > 0 && (
        <section className="panel" aria-labelledby="files">
          <header>
            <h2 id="files">{t('quarantine.files')}</h2>
          </header>
          <p className="body soft">{t('quarantine.filesHelp')}</p>
          <table className="plain">
            <tbody>
              {rawFiles.nodes.map((file) => (
                <tr key={file.id}>
                  <td className="mono">{file.name}</td>
                  <td>{instant(file.createdAt)}</td>
                  <td>{inWords(file.reason ?? '')}</td>
                  <td>
                    {may('submissions:submit') && (
                      <Button
                        isDisabled={isReplaying}
                        onPress={() =>
                          void replay({ id: file.id }).then((answer) =>
                            setProblem(problemOf(answer.error, answer.data?.replayFile) ?? stillWaiting(answer.data?.replayFile)),
                          )
                        }
                      >
                        {t('remittance.replay')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <More list={rawFiles} more={files.more} isLoading={fetching} />
        </section>
      )}
      {remittances && remittances.nodes.length > 0 && (
        <section className="panel" aria-labelledby="payments">
          <header>
            <h2 id="payments">{t('rooms.remittances')}</h2>
          </header>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t('remittance.trace')}</th>
                <th scope="col">{t('claims.payer')}</th>
                <th scope="col">{t('rooms.claims')}</th>
                <th scope="col">{t('quarantine.why')}</th>
                <th scope="col" className="number">{t('claims.paid')}</th>
                {may('remittances:post') && <th scope="col">{t('quarantine.acts')}</th>}
              </tr>
            </thead>
            <tbody>
              {remittances.nodes.map((each) => (
                <tr key={each.id}>
                  <td>
                    <Link href={`/remittances/${each.id}`}>{each.traceNumber}</Link>
                  </td>
                  <td>{each.payerName}</td>
                  <td className="mono">
                    {each.claimPayments.nodes.map(({ patientControlNumber }) => patientControlNumber).join(', ')}
                    {each.claimCount > each.claimPayments.nodes.length && ` +${String(each.claimCount - each.claimPayments.nodes.length)}`}
                  </td>
                  <td>{inWords(each.reason ?? '')}</td>
                  <td className="number">{money(each.paidCents)}</td>
                  {may('remittances:post') && (
                    <td>
                      <ReplayRemittance remittance={each} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
          <More list={remittances} more={payments.more} isLoading={fetching} />
        </section>
      )}
    </>
  )
}

/** Read again, and still not to be read: the reason is the news. */
function stillWaiting(answer: { __typename: string; status?: string; reason?: string | null } | undefined): string | null {
  return answer?.__typename === 'RawFile' && answer.status === 'quarantined' ? inWords(answer.reason ?? '') : null
}
