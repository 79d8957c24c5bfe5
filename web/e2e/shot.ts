/** One flu shot by keyboard alone, each act of the person counted: for the journey and for the benchmark. */
import { expect, type Page } from '@playwright/test'

/** A syringe of 19515-904-41, an influenza vaccine; the GTIN has its check digit. */
export const BARCODE = '01003195159044141727063010E2E7\u241d21S0001'

/** A keyboard that counts: a key pressed, a run of letters typed, or a scan is one interaction. */
export class Keyboard {
  count = 0

  constructor(private readonly page: Page) {}

  async press(key: string) {
    this.count += 1
    await this.page.keyboard.press(key)
  }

  async type(text: string) {
    this.count += 1
    await this.page.keyboard.type(text)
  }
}

export async function workAt(page: Page, store: RegExp) {
  await page.getByRole('button', { name: 'Store' }).click()
  await page.getByRole('option', { name: store }).first().click()
  // The choosing is over, and so is what it kept hidden.
  await expect(page.getByRole('listbox')).toHaveCount(0)
}

/** Whatever types: what counts, or what watches the focus. */
type Typist = Pick<Keyboard, 'press' | 'type'>

/** Whoever's name begins so and is offered first. */
export async function choosePatient(page: Page, keys: Typist) {
  const field = page.getByRole('combobox', { name: 'Patient' })
  await expect(field).toBeFocused()
  await keys.type('Sam')
  await expect(page.getByRole('option', { name: /^Samp/ }).first()).toBeVisible()
  await keys.press('ArrowDown')
  await expect(field).toHaveAttribute('aria-activedescendant', /./)
  await keys.press('Enter')
}

/** All that the form of a flu shot asks for. */
export async function scanAndAnswer(page: Page, keys: Typist) {
  await expect(page.getByLabel('Barcode of the unit')).toBeFocused()
  await keys.type(`${BARCODE}\n`)
  await expect(page.getByRole('checkbox', { name: /Screened/ })).toBeFocused()
  await keys.press('Space')
  await keys.press('Enter')
  await expect(page.getByRole('button', { name: /Site/ })).toBeFocused()
  await keys.type('l')
  await expect(page.getByText('Nothing is missing.')).toBeVisible()
}

/** From the shortcut to what it would bill; returns the keyboard that counted, to sign with. */
export async function documentFluShot(page: Page): Promise<Keyboard> {
  const keys = new Keyboard(page)
  const live = page.getByRole('complementary', { name: 'The claim, as it stands' })

  await expect(page.getByRole('button', { name: 'Document a service' })).toBeVisible()
  await keys.press('Alt+n')
  await choosePatient(page, keys)
  await expect(page.getByRole('button', { name: 'Begin' })).toBeEnabled()
  await keys.press('Enter')
  await scanAndAnswer(page, keys)
  await expect(live.getByText(/Would bill \$/)).toBeVisible()
  return keys
}
