/** The main work of each role by keyboard alone, at a desk and on a tablet, with the connection cut and restored. */
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { SIZES, test, type Keys } from './keyboard'
import { choosePatient, scanAndAnswer } from './shot'
import { giveShots, someNpi, STORE, type Visit } from './visits'

/** So that the same stack may be asked again. */
const now = Date.now().toString(36).toUpperCase()
const REJECTED = { outcome: 'REJECT_CLAIM', statusCode: '164' }

test('a technician documents a visit and hands it over', async ({ page, keys }) => {
  await keys.signIn('technician')
  for (const size of Object.values(SIZES)) {
    await page.setViewportSize(size)
    await keys.goTo('Today')
    await keys.press('Alt+n')
    await choosePatient(page, keys)
    const dialog = page.getByRole('dialog')
    await keys.choose(dialog.getByRole('button', { name: /Provider/ }), 'Paula')
    await keys.choose(dialog.getByRole('button', { name: /Store/ }), 'Harbor Bay')
    await keys.enter(dialog.getByRole('button', { name: 'Begin' }))
    await scanAndAnswer(page, keys)
    await keys.enter(page.getByRole('button', { name: 'Ready for signature' }))
    await expect(page.getByText('To be signed', { exact: true })).toBeVisible()
    await keys.expectFocus()
  }
})

test('a biller mends a rejected claim, though the connection goes, and sends it again', async ({ page, keys, browser }) => {
  const visits = Object.keys(SIZES).map((name): Visit => ({ lastName: `Wrong${name}${now}`, memberId: `BAD${name.toUpperCase()}${now}`, script: REJECTED }))
  await giveShots(browser, visits)
  await keys.signIn('biller')
  for (const [place, size] of Object.values(SIZES).entries()) {
    const visit = visits[place]
    if (visit === undefined) continue
    await page.setViewportSize(size)
    await keys.goTo('Claims')
    await openRejected(page, keys, visit)
    await expect(page.getByText('The payer does not know this member number.').first()).toBeVisible()
    await mendCoverage(page, keys, visit)
    await keys.enter(page.getByRole('button', { name: 'Send again' }))
    await expect(page.getByText('Accepted into adjudication').first()).toBeVisible()
    await keys.expectFocus()
  }
  await expectBack(page, keys)
})

test('an admin opens a store and invites a person', async ({ page, keys }) => {
  await keys.signIn('admin')
  for (const [name, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size)
    await keys.goTo('Stores')
    await keys.enter(page.getByRole('button', { name: 'Add a store' }))
    await fill(page, keys, { 'Name': `Pier ${name} ${now}`, 'Legal name': STORE.legalName, 'NPI': someNpi(), 'Tax id': STORE.taxId, 'Address': STORE.addressLine, 'City': STORE.city, 'State': STORE.state, 'ZIP': STORE.zipCode, 'Phone': STORE.phone })
    await keys.press('Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByRole('row', { name: new RegExp(`Pier ${name} ${now}`) })).toBeVisible()
    await keys.goTo('People')
    await keys.enter(page.getByRole('button', { name: 'Invite a person' }))
    await fill(page, keys, { 'Name': `Kim ${name} ${now}`, 'E-mail': `kim-${name}-${now}@harbor.example`.toLowerCase() })
    await keys.press('Enter')
    await expect(page.getByRole('heading', { name: `Invitation for Kim ${name} ${now}` })).toBeVisible()
    await keys.enter(page.getByRole('button', { name: 'I have kept it' }))
    await expect(page.getByRole('link', { name: `Kim ${name} ${now}` })).toBeVisible()
    await keys.expectFocus()
  }
})

test('whoever may only read follows a figure to its claims, takes them home, and finds who read a record', async ({ page, keys }) => {
  await keys.signIn('auditor')
  for (const size of Object.values(SIZES)) {
    await page.setViewportSize(size)
    await keys.goTo('Reports')
    await keys.enter(page.getByRole('table', { name: 'Revenue' }).getByRole('link').first())
    await expect(page.getByRole('table', { name: 'Claims' }).getByRole('link').first()).toBeVisible()
    await expectSheet(page, keys)
    await keys.goTo('Audit')
    await keys.to(page.getByRole('combobox', { name: 'Patient' }))
    await choosePatient(page, keys)
    await expect(page.getByRole('combobox', { name: 'Patient' })).toHaveValue(/Sampleton, Elena/)
    const events = page.getByRole('table', { name: 'Audit' })
    await expect(events.getByText('Sample pharmacist').first()).toBeVisible()
    await keys.enter(events.getByRole('link').first())
    await expect(page).toHaveURL(/\/audit\/./)
    await keys.expectFocus()
  }
})

async function openRejected(page: Page, keys: Keys, { lastName }: Visit) {
  await keys.enter(page.getByRole('button', { name: /^Rejected \d/ }))
  const row = page.getByRole('row').filter({ hasText: lastName }).filter({ hasText: 'Rejected' })
  await expect(async () => {
    if ((await row.count()) > 0) return
    await page.reload()
    await expect(page.getByText('Loading …')).toHaveCount(0)
    expect(await row.count()).toBeGreaterThan(0)
  }).toPass({ timeout: 120_000, intervals: [1_000] })
  await keys.enter(row.getByRole('link').first())
  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible()
  await keys.expectFocus()
}

/** The connection goes while it is saved: what was typed stays, and is saved when it is back. */
async function mendCoverage(page: Page, keys: Keys, { memberId }: Visit) {
  await keys.enter(page.getByRole('button', { name: 'Correct the coverage' }))
  const dialog = page.getByRole('dialog')
  const field = dialog.getByLabel('Member id')
  await expect(field).toHaveValue(memberId)
  await keys.to(field)
  await keys.press('Control+a')
  await keys.type(`GOOD${memberId}`)
  await page.context().setOffline(true)
  await keys.enter(dialog.getByRole('button', { name: 'Save' }))
  await expect(dialog.getByRole('alert').filter({ hasText: /cannot be reached\. What you typed is still here/ })).toBeVisible()
  await expect(page.getByText('No connection.')).toBeAttached()
  await expect(field).toHaveValue(`GOOD${memberId}`)
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeFocused()
  await page.context().setOffline(false)
  await keys.press('Enter')
  await expect(dialog).toHaveCount(0)
  await keys.expectFocus()
}

/** A list that was asked for while the server was away comes by itself when it is back. */
async function expectBack(page: Page, keys: Keys) {
  await keys.goTo('Claims')
  // The counts come after the list: whoever reads them sees a screen that is complete.
  const denied = page.getByRole('button', { name: /^Denied \d/ })
  await expect(denied).toBeVisible()
  await page.context().setOffline(true)
  await keys.enter(denied)
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be reached' }).first()).toBeVisible()
  await page.context().setOffline(false)
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByRole('table', { name: 'Claims' }).getByRole('link').first()).toBeVisible()
}

async function expectSheet(page: Page, keys: Keys) {
  const download = page.waitForEvent('download')
  await keys.enter(page.getByRole('button', { name: 'Export CSV' }), 'Shift+Tab')
  const sheet = readFileSync(await (await download).path(), 'utf8')
  expect(sheet).toContain('claim,served_on,store,payer,service,status')
  expect(sheet.split('\r\n').length).toBeGreaterThan(2)
}

async function fill(page: Page, keys: Keys, fields: Record<string, string>) {
  const dialog = page.getByRole('dialog')
  for (const [label, text] of Object.entries(fields)) {
    await keys.to(dialog.getByRole('textbox', { name: new RegExp(`^${label}`) }).first())
    await keys.type(text)
  }
}
