/** A biller follows claims to their money without opening another program. */
import { expect, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'
import { giveShots, listOfItsOwn, tellPayer, type Visit } from './visits'

/** So that the same stack may be asked again. */
const now = Date.now().toString(36).toUpperCase()
const TYPO: Visit = { lastName: `Typo${now}`, memberId: `TYPO${now}`, script: { outcome: 'REJECT_CLAIM', statusCode: '164' } }
const DENIED: Visit = { lastName: `Denied${now}`, memberId: `DENY${now}`, script: { outcome: 'DENY', reasonCode: '197', remarkCodes: ['N517'] } }
const UNDATED: Visit = { lastName: `Undated${now}`, memberId: `DATE${now}`, script: { outcome: 'UNDATED' } }

test.beforeAll(async ({ browser }) => {
  await giveShots(browser, [TYPO, DENIED, UNDATED])
})

test('a rejected claim is mended, sent again, paid, and found in the report', async ({ page }) => {
  await signIn(page, 'biller')
  await page.goto(listOfItsOwn('rejected'))
  await page.getByRole('button', { name: 'Keep this list' }).click()
  await page.getByLabel('Name of the list').fill(`Mine ${now}`)
  await page.getByRole('dialog').getByRole('button', { name: 'Keep this list' }).click()
  await page.goto('/claims')
  await page.getByRole('button', { name: new RegExp(`^Mine ${now}`) }).click()
  await page.waitForURL(/view=rejected/)
  await openClaimOf(page, TYPO)

  await expect(page.getByText('The payer does not know this member number.').first()).toBeVisible()
  await expect(page.getByText(/Compare it with the card/)).toBeVisible()
  await expectSegments(page, /Turned back before adjudication/, /STC\*A7:164/)
  await expectSegments(page, /In interchange/, /CLM\*/)
  await page.getByRole('button', { name: 'Correct the coverage' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Member id')).toHaveValue(TYPO.memberId)
  await expectNoBarrier(page)
  await dialog.getByLabel('Member id').fill(`GOOD${now}`)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  await page.getByRole('button', { name: 'Send again' }).click()

  await expect(page.getByText('Accepted into adjudication').first()).toBeVisible()
  await expectPaid(page)
  await expect(page.getByText('The payer does not know this member number.').first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Findings' })).toHaveCount(0)
  const number = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  await expectInReport(page, number)
})

test('a denied claim is replaced under the number of the payer, and paid', async ({ page, browser }) => {
  await signIn(page, 'biller')
  await page.goto('/claims?view=denied')
  await openClaimOf(page, DENIED)

  await expect(page.getByText(/no prior authorization/).first()).toBeVisible()
  await expect(page.getByText('N517').first()).toBeVisible()
  const ofPayer = (await fact(page, "Payer's number").textContent()) ?? ''
  expect(ofPayer.length).toBeGreaterThan(3)
  await page.getByRole('button', { name: 'Replace' }).click()
  await expect(page.getByText('Replacement', { exact: true })).toBeVisible()
  await tellPayer(browser, { memberId: DENIED.memberId, outcome: 'PAY' })
  await page.getByRole('button', { name: 'Correct' }).click()
  await page.getByLabel('Prior authorization').fill('AUTH7')
  await page.getByRole('button', { name: 'Correct and check' }).click()

  await expectPaid(page)
  await expectSegments(page, /In interchange/, /CLM\*[^*]+\*62\*\*\*\d\d:B:7/)
  await expectSegments(page, /In interchange/, new RegExp(`REF\\*F8\\*${ofPayer}`))
  await page.getByRole('link', { name: /^[0-9A-Z]{15,20}$/ }).click()
  await expect(page.getByText('Denied', { exact: true })).toBeVisible()
})

test('a payment without its day is repaired, balances, and is posted', async ({ page }) => {
  await signIn(page, 'biller')
  await page.goto('/claims?view=waiting')
  await openClaimOf(page, UNDATED)
  const number = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  await page.getByRole('link', { name: 'Quarantine' }).click()
  const waiting = page.getByRole('row').filter({ hasText: number })
  await awaitBy(page, async () => (await waiting.count()) > 0)
  await waiting.getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Proof of balance' })).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'BPR16: The payment has no date.' })).toBeVisible()
  await expect(page.getByRole('row', { name: new RegExp(number) })).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: 'BPR16' })).toBeVisible()
  await expectNoBarrier(page)
  await dialog.getByLabel('Paid on').fill(new Date().toISOString().slice(0, 10))
  await dialog.getByRole('button', { name: 'Try again' }).click()

  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('It balances.')).toBeVisible()
  await expect(page.getByText('Posted', { exact: true }).first()).toBeVisible()
  await page.getByRole('link', { name: number }).click()
  await expectPaid(page)
})

/** The one claim of a patient, as soon as the list has it. */
async function openClaimOf(page: Page, { lastName }: Visit) {
  const row = page.getByRole('row').filter({ hasText: lastName })
  const onTheWay = page.locator('[role=table][aria-busy=true]')
  await awaitBy(page, async () => (await onTheWay.count()) === 0 && (await row.count()) > 0)
  await row.getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible()
}

/** What comes of itself: looked for again and again, as a person would. */
async function awaitBy(page: Page, isThere: () => Promise<boolean>) {
  await expect(async () => {
    if (await isThere()) return
    await page.reload()
    await expect(page.getByText('Loading …')).toHaveCount(0)
    expect(await isThere()).toBe(true)
  }).toPass({ timeout: 120_000, intervals: [1_000] })
}

/** The screen tells it by itself when the money has come. */
async function expectPaid(page: Page) {
  await expect(page.getByText(/^(Paid|Settled)$/).first()).toBeVisible({ timeout: 120_000 })
  await expect(page.getByRole('heading', { name: 'Payments' })).toBeVisible()
}

async function expectSegments(page: Page, step: RegExp, segments: RegExp) {
  const item = page.getByRole('listitem').filter({ hasText: step }).last()
  const raw = item.locator('details')
  if ((await raw.getAttribute('open')) === null) await raw.getByText('Raw segments').click()
  await expect(raw.getByText(segments)).toBeVisible()
}

function fact(page: Page, name: string) {
  return page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) }).locator('dd')
}

/** From the figure of the revenue report one comes to the claim. */
async function expectInReport(page: Page, number: string) {
  await page.getByRole('link', { name: 'Reports', exact: true }).click()
  await page.getByRole('table', { name: 'Revenue' }).getByRole('link').first().click()
  const row = page.getByRole('table', { name: 'Claims' }).getByRole('link', { name: number })
  await expect(row).toBeVisible()
}
