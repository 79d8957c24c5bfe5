/** Who may come in, who saw whom, and whether the records of it are whole. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Browser, type Page } from '@playwright/test'
import { ask, errorsOf, expectNoBarrier, letBeDue, signIn, test } from './people'

/** So that the same stack may be asked again. */
const now = Date.now().toString(36)
const PATIENT = {
  firstName: 'Nina', sex: 'F',
  addressLine: '12 Sample Street', city: 'Duluth', state: 'MN', zipCode: '55802',
}

test('a screen that breaks down leaves the frame, and a way out', async ({ browser }) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await signIn(page, 'auditor')
  await page.route('**/graphql', async (route) => {
    if (!(route.request().postData() ?? '').includes('AuditEvents')) return route.continue()
    const answer = await route.fetch()
    return route.fulfill({ response: answer, body: (await answer.text()).replaceAll(/"createdAt":"[^"]*"/g, '"createdAt":"never"') })
  })
  await page.getByRole('link', { name: 'Audit', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Something went wrong on this screen' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  await expectNoBarrier(page)
  await page.unroute('**/graphql')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table', { name: 'Audit' }).getByRole('link').first()).toBeVisible()

  await page.route('**/assets/PayersScreen*', (route) => route.abort())
  await page.getByRole('link', { name: 'Payers', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'There is a new version' })).toBeVisible()
  await expectNoBarrier(page)
  await page.unroute('**/assets/PayersScreen*')
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Payers' })).toBeVisible()
  await context.close()
})

test('who may only read sees stores, providers and settings, and nothing to do there', async ({ page }) => {
  await signIn(page, 'auditor')

  for (const room of ['Stores', 'Providers', 'Payers', 'Settings']) {
    await enter(page, room)
    await expect(page.locator('main').getByRole('button', { name: /^(Add|Rename|Move|Decide|Switch)/ })).toHaveCount(0)
  }
})

test('an identity provider is added once it answers, and gives a role by a claim', async ({ page }) => {
  const provider = await aProvider()
  await signIn(page, 'admin')
  await enter(page, 'Sign-in')
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Add a provider' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(`Work ${now}`)
  await dialog.getByLabel('Issuer').fill(`${provider.issuer}/elsewhere`)
  await dialog.getByLabel('Client id').fill('mortar')
  await dialog.getByLabel('E-mail domains').fill('not-a-domain')
  await dialog.getByRole('button', { name: 'Add a provider' }).click()
  await expect(dialog.getByText(/This cannot be used/)).toBeVisible()
  await dialog.getByLabel('Issuer').fill(provider.issuer)
  await dialog.getByLabel('Issuer').press('Enter')
  await expect(dialog.getByText('A domain is what follows the @ of an address.')).toBeVisible()
  await expectNoBarrier(page)
  await dialog.getByLabel('E-mail domains').fill(`${now}.example`)
  await dialog.getByRole('button', { name: 'Add a provider' }).click()

  await expect(page.getByRole('heading', { level: 1, name: `Work ${now}` })).toBeVisible()
  await page.getByRole('button', { name: 'Ask now' }).click()
  await expect(page.getByText('It answers as it should.')).toBeVisible()
  await page.getByRole('button', { name: 'Give a role' }).click()
  await dialog.getByLabel('Value of the claim').fill('pharmacists')
  await choose(page, 'Role', 'Pharmacist')
  await choose(page, 'Where', /Harbor Sample Pharmacies/)
  await dialog.getByRole('button', { name: 'Give a role' }).click()
  await expect(page.getByRole('row', { name: /pharmacists Pharmacist/ })).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Switch off' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Switch off' }).click()
  await expect(page.getByText('Switched off')).toBeVisible()
  provider.close()
})

test('a directory gets a secret once, sends a group, and is revoked', async ({ page, request }) => {
  await signIn(page, 'admin')
  await enter(page, 'Sign-in')
  await page.getByRole('button', { name: 'Connect a directory' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(`Directory ${now}`)
  await page.getByRole('dialog').getByRole('button', { name: 'Connect a directory' }).click()
  await expect(page.getByText('It is not shown again.')).toBeVisible()
  await expectNoBarrier(page)
  const secret = await page.locator('.shown-once').innerText()
  const clientId = /Client id: (\S+)\./.exec(await page.getByRole('alertdialog').innerText())?.[1] ?? ''
  await page.getByRole('button', { name: 'I have kept it' }).click()
  const row = page.getByRole('row', { name: new RegExp(`Directory ${now}`) })
  await expect(row.getByText('Never')).toBeVisible()

  const given = await request.post('/oauth/token', { form: { grant_type: 'client_credentials', client_id: clientId, client_secret: secret } })
  const { access_token: token } = (await given.json()) as { access_token: string }
  const sent = await request.post('/scim/v2/Groups', {
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
    data: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: `Pharmacists ${now}` },
  })
  expect(sent.status()).toBe(201)
  await page.reload()
  await expect(row).toBeVisible()
  await expect(row.getByText('Never')).toHaveCount(0)
  await row.getByRole('button', { name: /New secret/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click()
  await page.getByRole('button', { name: 'I have kept it' }).click()

  await page.getByRole('link', { name: `Pharmacists ${now}` }).click()
  await page.getByRole('button', { name: 'Give a role' }).click()
  await choose(page, 'Role', 'Pharmacist')
  await choose(page, 'Where', /Harbor Sample Pharmacies/)
  await page.getByRole('dialog').getByRole('button', { name: 'Give a role' }).click()
  await expect(page.getByRole('row', { name: /^Pharmacist Harbor/ })).toBeVisible()
  await expectNoBarrier(page)
  await enter(page, 'Sign-in')
  await row.getByRole('button', { name: /Revoke/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(row.getByText('Revoked')).toBeVisible()
})

test('a look at a hidden patient is reviewed, and so is what was unusual about it', async ({ page, browser }) => {
  await signIn(page, 'admin')
  const patient = await aPatient(page, `Glass${now}`)
  await page.goto(`/patients/${patient}`)
  await page.getByRole('button', { name: 'Mark', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Mark' }).click()
  await expect(page.getByText('Marked: every look is told')).toBeVisible()
  await page.getByRole('button', { name: 'Restrict' }).click()
  await page.getByRole('alertdialog').getByLabel('Reason').fill('Asked for by the patient')
  await expectNoBarrier(page)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restrict' }).click()
  await expect(page.getByRole('heading', { name: 'Not shown' })).toBeVisible()
  await lookThroughTheGlass(browser, patient)

  await enter(page, 'Restricted patients')
  await expect(page.getByText(/wait for a review|waits for a review/)).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('table', { name: 'Broken glass' }).getByRole('link').first().click()
  await expect(page.getByText(`Needed at the counter ${now}`)).toBeVisible()
  await page.getByRole('button', { name: 'Review' }).click()
  await choose(page, 'Was it right?', 'It was right')
  await page.getByRole('dialog').getByLabel('What it was').fill('The patient stood at the counter.')
  await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click()
  await expect(page.getByText('The patient stood at the counter.')).toBeVisible()
  await expectNoBarrier(page)

  letBeDue('anomalies_due')
  const seen = page.getByRole('table', { name: 'Anomalies' }).getByRole('row').filter({ hasText: 'Marked patient' }).first()
  await expect(async () => {
    await page.goto('/anomalies?kind=VIP')
    await expect(seen).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expectNoBarrier(page)
  await seen.getByRole('link').click()
  await expect(page.getByRole('heading', { name: /Events behind it/ })).toBeVisible()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('dialog').getByLabel('What it was').fill('It belonged to the same visit.')
  await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click()
  await expect(page.getByText('It belonged to the same visit.')).toBeVisible()
  await expectNoBarrier(page)
  await enter(page, 'Restricted patients')
  await page.getByRole('button', { name: `Show again: ${patient.slice(-6)}` }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Show again' }).click()
  await expect(page.getByRole('button', { name: `Show again: ${patient.slice(-6)}` })).toHaveCount(0)
})

test('a disclosure is recorded, kept back, and told in an account', async ({ page, context }) => {
  await signIn(page, 'admin')
  await aPatient(page, `Told${now}`)
  await enter(page, 'Disclosures')
  await page.getByRole('button', { name: 'Record a disclosure' }).click()
  const dialog = page.getByRole('dialog')
  await pickPatient(page)
  await choose(page, 'Permitted by', 'Law enforcement')
  await dialog.getByLabel('Recipient').fill(`Sheriff ${now}`)
  await dialog.getByLabel('What was disclosed').fill('The record of one visit')
  await dialog.getByLabel('Why').fill('A warrant')
  await dialog.getByLabel('Times').fill('2')
  await dialog.getByLabel('Last time').fill('2001-01-01')
  await dialog.getByRole('button', { name: 'Record a disclosure' }).click()
  await expect(dialog.getByText('The last day is before the first.')).toBeVisible()
  await expectNoBarrier(page)
  await dialog.getByLabel('Times').fill('1')
  await dialog.getByRole('button', { name: 'Record a disclosure' }).click()
  const row = page.getByRole('row', { name: new RegExp(`Sheriff ${now}`) })
  await expect(row.getByText('Accounted for')).toBeVisible()

  await page.getByRole('button', { name: 'Make an account' }).click()
  await pickPatient(page)
  await dialog.getByRole('button', { name: 'Make an account' }).click()
  const open = page.getByRole('link', { name: new RegExp(`Open the account of Told${now}`) }).first()
  await expect(open).toBeVisible()
  await expectNoBarrier(page)
  const [document] = await Promise.all([context.waitForEvent('page'), open.click()])
  await expect(document.getByText(`Sheriff ${now}`)).toBeVisible()
  await document.close()

  await row.getByRole('link').click()
  await page.getByRole('button', { name: 'Keep back' }).click()
  await dialog.getByLabel('Official and agency').fill('Deputy of the county')
  await dialog.getByLabel('What was stated').fill('An account would impede the investigation.')
  await dialog.getByLabel('Last day').fill('2001-01-01')
  await dialog.getByRole('button', { name: 'Keep back' }).click()
  await expect(dialog.getByText('This day is over.')).toBeVisible()
  await dialog.getByLabel('Last day').fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10))
  await dialog.getByRole('button', { name: 'Keep back' }).click()
  await expect(page.getByRole('heading', { name: 'Kept back for an agency' })).toBeVisible()
  await expectNoBarrier(page)
})

test('the chain is proved to its head, and the keys are rotated as far as one wants', async ({ page }) => {
  await signIn(page, 'admin')
  await enter(page, 'Audit and keys')
  await page.getByRole('button', { name: 'Verify now' }).click()
  await expect(page.getByText(/All is as it was sealed: [1-9]/)).toBeVisible()
  await expect(page.getByText(/^Block [\d,]+, /)).toBeVisible()
  await expectNoBarrier(page)

  await page.getByRole('button', { name: 'Rotate the keys' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate the keys' }).press('Enter')
  await expect(page.getByText(/The new key is used from/)).toBeVisible()
  await expectNoBarrier(page)
  for (const act of ['Cancel', 'Go on', 'Cancel']) {
    const acting = act === 'Cancel' ? page.getByRole('alertdialog') : page.getByRole('dialog')
    await page.getByRole('table', { name: 'Rotations' }).getByRole('button', { name: act }).first().click()
    await acting.getByRole('button', { name: act }).first().click()
    await expect(acting).toHaveCount(0)
  }
  await expect(page.getByRole('table', { name: 'Rotations' }).getByText('Cancelled').first()).toBeVisible()
})

/** A provider that says of itself what is needed, and nothing else. */
async function aProvider(): Promise<{ issuer: string; close: () => void }> {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const server = createServer((request, answer) => {
    const says: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` },
      '/jwks': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] },
    }
    const said = says[request.url ?? '']
    answer.writeHead(said ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(said ?? {}))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return { issuer, close: () => void server.close() }
}

/** Born on another day than whoever an earlier run added: nobody's twin. */
async function aPatient(page: Page, lastName: string): Promise<string> {
  const birthOn = new Date(-(Date.now() % 1_000_000_000) * 1000).toISOString().slice(0, 10)
  const { addPatient } = await ask<{ addPatient: { id: string } }>(
    page,
    `mutation ($details: PatientInput!) { addPatient(details: $details) { ... on Patient { id } ... on Refusal { message } } }`,
    { details: { ...PATIENT, lastName, birthOn } },
  )
  return addPatient.id
}

async function lookThroughTheGlass(browser: Browser, patient: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const errors = errorsOf(page)
  await signIn(page, 'pharmacist')
  await page.goto(`/patients/${patient}`)
  await page.getByRole('button', { name: 'Break the glass' }).click()
  await page.getByRole('alertdialog').getByLabel('Reason').fill(`Needed at the counter ${now}`)
  await expectNoBarrier(page)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Break the glass' }).click()
  await expect(page.getByRole('heading', { name: `Glass${now}, Nina` })).toBeVisible()
  expect(errors).toEqual([])
  await context.close()
}

async function pickPatient(page: Page) {
  await page.getByRole('dialog').getByRole('combobox', { name: 'Patient' }).fill(`Told${now}`)
  await page.getByRole('option', { name: new RegExp(`Told${now}`) }).first().click()
}

async function choose(page: Page, label: string, option: string | RegExp) {
  await page.getByRole('dialog').getByRole('button', { name: label }).first().click()
  await page.getByRole('option', { name: option }).first().click()
}

async function enter(page: Page, room: string) {
  await page.getByRole('link', { name: room, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible()
  await expect(page.getByText('Loading …')).toHaveCount(0)
}
