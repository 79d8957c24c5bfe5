/** What every screen stands on: the door, the ways between rooms, the keyboard, the language. */
import { expect } from '@playwright/test'
import { expectNoBarrier, passwordOf, signIn, test } from './people'

test('the door has no barrier', async ({ page }) => {
  await page.goto('/')

  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
  await expectNoBarrier(page)
})

test('a claim is followed from the list to its raw segments', async ({ page }) => {
  await signIn(page, 'biller')
  await page.getByRole('link', { name: 'Claims', exact: true }).click()
  await page.getByRole('button', { name: /^Paid \d/ }).click()
  const paid = page.getByRole('row').filter({ hasText: 'Paid', has: page.getByRole('link') })
  await paid.first().getByRole('link').first().click()

  await expect(page.getByText('Accepted into adjudication').first()).toBeVisible()
  await page.getByText('Raw segments').last().click()
  await expect(page.getByText(/CLP\*/).first()).toBeVisible()
  await expectNoBarrier(page)
})

test('a role sees its own rooms only', async ({ page }) => {
  await signIn(page, 'technician')

  await expect(page.getByRole('link', { name: 'Patients', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Claims' })).toHaveCount(0)
})

test('the screens speak Spanish', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await page.getByRole('button', { name: 'Español' }).click()

  await expect(page.getByRole('link', { name: 'Pacientes', exact: true })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
})

test('by keyboard alone one signs in, finds a room, and opens a claim', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('Organization').focus()
  await page.keyboard.type('harbor')
  await page.keyboard.press('Tab')
  await page.keyboard.type('biller@harbor.example')
  await page.keyboard.press('Tab')
  await page.keyboard.type(passwordOf('biller', 'harbor'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectNoBarrier(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Claims')
  await expect(page.getByRole('menuitem', { name: /Claims/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Claims' })).toBeVisible()
  const first = page.getByRole('table', { name: 'Claims' }).getByRole('link').first()
  await first.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible()
})
