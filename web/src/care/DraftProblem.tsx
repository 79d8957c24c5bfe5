/** Says why what was typed was not kept; where somebody else was faster, shows both and lets choose. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import type { Draft } from '../drafts/draft'
import { outbox } from '../drafts/outbox'
import { inWords } from '../words/said'
import { EncounterDocument } from './EncounterScreen'
import { differences, type Difference } from './differences'
import type { Answers, Definition } from './template'

interface ProblemProps {
  draft: Draft
  encounterId: string
  definition: Definition
  /** What is shown from now on. */
  onTheirs: (answers: Answers) => void
}

interface Theirs {
  answers: Answers
  revision: number
  found: Difference[]
}

export function DraftProblem({ draft, encounterId, definition, onTheirs }: ProblemProps) {
  const { t } = useTranslation()
  const client = useClient()
  const [theirs, setTheirs] = useState<Theirs | null>(null)
  if (draft.problem?.code !== 'edited_meanwhile') return <Notice tone="bad">{inWords(draft.problem?.message ?? '')}</Notice>

  async function compare() {
    const { data } = await client.query(EncounterDocument, { id: encounterId, bills: false }, { requestPolicy: 'network-only' }).toPromise()
    const encounter = data?.encounter
    if (!encounter) return
    const answers = (encounter.answers ?? {}) as Answers
    setTheirs({ answers, revision: encounter.revision, found: differences(definition, draft.waiting, answers) })
  }

  function keepMine({ revision, answers }: Theirs) {
    onTheirs({ ...answers, ...draft.waiting })
    outbox.put({ ...draft, revision, problem: null })
    void outbox.flush()
  }

  function takeTheirs({ revision, answers }: Theirs) {
    onTheirs(answers)
    outbox.put({ ...draft, revision, waiting: {}, visit: null, problem: null })
  }

  return (
    <Notice tone="warn">
      <div className="stack">
        <p>{t('drafts.conflict')}</p>
        {theirs === null ? (
          <div>
            <Button onPress={() => void compare()}>{t('drafts.compare')}</Button>
          </div>
        ) : (
          <>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t('drafts.question')}</th>
                  <th scope="col">{t('drafts.mine')}</th>
                  <th scope="col">{t('drafts.theirs')}</th>
                </tr>
              </thead>
              <tbody>
                {theirs.found.map(({ path, label, mine, other }) => (
                  <tr key={path}>
                    <th scope="row">{label}</th>
                    <td>{mine}</td>
                    <td>{other}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <div className="row">
              <Button onPress={() => keepMine(theirs)}>{t('drafts.keepMine')}</Button>
              <Button onPress={() => takeTheirs(theirs)}>{t('drafts.takeTheirs')}</Button>
            </div>
          </>
        )}
      </div>
    </Notice>
  )
}
