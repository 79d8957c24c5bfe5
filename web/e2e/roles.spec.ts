/** Each role visits every room that is open to it, at the size of a desk and of a tablet. */
import { expect, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'

const ROLES = ['admin', 'pharmacist', 'technician', 'biller', 'auditor']
const DESK = { width: 1280, height: 800 }
const TABLET = { width: 820, height: 1180 }

/** A screen that one role saw without a barrier is not searched for one again. */
const searched = new Set<string>()

for (const role of ROLES) {
  test(`the rooms of a ${role} open at both sizes`, async ({ page }) => {
    await signIn(page, role)

    for (const room of [...(await roomsOf(page)), '/account']) {
      await page.setViewportSize(DESK)
      await visit(page, room)
      await expectNoNewBarrier(page, room)
      await page.setViewportSize(TABLET)
      await expectNothingBeside(page)
      await page.setViewportSize(DESK)
      await openFirstThing(page, room)
    }
  })
}

test('every room of an admin is without a barrier in the dark', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await signIn(page, 'admin')

  for (const room of await roomsOf(page)) {
    await visit(page, room)
    await expectNoNewBarrier(page, `dark ${room}`)
  }
})

async function roomsOf(page: Page): Promise<string[]> {
  const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
  return links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
}

async function visit(page: Page, room: string) {
  const way = page.locator(`a[href="${room}"]`).first()
  await way.click()
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByText('Loading …')).toHaveCount(0)
}

/** What a list shows is opened too: the first of each. */
async function openFirstThing(page: Page, room: string) {
  const link = page.locator(`main a[href^="${room}/"]`).first()
  if ((await link.count()) === 0) return
  await link.click()
  await expect(page).toHaveURL(new RegExp(`${room}/.`))
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByText('Loading …')).toHaveCount(0)
  await expectNoNewBarrier(page, `${room}/:id`)
}

async function expectNoNewBarrier(page: Page, screen: string) {
  if (searched.has(screen)) return
  searched.add(screen)
  await expectNoBarrier(page)
}

/** Nothing hangs out of the screen to the right. */
async function expectNothingBeside(page: Page) {
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth))
    .toBeLessThanOrEqual(0)
}
