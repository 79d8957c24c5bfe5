/** The people of the demo's pharmacies, and a browser that watches for what should never happen. */
import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'

interface Pharmacy {
  slug: string
  passwords: Record<string, string>
}

const DEMO = JSON.parse(readFileSync(process.env.MORTAR_DEMO ?? '../.data/demo.json', 'utf8')) as {
  pharmacies: Pharmacy[]
}

/** A page on which any error of the console fails the test. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, run) => {
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await run(page)
    expect(errors).toEqual([])
  },
})

export async function signIn(page: Page, role: string, slug = 'harbor') {
  const password = DEMO.pharmacies.find((each) => each.slug === slug)?.passwords[role]
  await page.goto('/')
  await page.getByLabel('Organization').fill(slug)
  await page.getByLabel('E-mail').fill(`${role}@${slug}.example`)
  await page.getByLabel('Password').fill(password ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
}

/** WCAG 2.2 A and AA, as far as a program can tell. */
export async function expectNoBarrier(page: Page) {
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
}
