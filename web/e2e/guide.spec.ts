/** An empty pharmacy is led to its first paid claim, by somebody who errs at every step. */
import { expect, type Page } from '@playwright/test'
import { enter, expectNoBarrier, foundPharmacy, test } from './people'

const PASSWORD = 'four wooden boats upon a lake'

test('an empty pharmacy is led to its first paid claim, whatever one gets wrong', async ({ page }) => {
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
  await err(page, 'Open this store', 'NPI of the store', '1999999043')
  await take(page, 'Open this store')
  await err(page, 'Add this pharmacist', 'NPI of the pharmacist', '1234567890')
  await take(page, 'Add this pharmacist')
  await page.reload()
  await expect(page.getByText('2 of 8 done')).toBeVisible()
  await err(page, 'Add this payer', 'Payer id', '!')
  await take(page, 'Add this payer')
  await err(page, 'Offer these services', 'Price of the vaccine', 'thirty')
  await take(page, 'Offer these services')
  await err(page, 'Register this patient', 'State', 'Minnesota')
  await take(page, 'Register this patient')
  await expect(page.getByText('5 of 8 done')).toBeVisible()
  await expectNoBarrier(page)

  await page.getByRole('link', { name: 'Go there' }).click()
  await page.getByRole('button', { name: 'Document a service' }).click()
  const patient = page.getByRole('combobox', { name: 'Patient' })
  await patient.fill('Sam')
  await expect(page.getByRole('option', { name: /Sampleton/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(patient).toHaveAttribute('aria-activedescendant', /./)
  await page.keyboard.press('Enter')
  await expect(patient).toHaveValue(/Sampleton/)
  await page.getByRole('button', { name: 'Begin' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Immunization' })).toBeVisible()
  const live = page.getByRole('complementary', { name: 'The claim, as it stands' })
  await page.getByRole('button', { name: 'Sign', exact: true }).click()
  await expect(page.getByText('Signed', { exact: true })).toHaveCount(0)
  await page.getByLabel('Barcode of the unit').fill('01003195159044141727063010E2E7')
  await page.keyboard.press('Enter')
  await page.getByText('Screened for contraindications', { exact: true }).click()
  await page.getByRole('button', { name: /Site/ }).last().click()
  await page.getByRole('option', { name: 'Left deltoid' }).click()
  await expect(live.getByText('Nothing is missing.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign', exact: true }).click()
  await expect(page.getByText('Signed', { exact: true })).toBeVisible()

  await page.getByRole('link', { name: 'Set up' }).click()
  await expect(page.getByText('8 of 8 done')).toBeVisible({ timeout: 120_000 })
  await expect(page.getByText('The first claim is paid. Mortar is yours now.')).toBeVisible()
  await expectNoBarrier(page)
})

/** What is wrong is said at its field, and nothing was made of it. */
async function err(page: Page, act: string, label: string, wrong: string) {
  const button = page.getByRole('button', { name: act })
  await expect(button).toBeVisible()
  const done = await page.getByText(/\d of 8 done/).textContent()
  await page.getByRole('button', { name: 'Fill in an example' }).click()
  const field = page.getByLabel(label, { exact: true })
  await field.fill(wrong)
  await button.click()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveAccessibleDescription(/\w/)
  expect(await page.getByText(/\d of 8 done/).textContent()).toBe(done)
}

async function take(page: Page, act: string) {
  const button = page.getByRole('button', { name: act })
  await expect(button).toBeVisible()
  await page.getByRole('button', { name: 'Fill in an example' }).click()
  await button.click()
  await expect(button).toHaveCount(0)
}
