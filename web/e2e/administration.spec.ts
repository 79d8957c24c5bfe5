/** An administrator sets up a pharmacy alone: its people, its places, and what works for it. */
import { expect, type Page } from '@playwright/test'
import { expectNoBarrier, signIn, test } from './people'

/** So that the same stack may be asked again. */
const now = Date.now().toString(36)

test('somebody is invited, given a role for a while, and it is said why they may', async ({ page }) => {
  await signIn(page, 'admin')
  await enter(page, 'People')
  await page.getByRole('button', { name: 'Invite a person' }).click()
  await page.getByLabel('Name').fill(`Nova ${now}`)
  await page.getByLabel('E-mail').fill(`nova-${now}@harbor.example`)
  await page.getByRole('dialog').getByRole('button', { name: 'Invite a person' }).click()
  await expect(page.getByRole('heading', { name: `Invitation for Nova ${now}` })).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'I have kept it' }).click()

  await page.keyboard.press('Control+k')
  await page.keyboard.type(`nova-${now}`)
  await page.getByRole('menuitem', { name: `Nova ${now}` }).click()
  await expect(page.getByText('No role yet: they see nothing.')).toBeVisible()
  const roles = await heldBack(page, 'Roles')
  await page.getByRole('button', { name: 'Give a role' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Role' }).first().click()
  await expect(page.getByRole('option', { name: 'Loading …' })).toBeVisible()
  roles.come()
  await page.getByRole('option', { name: 'Biller' }).click()
  await choose(page, 'Where', /Harbor Sample Pharmacies/)
  await page.getByLabel('Last day').fill('2031-12-31')
  await page.getByRole('dialog').getByRole('button', { name: 'Give a role' }).click()

  const release = page.getByRole('row', { name: /claims:submit/ })
  await expect(release.getByText('Yes', { exact: true })).toBeVisible()
  await expect(release.getByText('As Biller at Harbor Sample Pharmacies.')).toBeVisible()
  await expect(page.getByRole('row', { name: /patients:restrict/ }).getByText('No role allows it.')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Withdraw the invitation' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw the invitation' }).click()
  await expect(page.getByText('Let go', { exact: true })).toBeVisible()
})

test('a role of its own begins as a copy and is changed', async ({ page }) => {
  await signIn(page, 'admin')
  await enter(page, 'Roles')
  await page.getByRole('button', { name: 'Make a role' }).click()
  await page.getByLabel('Name').fill(`Helper ${now}`)
  await choose(page, 'Begins as', 'Technician')
  await page.getByRole('dialog').getByRole('button', { name: 'Make a role' }).click()

  await page.getByRole('checkbox', { name: `Helper ${now}: See claims and what became of them.` }).press('Space')
  await expect(page.getByText('1 more claims:read')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Save' }).click()

  await expect(page.getByRole('button', { name: `Edit Helper ${now}` })).toBeVisible()
})

test('the simulated payer is told to deny a member, and a partner is not changed wrongly', async ({ page }) => {
  await signIn(page, 'admin')
  await enter(page, 'Trading partners')
  await page.getByRole('link', { name: 'Payer simulator' }).press('Enter')
  await page.getByRole('button', { name: 'Tell it what to do' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Tell it what to do' }).click()
  await expect(page.getByText('Say for which member, or for which claim.')).toBeVisible()
  await page.getByLabel('Member').fill(`W${now}`)
  await page.getByLabel('Reason code').fill('197')
  await expectNoBarrier(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Tell it what to do' }).click()
  const script = page.getByRole('row', { name: new RegExp(`W${now}`) })
  await expect(script.getByText('Reason code 197')).toBeVisible()

  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Contact phone').fill('12')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('A phone number has ten digits.')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByLabel('Contact phone').fill('651-555-0142')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('651-555-0142')).toBeVisible()

  await script.getByRole('button', { name: /Take back/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click()
  await expect(script).toHaveCount(0)

  await page.getByRole('button', { name: 'Change seed, variety and fees' }).click()
  const fees = page.getByLabel('Fee schedule')
  const others = (await fees.inputValue()).split('\n').filter((line) => !line.startsWith('99199'))
  const saved = page.getByRole('dialog').getByRole('button', { name: 'Save' })
  await page.getByLabel('Variety', { exact: true }).fill('101')
  await saved.click()
  await expect(page.getByText('No more than 100 in a hundred.')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByLabel('Variety', { exact: true }).fill('0')
  await fees.fill([...others, '99199 21.5', '99199 22'].join('\n'))
  await saved.click()
  await expect(page.getByText('99199 stands twice.')).toBeVisible()
  await fees.fill([...others, '99199 21.5'].join('\n'))
  await saved.click()
  await page.getByText(/^Fee schedule: /).click()
  await expect(page.getByText('$21.50')).toBeVisible()
})

/** The answers to this query stay away until they are told to come. */
async function heldBack(page: Page, query: string) {
  let come = () => {}
  const told = new Promise<void>((resolve) => (come = resolve))
  await page.route('**/graphql', async (route) => {
    const { operationName } = route.request().postDataJSON() as { operationName?: string }
    if (operationName === query) await told
    await route.fallback()
  })
  return { come }
}

async function enter(page: Page, room: string) {
  await page.getByRole('link', { name: room, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible()
  await expect(page.getByText('Loading …')).toHaveCount(0)
}

async function choose(page: Page, label: string, option: string | RegExp) {
  await page.getByRole('dialog').getByRole('button', { name: label }).first().click()
  await page.getByRole('option', { name: option }).first().click()
}
