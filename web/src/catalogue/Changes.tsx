/** What differs between two versions, in plain words. */
import { Badge } from '../design/Badge'
import type { Definition } from './definition'
import { differencesOf, type Difference } from './differences'
import { useWords } from './words'

const SECTIONS = ['words', 'questions', 'coding', 'evidence', 'codes', 'records'] as const
const TONES = { added: 'good', removed: 'bad', changed: 'warn', moved: 'plain' } as const

export function Changes({ before, after }: { before: Definition; after: Definition }) {
  const { t, i18n } = useWords()
  const found = differencesOf(before, after, t, i18n.language)
  if (found.length === 0) return <p className="soft">{t('changes.none')}</p>
  return (
    <div className="stack changes">
      {SECTIONS.filter((section) => found.some((each) => each.section === section)).map((section) => (
        <section key={section} className="stack">
          <h3>{t(`sections.${section}`)}</h3>
          <ul>
            {found
              .filter((each) => each.section === section)
              .map((difference, place) => (
                <Changed key={place} difference={difference} />
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Changed({ difference: { how, name, parts } }: { difference: Difference }) {
  const { t, i18n } = useWords()
  const partWords = (part: string) => (i18n.exists(`parts.${part}`, { ns: 'catalogue' }) ? t(`parts.${part as 'label'}`) : part)
  const known = name === 'name' || name === 'attestation' || name === 'serviceKind' || name === 'default_diagnoses' ? t(`parts.${name}`) : name
  return (
    <li>
      <Badge tone={TONES[how]}>{t(`how.${how}`)}</Badge> <strong>{known}</strong>
      {parts.map(({ part, before, after }) => (
        <p key={part}>
          {partWords(part)}: {before === '' ? <span className="soft">{t('changes.nothing')}</span> : <del>{before}</del>} →{' '}
          {after === '' ? <span className="soft">{t('changes.nothing')}</span> : <ins>{after}</ins>}
        </p>
      ))}
    </li>
  )
}
