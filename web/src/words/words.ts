/** The words of the screens, in each language that they speak. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type administration from '../administration/words/en.json'
import type catalogue from '../catalogue/words/en.json'
import type patients from '../patients/words/en.json'
import type protection from '../protection/words/en.json'
import { en, type Words } from './en'
import { learn } from './said'

export const LANGUAGES = { en: 'English', es: 'Español' } as const
export type Language = keyof typeof LANGUAGES

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: {
      translation: Words
      administration: typeof administration
      catalogue: typeof catalogue
      patients: typeof patients
      protection: typeof protection
    }
  }
}

const KEPT_AS = 'screen.language'

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  })
  await speak(preferred())
}

/** English comes with the program; another language is fetched when it is asked for. */
export async function speak(language: Language): Promise<void> {
  if (language === 'es' && !i18next.hasResourceBundle('es', 'translation')) {
    const { es, said } = await import('./es')
    learn('es', said)
    i18next.addResourceBundle('es', 'translation', es)
  }
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  localStorage.setItem(KEPT_AS, language)
}

function preferred(): Language {
  const wanted = localStorage.getItem(KEPT_AS) ?? navigator.language.slice(0, 2)
  return wanted === 'es' ? 'es' : 'en'
}
