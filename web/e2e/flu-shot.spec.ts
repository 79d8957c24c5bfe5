/** A pharmacist documents a flu shot and sees what it will bill before signing. */
import { expect, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'

test('a flu shot is documented and signed', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await page.getByRole('button', { name: 'Document a service' }).click()
  await page.getByRole('combobox', { name: 'Patient' }).fill('Sa')
  await page.getByRole('option', { name: /^Samp/ }).first().click()
  await choose(page, 'Service', 'Immunization')
  await choose(page, 'Provider', /Samplepharm/)
  await choose(page, 'Store', /Harbor/)
  await page.getByRole('button', { name: 'Begin' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Immunization' })).toBeVisible()
  await page.getByText('Screened for contraindications', { exact: true }).click()
  await code(page, 'Vaccine', '140')
  await code(page, 'NDC', '19515090441')
  await page.getByLabel('Lot').fill('E2E1')
  await page.getByLabel('Expires on').fill('2027-06-30')
  await choose(page, 'Site', 'Left deltoid')
  await choose(page, 'Route', 'Intramuscular')
  await page.getByLabel('Dose', { exact: true }).fill('0.5')
  await choose(page, 'Dose unit', 'Millilitre')
  await choose(page, 'Paid for by', "The pharmacy's stock")
  await page.getByLabel('Information statement given on').fill(new Date().toISOString().slice(0, 10))

  const live = page.getByRole('complementary', { name: 'The claim, as it stands' })
  await expect(live.getByText('Nothing is missing.')).toBeVisible()
  await expect(live.getByText(/Would bill \$/)).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Sign', exact: true }).click()
  await expect(page.getByText('Signed', { exact: true })).toBeVisible()
})

async function choose(page: Page, label: string, option: string | RegExp) {
  await page.getByRole('button', { name: label }).last().click()
  await page.getByRole('option', { name: option }).first().click()
}

async function code(page: Page, label: string, text: string) {
  const field = page.getByRole('combobox', { name: label })
  await field.fill(text)
  await field.press('Tab')
}
