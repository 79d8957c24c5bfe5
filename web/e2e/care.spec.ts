/** Care by keyboard alone: one flu shot, a clinic day, and the connection cut and restored. */
import { expect, type Locator, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'
import { BARCODE, documentFluShot, workAt } from './shot'

const MOST_INTERACTIONS = 12
/** Of the demo's patients: some come twice. */
const PATIENTS = ['Sam', 'Moc', 'Fic', 'Inv', 'Testc', 'Sam', 'Moc', 'Fic', 'Inv', 'Testc']
const CUT_AFTER = 4

test('a flu shot is ready to bill within twelve interactions, by keyboard alone', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await workAt(page, /Harbor/)
  const keys = await documentFluShot(page)
  await expect(page.getByLabel('Lot')).toHaveValue('E2E7')
  await expect(page.getByLabel('Expires on')).toHaveValue('2027-06-30')
  expect(keys.count).toBeLessThanOrEqual(MOST_INTERACTIONS)
  await expectNoBarrier(page)
  await keys.press('Control+Enter')
  await expect(page.getByText('Signed', { exact: true })).toBeVisible()
})

test('a barcode that was misread is refused in words', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await page.getByRole('link', { name: 'Clinic day' }).click()
  await workAt(page, /Harbor/)
  const field = page.getByLabel('Barcode of the unit')

  await field.fill(BARCODE.replace('4414', '4415'))
  await field.press('Enter')
  await expect(page.getByText(/check digit/)).toBeVisible()
  await field.fill('(01)00319515904414(17)200600(10)OLD1')
  await field.press('Enter')

  await expect(page.getByText(/expired on/)).toBeVisible()
})

test('ten patients of a clinic day are documented and signed by keyboard, the connection cut meanwhile', async ({
  page,
}) => {
  await signIn(page, 'pharmacist')
  await page.getByRole('link', { name: 'Clinic day' }).click()
  await workAt(page, /Harbor/)
  const grid = page.getByRole('grid', { name: 'Clinic day' })
  await expect(grid).toBeVisible()
  const before = await grid.getByRole('row').count()
  const scan = page.getByLabel('Barcode of the unit')
  await scan.fill(BARCODE)
  await scan.press('Enter')
  await expect(page.getByRole('combobox', { name: 'NDC' })).toHaveValue('19515090441')

  const ready = grid.getByText('Ready to sign')
  await expect(grid.getByText('Checking')).toHaveCount(0)
  const already = await ready.count()
  for (const [place, letters] of PATIENTS.entries()) {
    await documentNext(page, grid, letters)
    if (place === CUT_AFTER) {
      await expect(ready).toHaveCount(already + CUT_AFTER + 1)
      await cutAndRestore(page, grid, before)
      await expect(ready).toHaveCount(already + CUT_AFTER + 1)
    }
  }
  await expect(ready).toHaveCount(already + PATIENTS.length)
  await expectNoBarrier(page)
  await page.keyboard.press('Alt+s')
  await expect(page.getByRole('dialog', { name: /^Sign \d+ encounters/ })).toBeVisible()
  await expectNoBarrier(page)
  await page.keyboard.press('Enter')

  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(grid.getByText('Ready to sign')).toHaveCount(0)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
})

/** Letters, Enter takes the first found, Enter says screened, a letter says where. */
async function documentNext(page: Page, grid: Locator, letters: string) {
  await grid.getByText('Next patient …').click()
  await page.keyboard.type(letters)
  await expect(grid.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.press('l')
}

/** Without a connection a site is put right: it is kept here, unreadable, and goes when it is back. */
async function cutAndRestore(page: Page, grid: Locator, row: number) {
  const site = grid.getByRole('row').nth(row - 1).getByText('Left deltoid')
  await page.context().setOffline(true)
  await site.click()
  await page.keyboard.press('r')
  await expect(page.getByText(/No connection\./)).toBeVisible()
  await expect(grid.getByText('Kept here')).toHaveCount(1)
  await expectNothingReadable(page)
  await page.context().setOffline(false)
  await expect(page.getByText(/No connection\./)).toHaveCount(0)
  await expect(grid.getByText('Right deltoid').first()).toBeVisible()
}

/** Of what is kept meanwhile nothing can be read, wherever it is kept. */
async function expectNothingReadable(page: Page) {
  const kept = await page.evaluate(async () => {
    const open = indexedDB.open('mortar-drafts')
    const database = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)))
    const all = database.transaction('sealed').objectStore('sealed').getAll()
    const records = await new Promise<unknown[]>((resolve) => (all.onsuccess = () => resolve(all.result)))
    database.close()
    const bytes = (value: unknown) => (value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) : value)
    return JSON.stringify({ records: records.map((each) => Object.values(each as object).map(bytes)), local: { ...localStorage } })
  })
  expect(kept).not.toMatch(/site_code|lot_number|E2E7|Patient_/)
  expect(kept.length).toBeGreaterThan(100)
}
