/** Two tenants at once see nothing of each other, and nothing stays after the sign-out. */
import { expect } from '@playwright/test'
import { signIn, test } from './people'

test('another tenant sees nothing, not even by address', async ({ page, browser }) => {
  await signIn(page, 'biller', 'harbor')
  await page.getByRole('link', { name: 'Claims', exact: true }).click()
  const link = page.getByRole('table', { name: 'Claims' }).getByRole('link').first()
  const address = (await link.getAttribute('href')) ?? ''
  const number = (await link.textContent()) ?? ''

  const elsewhere = await browser.newPage()
  await signIn(elsewhere, 'biller', 'juniper')
  await elsewhere.goto(address)

  await expect(elsewhere.getByText('There is no such thing here')).toBeVisible()
  await expect(elsewhere.getByText(number)).toHaveCount(0)
  await elsewhere.close()
})

test('nothing stays after the sign-out', async ({ page }) => {
  await signIn(page, 'biller')
  await page.getByRole('link', { name: 'Claims', exact: true }).click()
  const link = page.getByRole('table', { name: 'Claims' }).getByRole('link').first()
  const number = (await link.textContent()) ?? 'none'
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()

  await page.goBack()

  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
  await expect(page.getByText(number)).toHaveCount(0)
  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage).filter((name) => !name.startsWith('screen.')),
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }))
  expect(kept).toEqual({ local: [], session: 0, databases: 0, caches: 0 })
})
