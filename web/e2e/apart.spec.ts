/** Two tenants at once see nothing of each other, and nothing stays after the sign-out. */
import { expect, type Page } from '@playwright/test'
import { enter, errorsOf, expectNoBarrier, passwordOf, signIn, signOut, test } from './people'

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

test('two tenants at once, then one after the other in one browser, share nothing', async ({ page, browser }) => {
  const other = await (await browser.newContext()).newPage()
  const errors = errorsOf(other)
  const answers: (string | undefined)[] = []
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url())
    if (!pathname.startsWith('/assets/')) answers.push(answer.headers()['cache-control'])
  })
  await signIn(page, 'biller', 'harbor')
  await signIn(other, 'biller', 'juniper')
  const [harbor, juniper] = [await seenBy(page), await seenBy(other)]
  expect(harbor.filter((address) => juniper.includes(address))).toEqual([])
  await other.context().close()

  await signOut(page)
  await signIn(page, 'biller', 'juniper')
  const after = await seenBy(page)
  await page.goBack()
  await page.goBack()
  await page.goForward()

  expect(after).toEqual(juniper)
  for (const address of harbor) await expect(page.locator(`a[href="${String(address)}"]`)).toHaveCount(0)
  expect(new Set(answers)).toEqual(new Set(['no-store']))
  expect(errors).toEqual([])
})

/** The patients on the list, by their addresses. */
async function seenBy(page: Page): Promise<(string | null)[]> {
  await page.getByRole('link', { name: 'Patients', exact: true }).click()
  const links = page.getByRole('table', { name: 'Patients' }).getByRole('link')
  await expect(links.first()).toBeVisible()
  return links.evaluateAll((found) => found.map((link) => link.getAttribute('href')))
}

test('one goes from one organization to another, and back by its name', async ({ page }) => {
  await signIn(page, 'biller')
  await page.getByRole('button', { name: 'You are at Harbor Sample Pharmacies; go to another' }).click()
  await page.getByRole('menuitem', { name: 'Another organization' }).click()
  await expect(page.getByLabel('Organization')).toHaveValue('')
  await enter(page, 'juniper', 'biller@juniper.example', passwordOf('biller', 'juniper'))
  await page.getByRole('button', { name: /^You are at Juniper/ }).click()
  await expectNoBarrier(page)
  await page.getByRole('menuitem', { name: 'Sign in to harbor' }).click()

  await expect(page.getByLabel('Organization')).toHaveValue('harbor')
})
