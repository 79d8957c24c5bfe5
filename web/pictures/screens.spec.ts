/** Takes a picture of every screen of an admin, and of the door, in both themes. */
import { expect, test, type Page } from '@playwright/test'
import { signIn } from '../e2e/people'

for (const theme of ['light', 'dark'] as const) {
  test(`pictures, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.goto('/')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await take(page, theme, 'door')
    await signIn(page, 'admin')
    const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
    const rooms = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
    for (const room of [...rooms, '/account']) {
      await page.locator(`a[href="${room}"]`).first().click()
      await settled(page)
      await take(page, theme, room.slice(1))
      const thing = page.locator(`main a[href^="${room}/"]`).first()
      if ((await thing.count()) === 0) continue
      await thing.click()
      await settled(page)
      await take(page, theme, `${room.slice(1)}-one`)
    }
  })
}

async function settled(page: Page) {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByText('Loading …')).toHaveCount(0)
  await page.waitForLoadState('networkidle')
}

async function take(page: Page, theme: string, name: string) {
  await page.screenshot({ path: `screenshots/${theme}/${name}.png` })
}
