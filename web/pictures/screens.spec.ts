/** Takes a picture of the door, of every screen of an admin, and of people at work, in both themes. */
import { expect, test, type Page } from '@playwright/test'
import { signIn } from '../e2e/people'
import { documentFluShot, workAt } from '../e2e/shot'

const STORE = /Harbor/

for (const theme of ['light', 'dark'] as const) {
  test(`screens, ${theme}`, async ({ page }) => {
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

  test(`work, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await signIn(page, 'pharmacist')
    await workAt(page, STORE)
    await documentFluShot(page)
    await take(page, theme, 'flu-shot')
    await page.getByRole('link', { name: 'Clinic day' }).click()
    await settled(page)
    await take(page, theme, 'clinic-day')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('sam')
    await expect(page.getByRole('menuitem').first()).toBeVisible()
    await take(page, theme, 'search')
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
