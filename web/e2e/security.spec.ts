/** Who may come in, who saw whom, and whether the records of it are whole. */
import { expect, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'

test('a screen that breaks down leaves the frame, and a way out', async ({ browser }) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await signIn(page, 'auditor')
  await page.route('**/graphql', async (route) => {
    if (!(route.request().postData() ?? '').includes('AuditEvents')) return route.continue()
    const answer = await route.fetch()
    return route.fulfill({ response: answer, body: (await answer.text()).replaceAll(/"createdAt":"[^"]*"/g, '"createdAt":"never"') })
  })
  await page.getByRole('link', { name: 'Audit', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Something went wrong on this screen' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  await expectNoBarrier(page)
  await page.unroute('**/graphql')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table', { name: 'Audit' }).getByRole('link').first()).toBeVisible()

  await page.route('**/assets/PayersScreen*', (route) => route.abort())
  await page.getByRole('link', { name: 'Payers', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'There is a new version' })).toBeVisible()
  await expectNoBarrier(page)
  await page.unroute('**/assets/PayersScreen*')
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Payers' })).toBeVisible()
  await context.close()
})

test('who may only read sees stores, providers and settings, and nothing to do there', async ({ page }) => {
  await signIn(page, 'auditor')

  for (const room of ['Stores', 'Providers', 'Payers', 'Settings']) {
    await enter(page, room)
    await expect(page.locator('main').getByRole('button', { name: /^(Add|Rename|Move|Decide|Switch)/ })).toHaveCount(0)
  }
})

async function enter(page: Page, room: string) {
  await page.getByRole('link', { name: room, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible()
  await expect(page.getByText('Loading …')).toHaveCount(0)
}
