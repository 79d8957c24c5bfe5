/** An empty pharmacy is led to its first paid claim. */
import { expect, type Page } from '@playwright/test'
import { enter, expectNoBarrier, foundPharmacy, test } from './people'

const PASSWORD = 'four wooden boats upon a lake'

test('an empty pharmacy is led through its set-up, and goes on where it was', async ({ page }) => {
  const slug = `guide-${String(Date.now())}`
  const invitation = foundPharmacy(slug, `ada@${slug}.example`)
  await page.goto(`/invitation#${invitation}`)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Choose this password' }).click()
  await page.getByRole('link', { name: 'Sign in to Mortar' }).click()
  await enter(page, slug, `ada@${slug}.example`, PASSWORD)

  await expect(page.getByRole('heading', { level: 1, name: 'Set up' })).toBeVisible()
  await page.getByRole('button', { name: 'Help: NPI of the store' }).click()
  await expect(page.getByRole('dialog', { name: 'NPI of the store' })).toContainText('NPPES')
  await page.keyboard.press('Escape')
  await expectNoBarrier(page)
  await take(page, 'Open this store')
  await take(page, 'Add this pharmacist')
  await page.reload()
  await expect(page.getByText('2 of 8 done')).toBeVisible()
  await take(page, 'Add this payer')
  await take(page, 'Offer these services')
  await take(page, 'Register this patient')

  await expect(page.getByText('5 of 8 done')).toBeVisible()
  await expectNoBarrier(page)
})

async function take(page: Page, act: string) {
  const button = page.getByRole('button', { name: act })
  await expect(button).toBeVisible()
  await page.getByRole('button', { name: 'Fill in an example' }).click()
  await button.click()
  await expect(button).toHaveCount(0)
}
