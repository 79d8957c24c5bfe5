/** Each role visits every room that is open to it: at a desk in the light, on a tablet in the dark. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { DESK, TABLET } from './keyboard'
import { expectNoBarrier, signIn, test } from './people'

/** Whoever sees most comes first: what one saw without a barrier is not searched for one again. */
const ROLES = ['admin', 'pharmacist', 'technician', 'biller', 'auditor']
const searched = new Set<string>()

for (const role of ROLES) {
  test(`the rooms of a ${role} open at both sizes, and nothing is refused`, async ({ page }) => {
    await page.setViewportSize(DESK)
    await signIn(page, role)
    const refused = refusalsOf(page)
    await expectContrastInTheDark(page)

    for (const room of [...(await roomsOf(page)), '/account']) {
      await page.locator(`a[href="${room}"]`).first().press('Enter')
      await expectSettled(page)
      await look(page, room)
      await openFirstThing(page, room)
    }

    expect(await refused()).toEqual([])
  })
}

async function roomsOf(page: Page): Promise<string[]> {
  const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
  return links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
}

async function expectSettled(page: Page) {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByText('Loading …')).toHaveCount(0)
}

/** What a list shows is opened too: the first of each. */
async function openFirstThing(page: Page, room: string) {
  const link = page.locator(`main a[href^="${room}/"]`).first()
  if ((await link.count()) === 0) return
  await link.press('Enter')
  await expect(page).toHaveURL(new RegExp(`${room}/.`))
  await expectSettled(page)
  await look(page, `${room}/:id`)
}

/** At a desk, and on a tablet. */
async function look(page: Page, screen: string) {
  const isNew = !searched.has(screen)
  searched.add(screen)
  if (isNew) await expectNoBarrier(page)
  await page.setViewportSize(TABLET)
  await expectNothingBeside(page)
  if (isNew) {
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectNoBarrier(page)
    await page.emulateMedia({ colorScheme: 'light' })
  }
  await page.setViewportSize(DESK)
}

/** What a desk alone shows is the same around every room: the words of the ways between them. */
async function expectContrastInTheDark(page: Page) {
  await page.emulateMedia({ colorScheme: 'dark' })
  const found = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode().withRules(['color-contrast']).analyze()
  expect(found.violations.flatMap(({ nodes }) => nodes.map((node) => node.html))).toEqual([])
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Nothing hangs out of the screen to the right. */
async function expectNothingBeside(page: Page) {
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth))
    .toBeLessThanOrEqual(0)
}

/** What the server refuses from now on. */
function refusalsOf(page: Page): () => Promise<string[]> {
  const found: Promise<string[]>[] = []
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url())
    if (answer.status() >= 400) found.push(Promise.resolve([`${pathname}: ${String(answer.status())}`]))
    else if (pathname === '/graphql') found.push(answer.json().then(errorsIn, () => []))
  })
  return async () => (await Promise.all(found)).flat()
}

function errorsIn(answer: { errors?: { message: string }[] }): string[] {
  return (answer.errors ?? []).map(({ message }) => message)
}
