/** One draft and two people, then no connection: nothing is overwritten, and nothing stays behind. */
import { expect, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'
import { workAt } from './shot'

test('two edit one draft and the later chooses; a sign-out without a connection leaves nothing', async ({ page, browser }) => {
  const other = await (await browser.newContext()).newPage()
  await signIn(page, 'pharmacist')
  await workAt(page, /Harbor/)
  await begin(page)
  await signIn(other, 'technician')
  await other.goto(new URL(page.url()).pathname)
  await other.getByLabel('Lot').fill('THEIRS')
  await expect(other.getByText('Saved', { exact: true })).toBeVisible()
  await page.getByLabel('Lot').fill('MINE')
  await expect(page.getByText(/Somebody else saved this meanwhile/)).toBeVisible()
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByRole('row', { name: /Lot\s+MINE\s+THEIRS/ })).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Keep what I typed' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await other.reload()
  await expect(other.getByLabel('Lot')).toHaveValue('MINE')
  await other.context().close()

  await page.context().setOffline(true)
  await page.getByLabel('Lot').fill('AWAY')
  await expect(page.getByText(/No connection\./)).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  const asked = page.getByRole('alertdialog', { name: 'Not everything was sent' })
  await expect(asked).toBeVisible()
  await asked.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
  expect(await keptBy(page)).toEqual({ local: [], session: 0, databases: 0, caches: 0 })

  await page.context().setOffline(false)
  await page.goto('/patients')
  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
})

async function begin(page: Page) {
  await expect(page.getByRole('button', { name: 'Document a service' })).toBeVisible()
  await page.keyboard.press('Alt+n')
  await page.getByRole('combobox', { name: 'Patient' }).fill('Sam')
  await page.getByRole('option', { name: /^Samp/ }).first().click()
  await page.getByRole('button', { name: 'Begin' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Immunization' })).toBeVisible()
  await page.getByLabel('Lot').fill('FIRST')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
}

/** Whatever a browser may keep, but for how screens look. */
async function keptBy(page: Page) {
  return page.evaluate(async () => ({
    local: Object.keys(localStorage).filter((name) => !name.startsWith('screen.')),
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }))
}
