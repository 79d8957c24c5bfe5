/** What the server says, in the reader's language; what there are no words for stays as it was said. */
import i18next from 'i18next'

export interface Said {
  /** Whole sentences as the server's code has them, `{}` for what it fills in. */
  sentences: Record<string, string>
  /** Sentences that it puts together from parts. */
  composed: Record<string, string>
  /** What it fills in. */
  words: Record<string, string>
  /** The shipped templates: services, questions, choices. */
  templates: Record<string, string>
}

interface Pattern {
  matches: RegExp
  said: string
}

interface Known {
  whole: ReadonlyMap<string, string>
  /** The most telling first. */
  patterns: readonly Pattern[]
}

const GAP = '{}'
const SENTENCE_ENDS = /(?<=[.?]) (?=[A-Z])/
const known = new Map<string, Known>()

export function learn(language: string, { sentences, composed, words, templates }: Said): void {
  const all = Object.entries({ ...templates, ...words, ...sentences, ...composed })
  const patterns = all.filter(([text]) => text.includes(GAP)).sort(([one], [other]) => literal(other) - literal(one))
  known.set(language, {
    whole: new Map(all.filter(([text]) => !text.includes(GAP))),
    patterns: patterns.map(([text, said]) => ({ matches: patternOf(text), said })),
  })
}

export function inWords(text: string, language = i18next.language): string {
  const words = known.get(language)
  if (words === undefined || text === '') return text
  const told = ofOne(words, text, language)
  if (told !== null) return told
  const sentences = text.split(SENTENCE_ENDS)
  return sentences.length > 1 ? sentences.map((each) => ofOne(words, each, language) ?? each).join(' ') : text
}

function ofOne({ whole, patterns }: Known, text: string, language: string): string | null {
  const told = whole.get(text)
  if (told !== undefined) return told
  for (const { matches, said } of patterns) {
    const found = matches.exec(text)
    if (found === null) continue
    const parts = found.slice(1)
    return said.replaceAll(GAP, () => inWords(parts.shift() ?? '', language))
  }
  return null
}

/** What is filled in does not go on into the next sentence, unless it comes last. */
function patternOf(text: string): RegExp {
  const parts = text.split(GAP).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  const last = parts.at(-1) === '' ? parts.length - 2 : -1
  return new RegExp(`^${parts.map((part, place) => (place === parts.length - 1 ? part : `${part}${place === last ? '(.+)' : String.raw`((?:(?!\. ).)+?)`}`)).join('')}$`)
}

function literal(text: string): number {
  return text.replaceAll(GAP, '').length
}
