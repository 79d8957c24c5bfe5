/** One flu shot by keyboard alone, and barcodes that cannot be. */
import { expect } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'
import { BARCODE, documentFluShot, workAt } from './shot'

const MOST_INTERACTIONS = 12

test('a flu shot is ready to bill within twelve interactions, by keyboard alone', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await workAt(page, /Harbor/)
  const keys = await documentFluShot(page)
  await expect(page.getByLabel('Lot')).toHaveValue('E2E7')
  await expect(page.getByLabel('Expires on')).toHaveValue('2027-06-30')
  expect(keys.count).toBeLessThanOrEqual(MOST_INTERACTIONS)
  await expectNoBarrier(page)
  await keys.press('Control+Enter')
  await expect(page.getByText('Signed', { exact: true })).toBeVisible()
})

test('a barcode that was misread is refused in words', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await page.getByRole('link', { name: 'Clinic day' }).click()
  await workAt(page, /Harbor/)
  const field = page.getByLabel('Barcode of the unit')

  await field.fill(BARCODE.replace('4414', '4415'))
  await field.press('Enter')
  await expect(page.getByText(/check digit/)).toBeVisible()
  await field.fill('(01)00319515904414(17)200600(10)OLD1')
  await field.press('Enter')

  await expect(page.getByText(/expired on/)).toBeVisible()
})
