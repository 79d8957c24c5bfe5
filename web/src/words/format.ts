/** Dates, instants and money as the reader's language writes them. */
import { useTranslation } from 'react-i18next'

const TEN_DIGITS = /^(\d{3})(\d{3})(\d{4})$/
const NINE_DIGITS = /^(\d{5})(\d{4})$/
const CURRENCY = { style: 'currency', currency: 'USD' } as const

export interface Formats {
  money: (cents: number) => string
  /** Without cents, for the scale of a chart. */
  dollars: (dollars: number) => string
  day: (on: string) => string
  instant: (at: string) => string
  time: (at: string) => string
  count: (number: number) => string
  percent: (ratio: number) => string
  /** Ten digits, grouped. */
  phone: (digits: string) => string
  /** Five or nine digits, as the post writes them. */
  zip: (digits: string) => string
}

const MADE = new Map<string, Formats>()

/** Formats are dear to make: once for each language. */
export function formatsOf(language: string): Formats {
  const formats = MADE.get(language) ?? makeFormats(language)
  MADE.set(language, formats)
  return formats
}

function makeFormats(language: string): Formats {
  const locale = language === 'es' ? 'es-US' : 'en-US'
  const money = new Intl.NumberFormat(locale, CURRENCY)
  const whole = new Intl.NumberFormat(locale, { ...CURRENCY, maximumFractionDigits: 0 })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const count = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  return {
    money: (cents) => money.format(cents / 100),
    dollars: (dollars) => whole.format(dollars),
    day: (on) => day.format(new Date(`${on}T00:00:00Z`)),
    instant: (at) => instant.format(new Date(at)),
    time: (at) => time.format(new Date(at)),
    count: (number) => count.format(number),
    percent: (ratio) => percent.format(ratio),
    phone: (digits) => digits.replace(TEN_DIGITS, '$1-$2-$3'),
    zip: (digits) => digits.replace(NINE_DIGITS, '$1-$2'),
  }
}

export function useFormats(): Formats {
  const { i18n } = useTranslation()
  return formatsOf(i18n.language)
}

/** A day as the API takes it, in the browser's own time zone. */
export function today(): string {
  const now = new Date()
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 10)
}
