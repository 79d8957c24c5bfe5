/** A biller works lists of claims: previews an act on many, mends a rejected claim, follows figures home. */
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { ask, expectNoBarrier, letAJobFail, signIn, test } from './people'
import { listOfItsOwn } from './visits'

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

test('an act on a whole list goes on by itself, and what it was refused is tried again', async ({ page }) => {
  await openClaims(page)
  await buildClaimToFix(page)
  await page.goto('/claims')
  await page.getByRole('checkbox', { name: /^Choose (?!all)/ }).first().check()
  const bar = page.getByRole('group', { name: 'What may be done' })
  await bar.getByRole('button', { name: /^Choose all/ }).click()
  await bar.getByRole('button', { name: 'Check again' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await expect(dialog.getByText(/claims are selected/)).toBeVisible()
  await expectNoBarrier(page)
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByText(/It has come to every claim/)).toBeVisible()
  await dialog.getByRole('link', { name: /Follow it/ }).click()

  const refused = page.getByRole('table', { name: 'Refused claims' })
  await expect(refused.getByText(/The claim has left/).first()).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: /^Try \d+ again/ }).click()
  await expect(page.getByText('what an earlier act left')).toBeVisible()
  await expect(page.getByText(/It has come to every claim/)).toBeVisible()
  await page.getByRole('link', { name: 'Bulk acts', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Acts on many claims' }).getByText('Done', { exact: true })).not.toHaveCount(0)
})

test('a list is kept under a name, and forgotten', async ({ page }) => {
  await openClaims(page)
  await page.goto(listOfItsOwn('paid'))
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

test('an interchange shows its claims, its answers and its file; what was given up is tried again', async ({ page }) => {
  await signIn(page, 'biller')
  await page.getByRole('link', { name: 'Submissions', exact: true }).click()
  await page.getByRole('table', { name: 'Submissions' }).getByRole('link').first().click()
  await expect(page.getByRole('table', { name: 'Claims' }).getByRole('link').first()).toBeVisible()
  await expect(page.getByText('999', { exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Show the file' }).click()
  await expect(page.getByText(/^ISA\*/)).toBeVisible()
  await expectNoBarrier(page)

  letAJobFail('harbor')
  await page.getByRole('link', { name: 'Failed jobs', exact: true }).click()
  await expect(page.getByText('The partner did not answer.').first()).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('checkbox', { name: 'Choose all that are shown' }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: /^Try \d+ again$/ }).click()
  await expect(page.getByText('Nothing failed.')).toBeVisible()
  await page.getByRole('button', { name: 'Tried again' }).click()
  await page.getByRole('link', { name: 'Interchange' }).first().click()
  await expect(page.getByRole('heading', { name: 'The file, as it left' })).toBeVisible()
})

/** Written by hand, with what keeps it here. */
async function buildClaimToFix(page: Page) {
  const { patients, stores, providers } = await ask<Record<'patients' | 'stores' | 'providers', { nodes: { id: string; coverages: { id: string }[] }[] }>>(
    page,
    '{ patients(first: 20) { nodes { id coverages { id } } } stores(first: 1) { nodes { id } } providers(first: 1) { nodes { id } } }',
  )
  const claim = {
    coverageId: patients.nodes.find(({ coverages }) => coverages.length > 0)?.coverages[0]?.id,
    storeId: stores.nodes[0]?.id,
    providerId: providers.nodes[0]?.id,
    servedOn: new Date().toISOString().slice(0, 10),
    diagnosisCodes: ['X0000'],
    lines: [{ procedureCode: '99211', units: '1', chargeCents: 2500, diagnosisPointers: [1] }],
  }
  const build = 'mutation($claim: ClaimInput!) { buildClaim(claim: $claim) { __typename ... on Claim { displayStatus } } }'
  expect(await ask(page, build, { claim })).toEqual({ buildClaim: { __typename: 'Claim', displayStatus: 'NEEDS_FIX' } })
}

async function openClaims(page: Page) {
  await signIn(page, 'biller')
  await page.getByRole('link', { name: 'Claims', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Claims' }).getByRole('link').first()).toBeVisible()
}
