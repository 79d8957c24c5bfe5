/** What the screens of administration say, and how they look: both come with them, not with the first page. */
import i18next from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../words/words'
import './administration.css'
import en from './words/en.json'
import es from './words/es.json'
import inSpanish from './words/server.es.json'

const WORDS = { en, es } satisfies Record<Language, typeof en>
for (const [language, words] of Object.entries(WORDS)) i18next.addResourceBundle(language, 'administration', words)

export function useWords() {
  return useTranslation('administration')
}

/** The server's own sentences, by what they are about: it says them in English. */
export function useSentence(): (about: string, sentence: string) => string {
  const { i18n } = useTranslation()
  return useCallback(
    (about, sentence) => (i18n.language === 'es' && (inSpanish as Record<string, string>)[about]) || sentence,
    [i18n.language],
  )
}
