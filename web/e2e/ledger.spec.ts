/** What a patient still owes is given up, and the books say so; a visit is put right before it is signed. */
import { expect } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'
import { giveShots, type Visit } from './visits'

/** So that the same stack may be asked again. */
const now = Date.now().toString(36).toUpperCase()
const SHARED: Visit = { lastName: `Shared${now}`, memberId: `SHARE${now}`, script: { outcome: 'SHARE' } }
const WAITING: Visit = { lastName: `Waiting${now}`, memberId: `WAIT${now}`, isUnsigned: true }
let waitingId = ''

test.beforeAll(async ({ browser }) => {
  const [, id] = await giveShots(browser, [SHARED, WAITING])
  waitingId = id ?? ''
})

test('what a patient owes is written off; the ledger and the trial balance show it', async ({ page }) => {
  await signIn(page, 'biller')
  await page.goto('/claims?view=all')
  const row = page.getByRole('row').filter({ hasText: SHARED.lastName })
  await expect(async () => {
    await page.reload()
    await expect(row).toHaveCount(1)
  }).toPass({ timeout: 120_000, intervals: [1_000] })
  await row.getByRole('link').first().click()
  const ledger = page.getByRole('region', { name: 'Ledger' })
  await expect(ledger.getByText(/^The payer owes \$0\.00, the patient \$[1-9]/)).toBeVisible({ timeout: 120_000 })

  await ledger.getByRole('button', { name: 'Write off' }).click()
  const dialog = page.getByRole('dialog')
  const amount = dialog.getByLabel('Amount, dollars')
  const owed = await amount.inputValue()
  await amount.fill('100000')
  await dialog.getByLabel('Reason').fill('The patient asked for help.')
  await dialog.getByRole('button', { name: 'Write off' }).click()
  await expect(dialog.getByText('Less than that is owed on this claim.')).toBeVisible()
  await expectNoBarrier(page)
  await amount.fill(owed)
  await dialog.getByRole('button', { name: 'Write off' }).click()
  await expect(dialog).toHaveCount(0)

  await expect(ledger.getByText('The payer owes $0.00, the patient $0.00.')).toBeVisible()
  const entry = ledger.getByRole('rowgroup').filter({ hasText: 'The patient asked for help.' })
  await expect(entry).toContainText('Write-off')
  await expect(entry).toContainText(`$${owed}`)
  await expect(ledger.getByRole('button', { name: 'Write off' })).toHaveCount(0)
  await expectNoBarrier(page)
  await page.getByRole('link', { name: 'Reports', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Trial balance' }).getByRole('row', { name: /^Write-offs/ })).toBeVisible()
  await expect(page.getByText('Debits and credits are equal.')).toBeVisible()
  await expectNoBarrier(page)
})

test('a visit that waits for its signature is edited again, given another day, and signed', async ({ page }) => {
  await signIn(page, 'pharmacist')
  await page.goto(`/encounters/${waitingId}`)
  await page.getByRole('button', { name: 'Edit again' }).click()
  await page.getByRole('button', { name: 'Change the day or the provider' }).click()
  const dialog = page.getByRole('dialog')
  const day = new Date()
  await dialog.getByLabel('Served on').fill(`${String(day.getUTCFullYear() + 1)}-01-01`)
  await dialog.getByRole('button', { name: 'Change the visit' }).click()
  await expect(dialog.locator('.error')).not.toBeEmpty()
  await expectNoBarrier(page)
  day.setUTCDate(day.getUTCDate() - 1)
  await dialog.getByLabel('Served on').fill(day.toISOString().slice(0, 10))
  await dialog.getByRole('button', { name: 'Change the visit' }).click()
  await expect(dialog).toHaveCount(0)

  await expect(page.getByText(new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' }).format(day)).first()).toBeVisible()
  await page.getByLabel('Lot', { exact: true }).fill(`L${now}`)
  await page.locator('[data-act=sign]').click()
  await expect(page.getByText('Signature verified')).toBeVisible()
  await expectNoBarrier(page)
})
