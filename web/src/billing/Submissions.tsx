/** Every interchange that left or will leave, and what came back for it. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Badge } from '../design/Badge'
import { Loading, Notice, Trouble } from '../design/Notice'
import { graphql } from '../graphql/generated'
import { useFormats } from '../words/format'
import { inWords } from '../words/said'

const MOST_SHOWN = 50

const Interchanges = graphql(`
  query Interchanges($first: Int!) {
    interchanges(first: $first) {
      totalCount
      nodes {
        id
        controlNumber
        claimCount
        chargeCents
        status
        sentAt
        createdAt
        lastError
        tradingPartner {
          id
          name
        }
        acknowledgements {
          id
          kind
          isAccepted
          message
          createdAt
        }
      }
    }
  }
`)

export default function Submissions() {
  const { t } = useTranslation()
  const { instant, money, count } = useFormats()
  const [{ data, error }] = useQuery({ query: Interchanges, variables: { first: MOST_SHOWN } })
  if (error) return <Trouble error={error} />
  if (!data) return <Loading />
  const interchanges = data.interchanges.nodes
  return (
    <>
      <h1>{t('rooms.submissions')}</h1>
      {interchanges.length === 0 && <Notice>{t('submission.none')}</Notice>}
      {interchanges.length > 0 && (
        <section className="panel" aria-label={t('rooms.submissions')}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t('submission.number')}</th>
                <th scope="col">{t('submission.partner')}</th>
                <th scope="col">{t('submission.sentAt')}</th>
                <th scope="col" className="number">{t('remittance.claims')}</th>
                <th scope="col" className="number">{t('claims.charge')}</th>
                <th scope="col">{t('claims.status')}</th>
                <th scope="col">{t('submission.answers')}</th>
              </tr>
            </thead>
            <tbody>
              {interchanges.map((each) => (
                <tr key={each.id}>
                  <td className="mono">{String(each.controlNumber).padStart(9, '0')}</td>
                  <td>{each.tradingPartner.name}</td>
                  <td>{each.sentAt ? instant(each.sentAt) : '—'}</td>
                  <td className="number">{count(each.claimCount)}</td>
                  <td className="number">{money(each.chargeCents)}</td>
                  <td>
                    <Badge tone={each.lastError ? 'bad' : 'plain'}>{t(`submission.state.${each.status}` as 'submission.state.sent')}</Badge>
                    {each.lastError && <p className="error">{each.lastError}</p>}
                  </td>
                  <td>
                    <details>
                      <summary>{t('submission.answersCount', { count: each.acknowledgements.length })}</summary>
                      <ul className="plain-list">
                        {each.acknowledgements.map((answer) => (
                          <li key={answer.id}>
                            <Badge tone={answer.isAccepted ? 'good' : 'bad'}>{answer.kind}</Badge> {inWords(answer.message)}
                          </li>
                        ))}
                      </ul>
                    </details>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}
