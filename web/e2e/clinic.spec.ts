/** A clinic day of sixty, by keyboard alone, at a desk and then on a tablet, with the connection cut in the middle. */
import { expect, type Page } from '@playwright/test'
import { DESK, TABLET, test, type Keys } from './keyboard'
import { ask, expectNoBarrier } from './people'
import { BARCODE } from './shot'
import { addMembers, openStore } from './visits'

const now = Date.now().toString(36)
/** Like nobody's of an earlier run. */
const FAMILY = Array.from({ length: 9 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('')
const PATIENTS = 60
/** A file has most of them, the rest is pasted. */
const IN_FILE = 50
const CUT_AT = 4
const ALONE_WHILE_CUT = 3

test('sixty patients of a clinic day are documented by keyboard, kept without a connection, and signed together', async ({ page, keys, browser }) => {
  const store = `Quay ${now}`
  await openStore(browser, store)
  const people = await addMembers(browser, FAMILY, PATIENTS)
  const lines = people.map(({ firstName, birthOn }) => `${FAMILY},${firstName},${birthOn}`)
  await page.setViewportSize(DESK)
  await keys.signIn('pharmacist')
  await keys.goTo('Clinic day')
  await keys.choose(page.getByRole('button', { name: 'Store' }), store)
  const grid = page.getByRole('grid', { name: 'Clinic day' })
  await expect(grid).toBeVisible()
  await keys.to(page.getByLabel('Barcode of the unit'))
  await keys.type(`${BARCODE}\n`)
  await expect(page.getByRole('combobox', { name: 'NDC' })).toHaveValue('19515090441')

  // A file and a paste fill the rows; who is in no record is said at the row, and leaves.
  await keys.to(page.getByRole('button', { name: 'Fill from a list' }))
  await openFile(page, keys, ['last_name,first_name,birth_on', ...lines.slice(0, IN_FILE), `Nobody${now},Known,1960-01-01`].join('\n'))
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(cell(page, 1, 'Screened')).toBeFocused()
  await keys.press('Control+End')
  await keys.press('Home')
  await keys.press('ArrowUp')
  await expect(page.getByText(/Nobody, or more than one, was found/)).toBeVisible()
  await keys.press('Delete')
  await expect(cell(page, IN_FILE + 1, 'Patient')).toHaveText('Next patient …')
  await paste(page, keys, lines.slice(IN_FILE).join('\n'))
  await keys.enter(page.getByRole('button', { name: 'Look for 10 people' }))
  await expectCounted(page, 0, 0)

  // Enter says screened, a letter says where, Enter goes to whoever waits next.
  await keys.press('Control+Home')
  await keys.press('Tab')
  for (let row = 1; row <= CUT_AT; row += 1) await document_(page, keys, row, 'l')
  await expectCounted(page, CUT_AT, 0)
  await expectNoBarrier(page)
  await page.context().setOffline(true)
  for (let row = CUT_AT + 1; row <= CUT_AT + ALONE_WHILE_CUT; row += 1) await document_(page, keys, row, 'r')
  await expect(page.getByText(/No connection\. 3 drafts/)).toBeVisible()
  await page.setViewportSize(TABLET)
  await fillTheRest(page, keys)
  await keys.press('Control+ArrowDown')
  await expect(cell(page, PATIENTS, 'Status')).toHaveText(/Kept here/)
  await expect(page.getByText(/No connection\. 5[67] drafts/)).toBeVisible()
  await expectNothingReadable(page)
  await page.context().setOffline(false)
  await expectCounted(page, PATIENTS, 0)
  await expect(page.getByText(/No connection/)).toHaveCount(0)
  await expectNoBarrier(page)

  await keys.press('Alt+s')
  const dialog = page.getByRole('dialog', { name: `Sign ${String(PATIENTS)} encounters` })
  await expect(dialog.getByRole('button', { name: 'Sign all 60' })).toBeFocused()
  await expectNoBarrier(page)
  await keys.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expectCounted(page, 0, PATIENTS)
  await keys.expectFocus()
  await expect.poll(() => billedOf(page)).toBe(PATIENTS)
  await keys.enter(page.getByRole('button', { name: 'Sign out' }), 'Shift+Tab')
  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
})

/** In the order of the grid. */
const COLUMNS = ['Patient', 'Screened', 'Vaccine', 'Lot', 'Expires', 'Site', 'Provider', 'Status'] as const

/** Beneath the head, from 1. */
function cell(page: Page, row: number, column: (typeof COLUMNS)[number]) {
  return page.getByRole('grid').locator(`[aria-rowindex="${String(row + 1)}"] [aria-colindex="${String(COLUMNS.indexOf(column) + 1)}"]`)
}

async function document_(page: Page, keys: Keys, row: number, site: string) {
  await expect(cell(page, row, 'Screened')).toBeFocused()
  await keys.press('Enter')
  await expect(cell(page, row, 'Site')).toBeFocused()
  await keys.press(site)
  await keys.press('Enter')
}

/** One patient stands for all who are left: rows are chosen in a column, and filled at once. */
async function fillTheRest(page: Page, keys: Keys) {
  const first = CUT_AT + ALONE_WHILE_CUT + 1
  await expect(cell(page, first, 'Screened')).toBeFocused()
  await keys.press('Enter')
  await expect(cell(page, first, 'Site')).toBeFocused()
  await keys.press('l')
  await keys.press('Control+Shift+ArrowDown')
  await keys.press('Control+d')
  await expect(cell(page, PATIENTS, 'Site')).toHaveText('Left deltoid')
  await keys.press('Home')
  await keys.press('ArrowRight')
  await keys.press('Control+Shift+ArrowUp')
  await keys.press('Control+d')
  await expect(cell(page, 1, 'Screened')).toHaveText('Yes')
}

async function openFile(page: Page, keys: Keys, text: string) {
  await keys.press('Enter')
  await expect(page.getByLabel('People')).toBeFocused()
  const chooser = page.waitForEvent('filechooser')
  await keys.enter(page.getByRole('button', { name: 'Open a file' }))
  await (await chooser).setFiles({ name: 'clinic.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await keys.enter(page.getByRole('button', { name: 'Look for 51 people' }), 'Shift+Tab')
}

async function paste(page: Page, keys: Keys, text: string) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await keys.press('Control+v')
}

async function expectCounted(page: Page, ready: number, signed: number) {
  await expect(page.getByText(`${String(PATIENTS)} patients, ${String(ready)} ready, ${String(signed)} signed`)).toBeVisible()
}

/** Of what is kept meanwhile nothing can be read, wherever it is kept. */
async function expectNothingReadable(page: Page) {
  // Each is sealed by itself, a moment after it was typed.
  await expect.poll(async () => (await kept(page)).count).toBeGreaterThanOrEqual(PATIENTS - CUT_AT)
  expect((await kept(page)).text).not.toMatch(new RegExp(`${FAMILY}|site_code|lot_number|E2E7|Patient_`))
}

function kept(page: Page) {
  return page.evaluate(async () => {
    const open = indexedDB.open('mortar-drafts')
    const database = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)))
    const all = database.transaction('sealed').objectStore('sealed').getAll()
    const records = await new Promise<object[]>((resolve) => (all.onsuccess = () => resolve(all.result as object[])))
    database.close()
    const bytes = (value: unknown) => (value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) : value)
    const elsewhere = { local: { ...localStorage }, session: { ...sessionStorage }, caches: await caches.keys() }
    return { count: records.length, text: JSON.stringify({ records: records.map((each) => Object.values(each).map(bytes)), elsewhere }) }
  })
}

const CLAIMS = `
  query Claims($name: String!) {
    patients(first: 60, filter: { name: { startsWith: $name } }) { nodes { claims(first: 2) { nodes { displayStatus } } } }
  }`

interface Billed {
  patients: { nodes: { claims: { nodes: { displayStatus: string }[] } }[] }
}

/** How many have one claim that is ready to bill, or on its way already. */
async function billedOf(page: Page): Promise<number> {
  const { patients } = await ask<Billed>(page, CLAIMS, { name: FAMILY })
  return patients.nodes.filter(({ claims: { nodes } }) => nodes.length === 1 && nodes[0]?.displayStatus !== 'NEEDS_FIX').length
}
