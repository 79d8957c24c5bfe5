/** What the screens of the catalogue say, and how they look: both come with them, not with the first page. */
import i18next, { type TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Language } from '../words/words'
import './catalogue.css'
import en from './words/en.json'
import es from './words/es.json'

const WORDS = { en, es } satisfies Record<Language, typeof en>
for (const [language, words] of Object.entries(WORDS)) i18next.addResourceBundle(language, 'catalogue', words)

export type Say = TFunction<'catalogue'>

export function useWords() {
  return useTranslation('catalogue')
}
