/** A biller works lists of claims: previews an act on many, mends a rejected claim, follows figures home. */
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'

test('many claims are held at once, after a preview', async ({ page }) => {
  await openClaims(page)
  await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check()
  await page.getByRole('group', { name: 'What may be done' }).getByRole('button', { name: 'Hold', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Preview' })).toBeDisabled()
  await dialog.getByLabel('Reason').fill('Waiting for the new cards.')
  await dialog.getByRole('button', { name: 'Preview' }).click()

  await expect(dialog.getByText(/would change/)).toBeVisible()
  await expect(dialog.getByText(/Not changed: The claim has left/).first()).toBeVisible()
  await expectNoBarrier(page)
})

test('a list is kept under a name, and forgotten', async ({ page }) => {
  await openClaims(page)
  await page.goto('/claims?view=paid&from=2020-01-01')
  await page.getByRole('button', { name: 'Keep this list' }).click()
  await page.getByLabel('Name of the list').fill('Paid of late')
  await page.getByRole('dialog').getByRole('button', { name: 'Keep this list' }).click()

  await expect(page.getByRole('button', { name: /^Paid of late \d/, pressed: true })).toBeVisible()
  await page.getByRole('button', { name: /^Forget/ }).click()
  await expect(page.getByRole('button', { name: /^Paid of late/ })).toHaveCount(0)
})

test('a figure leads to its claims, and they go home as a sheet', async ({ page }) => {
  await signIn(page, 'biller')
  await page.getByRole('link', { name: 'Reports', exact: true }).click()
  await page.getByRole('table', { name: 'Revenue' }).getByRole('link').first().click()
  await expect(page.getByRole('table', { name: 'Claims' }).getByRole('link').first()).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()

  const sheet = readFileSync(await (await download).path(), 'utf8')
  expect(sheet).toContain('claim,served_on,store,payer,service,status')
  expect(sheet.split('\r\n').length).toBeGreaterThan(2)
})

async function openClaims(page: Page) {
  await signIn(page, 'biller')
  await page.getByRole('link', { name: 'Claims', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Claims' }).getByRole('link').first()).toBeVisible()
}
