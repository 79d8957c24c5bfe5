/** Every room, in light and dark: it opens, shows something, and has no barrier. */
import { expect } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'

const ROOMS = ['Today', 'Patients', 'Claims', 'Submissions', 'Remittances', 'Quarantine', 'Reports']

for (const theme of ['light', 'dark'] as const) {
  test(`every room opens without a barrier, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await signIn(page, 'admin')

    for (const room of ROOMS) {
      await page.getByRole('link', { name: room, exact: true }).click()
      await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible()
      await expect(page.getByText('Loading …')).toHaveCount(0)
      await expectNoBarrier(page)
    }
  })
}

test('the door has no barrier', async ({ page }) => {
  await page.goto('/')

  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
  await expectNoBarrier(page)
})

test('a claim is followed from the list to its raw segments', async ({ page }) => {
  await signIn(page, 'biller')
  await page.getByRole('link', { name: 'Claims', exact: true }).click()
  await page.getByRole('button', { name: /^Paid/ }).click()
  await page.getByRole('table', { name: 'Claims' }).getByRole('link').first().click()

  await expect(page.getByText('Accepted into adjudication')).toBeVisible()
  await page.getByText('Raw segments').last().click()
  await expect(page.getByText(/CLP\*/).first()).toBeVisible()
  await expectNoBarrier(page)
})

test('a role sees its own rooms only', async ({ page }) => {
  await signIn(page, 'technician')

  await expect(page.getByRole('link', { name: 'Patients' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Claims' })).toHaveCount(0)
})

test('the screens speak Spanish', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await page.getByRole('button', { name: 'Español' }).click()

  await expect(page.getByRole('link', { name: 'Pacientes' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
})
