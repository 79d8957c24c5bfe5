/** What the screens of patients say; it comes with them, not with the first page. */
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Language } from '../words/words'
import en from './words/en.json'
import es from './words/es.json'

const WORDS = { en, es } satisfies Record<Language, typeof en>
for (const [language, words] of Object.entries(WORDS)) i18next.addResourceBundle(language, 'patients', words)

export function useWords() {
  return useTranslation('patients')
}
