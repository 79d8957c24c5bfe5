/** A patient's record: added once, covered, changed, put away and brought back; and many from a file. */
import { expect, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'

const COLUMNS = 'identifier_system,identifier_value,first_name,last_name,birth_on,sex,address_line,city,state,zip_code'
/** Nobody else is called so, however often this has run before. */
const RUN = Date.now().toString(36).replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')
const FAMILY = `Recordson${RUN}`
const DAYS = 20_000
const BORN = new Date(Date.UTC(1940, 0, 1 + (Date.now() % DAYS))).toISOString().slice(0, 10)

async function choose(page: Page, field: string, option: string | RegExp) {
  await page.getByRole('button', { name: field }).click()
  await page.getByRole('option', { name: option }).first().click()
}

async function fillPerson(page: Page, firstName: string, zipCode: string) {
  await page.getByLabel('Family name', { exact: true }).fill(FAMILY)
  await page.getByLabel('Given name', { exact: true }).fill(firstName)
  await page.getByLabel('Born on').fill(BORN)
  await choose(page, 'Sex', 'Female')
  await page.getByLabel('Street and number').fill('12 Sample Street')
  await page.getByLabel('City').fill('Saint Paul')
  await page.getByLabel('State').fill('MN')
  await page.getByLabel('ZIP code').fill(zipCode)
}

async function fillCoverage(page: Page, memberId: string) {
  await choose(page, 'Payer', /./)
  await page.getByLabel('Member id').fill(memberId)
}

test('a patient is added once, covered in order, changed, put away and brought back', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await page.getByRole('link', { name: 'Patients', exact: true }).click()
  await page.getByRole('button', { name: 'Add a patient' }).click()
  const dialog = page.getByRole('dialog')

  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByLabel('Family name', { exact: true })).toHaveAccessibleDescription('This cannot stay empty.')
  await page.keyboard.type(FAMILY)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Go on with it' }).press('Enter')
  await expect(page.getByLabel('Family name', { exact: true })).toHaveValue(FAMILY)
  await fillPerson(page, 'Vera', '5510')
  await fillCoverage(page, `REC${RUN}`.toUpperCase())
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog.getByText(/ZIP code/).last()).toBeVisible()
  await expect(page.getByLabel('ZIP code')).toHaveAttribute('aria-invalid', 'true')
  await expectNoBarrier(page)
  await page.getByLabel('ZIP code').fill('551011234')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: `${FAMILY}, Vera` })).toBeVisible()
  await expect(page).toHaveTitle('Patient · Mortar')
  await expect(page.getByText('Saint Paul, MN 55101-1234')).toBeVisible()
  await expectNoBarrier(page)

  await page.getByRole('button', { name: 'Add coverage' }).click()
  await fillCoverage(page, `SEC${RUN}`.toUpperCase())
  await choose(page, 'The patient is', 'the spouse')
  await page.getByLabel("Subscriber's family name").fill(FAMILY)
  await page.getByLabel("Subscriber's given name").fill('Otto')
  await page.getByLabel('Subscriber born on').fill('1960-01-02')
  await choose(page, "Subscriber's sex", 'Male')
  await page.getByLabel('BIN').fill('12')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('BIN')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('BIN').fill('610014')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  const rows = page.getByRole('region', { name: 'Coverage' }).getByRole('row')
  await expect(rows.nth(2)).toContainText('610014')

  await page.getByRole('button', { name: /Bill before the one above/ }).click()
  await expect(rows.nth(1)).toContainText('610014')

  await rows.nth(1).getByRole('button', { name: /End/ }).click()
  await dialog.getByRole('button', { name: 'End' }).click()
  await expect(dialog).toHaveCount(0)

  await page.getByRole('button', { name: 'No longer looked after here' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'No longer looked after here' }).click()
  await expect(page.getByText('Inactive')).toBeVisible()
  await page.getByRole('button', { name: 'Bring back' }).click()
  await expect(page.getByText('Inactive')).toHaveCount(0)

  await page.getByRole('link', { name: 'Patients', exact: true }).click()
  await page.getByRole('button', { name: 'Add a patient' }).click()
  await fillPerson(page, 'Verah', '55101')
  await fillCoverage(page, `REC${RUN}`.toUpperCase())
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Perhaps here already' })).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'This is the person' }).click()
  await expect(page.getByRole('heading', { level: 1, name: `${FAMILY}, Vera` })).toBeVisible()
})

test('a file of patients is looked at first, and loaded whole or not at all', async ({ page }) => {
  await signIn(page, 'admin')
  await page.getByRole('link', { name: 'Patients', exact: true }).click()
  await page.getByRole('button', { name: 'Import a file' }).click()

  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /Choose a file/ }).click()
  const rows = [`mill,${RUN}1,Iris,${FAMILY}list,1950-02-30,F,1 Sample Street,Saint Paul,MN,55101`]
  await (await chosen).setFiles({ name: 'clinic list.csv', mimeType: 'text/csv', buffer: Buffer.from([COLUMNS, ...rows].join('\n')) })
  await page.getByRole('button', { name: 'Check the file' }).click()
  await expect(page.getByText('1 problem: nothing was kept.')).toBeVisible()
  await expect(page.getByRole('row', { name: /2 birth_on/ })).toBeVisible()
  await expectNoBarrier(page)

  const again = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /Choose a file/ }).click()
  const mended = rows.map((row) => row.replace('1950-02-30', BORN))
  await (await again).setFiles({ name: 'clinic list.csv', mimeType: 'text/csv', buffer: Buffer.from([COLUMNS, ...mended].join('\n')) })
  await page.getByRole('button', { name: 'Check the file' }).click()
  await expect(page.getByText(/Would add 1 patients/)).toBeVisible()
  await page.getByRole('button', { name: 'Load the patients' }).click()
  await expect(page.getByText(/Added 1 patients/)).toBeVisible()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByLabel('Find a patient').fill(`${FAMILY}list`)
  await expect(page.getByRole('link', { name: `${FAMILY}list, Iris` })).toBeVisible()
})
