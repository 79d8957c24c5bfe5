/** An administrator who is no programmer changes what is asked and billed, tries it, publishes it, and sees it used. */
import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { ask, expectNoBarrier, signIn, test } from './people'

/** So that the same stack may be asked again. */
const now = Date.now().toString(36)
const SERVICE = `Quit day ${now}`
const QUESTION = 'How was it today?'

test('a service is copied, changed by keyboard, tried, published, and drives a new form', async ({ page, browser }) => {
  test.slow()
  await signIn(page, 'admin')
  await enter(page, 'Services')
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Copy a service' }).click()
  await choose(page, 'Which one', 'Tobacco cessation counselling')
  await page.getByLabel('Its name').fill(SERVICE)
  await expectNoBarrier(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Copy a service' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Version 1' })).toBeVisible()

  await addAndMoveByKeyboard(page)
  await changeWithAnother(page, browser)
  await breakAndMend(page)
  await record(page)
  await nameTheDrug(page)
  await tryOut(page)
  await publish(page)

  const encounter = await begin(page, SERVICE, new Date().toISOString().slice(0, 10))
  await page.goto(`/encounters/${encounter}`)
  await expect(page.getByLabel(QUESTION)).toBeVisible()
  await page.getByRole('button', { name: 'Español' }).click()
  await expect(page.getByLabel('¿Cómo le fue hoy?')).toBeVisible()
  await page.getByRole('button', { name: 'English' }).click()

  await changeAgain(page)
})

/** A question is added and stands first, without a mouse. */
async function addAndMoveByKeyboard(page: Page) {
  await page.getByLabel('A new question').focus()
  await page.keyboard.type(QUESTION)
  await page.keyboard.press('Enter')
  const added = page.locator('summary', { hasText: QUESTION })
  await added.focus()
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('Alt+ArrowUp')
  await expect(page.locator('summary').first()).toContainText(QUESTION)
  await expect(added).toBeFocused()
  const fields = page.locator('li', { has: added })
  await fields.getByLabel('In Spanish', { exact: true }).fill('¿Cómo le fue hoy?')
  await expect(page.getByText('Kept', { exact: true })).toBeVisible()
  await expectNoBarrier(page)
}

/** Two browsers change one draft: neither overwrites the other unasked, and nothing typed is lost. */
async function changeWithAnother(page: Page, browser: Browser) {
  const context = await browser.newContext({ storageState: await page.context().storageState() })
  const other = await context.newPage()
  await other.goto(page.url())
  await relabel(other, QUESTION, 'Theirs?')
  await expect(other.getByText('Kept', { exact: true })).toBeVisible()
  await relabel(page, QUESTION, 'Mine?')
  await expect(page.getByRole('alert')).toContainText('changed this draft')
  await page.getByRole('link', { name: SERVICE }).click()
  await page.getByRole('link', { name: 'Version 1' }).click()
  await page.getByRole('button', { name: 'Look at the differences' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Theirs? → Mine?' })).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Put mine over it' }).click()
  await expect(page.getByText('Kept', { exact: true })).toBeVisible()

  await other.reload()
  await relabel(other, 'Mine?', QUESTION)
  await expect(other.getByText('Kept', { exact: true })).toBeVisible()
  await context.close()
  await relabel(page, 'Mine?', 'Mine again?')
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect(page.locator('summary', { hasText: QUESTION })).toBeVisible()
  await expect(page.getByText('Kept', { exact: true })).toBeVisible()
}

async function relabel(page: Page, from: string, to: string) {
  const question = page.locator('li', { has: page.locator('summary', { hasText: from }) })
  if ((await question.locator('details').getAttribute('open')) === null) await question.locator('summary').click()
  await question.getByLabel('Question', { exact: true }).fill(to)
}

/** A problem stands beside its field, and one is led there from the list of all. */
async function breakAndMend(page: Page) {
  await page.getByRole('tab', { name: 'Codes and words' }).click()
  await expect(page.getByRole('button', { name: /Kind of service$/ })).toContainText('Tobacco cessation')
  await page.getByRole('textbox', { name: 'intensive' }).fill('994')
  await expect(page.locator('.pair', { hasText: 'intensive' })).toContainText('This is no procedure code.')
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled()
  await expectNoBarrier(page)
  await page.getByRole('tab', { name: 'Questions' }).click()
  await page.getByRole('button', { name: 'This is no procedure code.' }).click()
  await expect(page.getByRole('textbox', { name: 'intensive' })).toBeFocused()
  await page.getByRole('textbox', { name: 'intensive' }).fill('99407')
  await expect(page.getByText('to mend before it can be published')).toHaveCount(0)
}

/** What signing writes down is said in a form: a column that is needed says so beside itself. */
async function record(page: Page) {
  await page.getByRole('tab', { name: 'Records' }).click()
  await page.getByRole('button', { name: 'Add the record' }).click()
  const added = page.locator('details[open]')
  await expect(added.getByText('An observation needs its value.')).toBeVisible()
  await pick(page, added.getByRole('button', { name: /Name$/ }), 'Always the same …')
  await added.getByLabel('Name: always').fill('quit_day')
  await pick(page, added.getByRole('button', { name: /Value$/ }), QUESTION)
  await added.getByRole('group', { name: 'Written down when' }).getByRole('button', { name: 'Add a condition' }).click()
  await pick(page, added.getByRole('button', { name: /What$/ }), QUESTION)
  await pick(page, added.getByRole('button', { name: /Compared$/ }), 'is answered')
  await expect(page.locator('summary', { hasText: 'Observation: quit_day' })).toContainText(`${QUESTION} is answered`)
  await expect(page.getByText('to mend before it can be published')).toHaveCount(0)
  await expectNoBarrier(page)
}

/** A line may name a drug; what is not chosen yet is asked for at its place. */
async function nameTheDrug(page: Page) {
  await page.getByRole('tab', { name: 'Coding' }).click()
  await page.locator('summary').first().click()
  await page.getByRole('button', { name: 'Name the drug' }).click()
  await expect(page.getByRole('group', { name: 'Drug' }).getByText('No question is chosen.')).toHaveCount(4)
  for (const part of ['Its NDC', 'Its quantity', 'Unit of the quantity', 'Its lot']) {
    await pick(page, page.getByRole('button', { name: new RegExp(`${part}$`) }), part === 'Its quantity' ? 'Minutes of counselling' : QUESTION)
  }
  await expect(page.getByText('to mend before it can be published')).toHaveCount(0)
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Name no drug' }).click()
}

async function pick(page: Page, field: Locator, option: string) {
  await field.click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function tryOut(page: Page) {
  await page.getByRole('tab', { name: 'Try it' }).click()
  const outcome = page.getByRole('complementary', { name: 'What comes of it' })
  await expect(outcome.getByText('Tobacco used is missing.')).toBeVisible()
  await page.getByLabel('Minutes of counselling').fill('12')
  await page.getByRole('button', { name: /Tobacco used/ }).click()
  await page.getByRole('option', { name: 'Cigarettes' }).click()

  await expect(outcome.getByText('99407', { exact: true })).toBeVisible()
  await expect(outcome.getByText('12 minutes: more than ten.')).toBeVisible()
  await expect(outcome.getByText(/F17\.?210/)).toBeVisible()
  await expect(outcome.getByRole('heading', { name: /Would bill \$[1-9]/ })).toBeVisible()
  await expect(outcome.getByText('Every payer, Every store')).toBeVisible()
  await expect(outcome.getByText('No payer is chosen')).toBeVisible()
  await page.getByRole('button', { name: /Payer$/ }).click()
  await page.getByRole('option', { name: 'Medicare' }).first().click()
  await expect(page.getByLabel("Payer's number")).toHaveCount(0)
  await expect(outcome.getByText('is the most specific price that fits')).toBeVisible()
  await expect(outcome.getByText('the edits find nothing')).toBeVisible()
  await expectNoBarrier(page)

  const today = await page.getByLabel('Day of service').inputValue()
  await page.getByLabel('Day of service').fill(`${String(Number(today.slice(0, 4)) + 1)}-01-01`)
  await expect(outcome.getByText('The date of service has not come yet.')).toBeVisible()
  await expect(outcome.getByText('Correct the date of service.')).toBeVisible()
  await expect(outcome.getByText(/Goes to .*Medicare/)).toBeVisible()
  await page.getByLabel('Day of service').fill(today)
  await expect(outcome.getByText('the edits find nothing')).toBeVisible()
}

async function publish(page: Page) {
  await page.getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByRole('dialog')).toContainText('A published version never changes.')
  await expectNoBarrier(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByRole('heading', { level: 1, name: SERVICE })).toBeVisible()
  await expect(page.getByRole('row', { name: /Version 1 In use/ })).toBeVisible()
  await expectNoBarrier(page)
}

/** The next version begins as this one, and says what it changes; the encounter keeps its own. */
async function changeAgain(page: Page) {
  await enter(page, 'Services')
  await page.getByLabel('Search by name').fill(SERVICE)
  await page.getByRole('link', { name: SERVICE }).click()
  await page.getByRole('button', { name: 'Begin a new version' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Version 2' })).toBeVisible()
  await page.getByRole('tab', { name: 'Records' }).click()
  await page.getByRole('button', { name: 'Remove: Observation: quit_day' }).click()
  await page.getByRole('tab', { name: 'Questions' }).click()
  await page.getByRole('button', { name: `Remove: ${QUESTION}` }).click()
  await page.getByRole('tab', { name: 'What changes' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: QUESTION })).toContainText('Removed')
  await expect(page.getByRole('listitem').filter({ hasText: 'Observation: quit_day' })).toContainText('Removed')
  await page.getByRole('tab', { name: 'Expert' }).click()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Throw the draft away' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Throw the draft away' }).click()
  await page.getByRole('link', { name: 'Version 1' }).click()
  await expect(page.getByText('1 encounter is written with it and keeps it')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('link', { name: SERVICE }).click()
  await page.getByRole('button', { name: 'Retire' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Retire' }).click()
  await expect(page.getByText('Retired', { exact: true })).toBeVisible()
}

test('a price is set, corrected, ended and taken back', async ({ page }) => {
  await signIn(page, 'admin')
  await enter(page, 'Services')
  await page.getByRole('link', { name: 'Wellness screening' }).click()
  const missing = page.getByRole('row', { name: /No price: whatever bills it waits/ })
  await expect(missing.first()).toBeVisible()
  const count = await missing.count()
  await missing.first().getByRole('button').click()
  await page.getByLabel('Your words for it').fill(`Own ${now}`)
  await page.getByLabel('Price', { exact: true }).fill('twelve')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('This is an amount in dollars.')).toBeVisible()
  await page.getByLabel('Price', { exact: true }).fill('12.5')
  await page.getByRole('button', { name: 'Save' }).click()
  const priced = page.getByRole('row', { name: `Own ${now}` })
  await expect(priced).toContainText('$12.50')
  await priced.getByRole('button', { name: /^Correct/ }).click()
  await page.getByLabel('Price', { exact: true }).fill('13')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(priced).toContainText('$13.00')
  await priced.getByRole('button', { name: /^Take back/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click()

  await expect(priced).toHaveCount(0)
  await expect(missing).toHaveCount(count)
  await priceForAPayer(page)
})

/** The more specific price applies; a file is judged before it is set. */
async function priceForAPayer(page: Page) {
  await enter(page, 'Prices')
  await page.getByLabel('Code', { exact: true }).fill('99406')
  await expect(page.getByRole('status').filter({ hasText: '99406 costs' })).toContainText('Every payer')
  await page.getByRole('button', { name: 'New price' }).click()
  await page.getByLabel('Your words for it').fill(`Agreed ${now}`)
  await page.getByLabel('Price', { exact: true }).fill('11.11')
  await choose(page, 'Payer', 'Medicare')
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('main').getByRole('button', { name: /Payer$/ }).click()
  await page.getByRole('option', { name: 'Medicare' }).first().click()
  await expect(page.getByRole('status').filter({ hasText: '99406 costs $11.11' })).toBeVisible()
  await expectNoBarrier(page)

  const agreed = page.getByRole('row', { name: `Agreed ${now}` })
  await agreed.getByRole('button', { name: /^End the price/ }).click()
  const end = page.getByRole('dialog')
  const today = await end.getByLabel('Last day of service').inputValue()
  await end.getByLabel('Last day of service').fill('2020-01-01')
  await end.getByRole('button', { name: 'Save' }).click()
  await expect(end.locator('.error')).not.toBeEmpty()
  await expectNoBarrier(page)
  await end.getByLabel('Last day of service').fill(today)
  await end.getByRole('button', { name: 'Save' }).click()
  await expect(end).toHaveCount(0)
  await page.getByLabel('On day of service').fill(`${String(Number(today.slice(0, 4)) + 1)}-01-01`)
  await expect(page.getByRole('status').filter({ hasText: '99406 costs' })).toContainText('Every payer')
  await page.getByLabel('On day of service').fill(today)
  await expect(page.getByRole('status').filter({ hasText: '99406 costs $11.11' })).toBeVisible()

  await page.getByRole('button', { name: 'Import' }).click()
  const file = 'procedure_code,label,price,effective_from_on\n9940,Counselling,x,2026-01-01\n'
  await page.locator('input[type=file]').setInputFiles({ name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
  await page.getByRole('button', { name: 'Check the file' }).click()
  await expect(page.getByText('2 problems: nothing was kept.')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await agreed.getByRole('button', { name: /^Take back/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click()
  await expect(page.getByRole('status').filter({ hasText: '99406 costs' })).not.toContainText('$11.11')
}

test('a release of a code set says what it changes, and what of that is used here', async ({ page }) => {
  await signIn(page, 'admin')
  const served = await begin(page, 'Medication therapy', '2026-10-02', { diagnosis_codes: ['Z68.1'] })
  await enter(page, 'Code sets')
  await expect(page.getByText('up to whoever operates the installation')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('link', { name: 'FY2027' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'ICD-10-CM FY2027' })).toBeVisible()

  const here = page.getByRole('region', { name: 'What it changes here' })
  await expect(here.getByRole('listitem').filter({ hasText: 'Z681' }).first()).toContainText('No longer billable')
  await page.getByLabel('Code or words').fill('Z681')
  await expect(page.getByRole('row', { name: /Z681 No longer billable/ })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'C7831' })).toHaveCount(0)
  await expectNoBarrier(page)
  await here.locator(`a[href="/encounters/${served}"]`).click()
  await expect(page).toHaveURL(/\/encounters\//)
})

/** Begins to document a service of that name for somebody; returns the encounter. */
async function begin(page: Page, service: string, servedOn: string, answers: Record<string, unknown> = {}): Promise<string> {
  const asked = `query ($service: String!) {
    services(filter: { isActive: true, name: { contains: $service } }) { nodes { id } }
    patients(first: 1) { nodes { id } }
    providers(first: 1, filter: { isActive: true }) { nodes { id } }
    stores(first: 1) { nodes { id } }
  }`
  const found = await ask<Record<'services' | 'patients' | 'providers' | 'stores', { nodes: { id: string }[] }>>(page, asked, { service })
  const details = {
    serviceId: found.services.nodes[0]?.id,
    patientId: found.patients.nodes[0]?.id,
    providerId: found.providers.nodes[0]?.id,
    storeId: found.stores.nodes[0]?.id,
    servedOn,
    answers,
  }
  const start = 'mutation ($details: EncounterInput!) { startEncounter(details: $details) { ... on Encounter { id } } }'
  const begun = await ask<{ startEncounter: { id: string } }>(page, start, { details })
  return begun.startEncounter.id
}

async function enter(page: Page, room: string) {
  await page.getByRole('link', { name: room, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible()
  await expect(page.getByText('Loading …')).toHaveCount(0)
}

async function choose(page: Page, label: string, option: string) {
  await page.getByRole('dialog').getByRole('button', { name: label }).first().click()
  await page.getByRole('option', { name: option }).first().click()
}

test('a question is asked on conditions within conditions, and said as a sentence', async ({ page }) => {
  await signIn(page, 'admin')
  const { services } = await ask<{ services: { nodes: { id: string }[] } }>(page, '{ services(filter: { name: { contains: "Tobacco cess" } }) { nodes { id } } }')
  const copy = 'mutation ($id: ID!, $name: String!) { copyService(serviceId: $id, name: $name) { ... on Service { templates { id } } } }'
  const { copyService } = await ask<{ copyService: { templates: { id: string }[] } }>(page, copy, { id: services.nodes[0]?.id, name: `Stop smoking ${String(Date.now())}` })
  await page.goto(`/templates/${copyService.templates[0]?.id ?? ''}`)
  await page.locator('summary').nth(1).click()
  const when = page.getByRole('group', { name: 'Shown when' }).first()
  await when.getByRole('button', { name: 'Add a condition' }).click()
  await when.getByRole('button', { name: /What$/ }).first().click()
  await page.getByRole('option', { name: /age/i }).first().click()
  await when.getByRole('button', { name: /Compared$/ }).first().click()
  await page.getByRole('option', { name: 'is below' }).click()
  await when.getByRole('textbox', { name: /With/ }).fill('19')
  await when.getByRole('button', { name: 'Add a group' }).click()
  const group = when.getByRole('group', { name: 'any of them holds' })
  await group.getByRole('button', { name: /What$/ }).first().click()
  await page.getByRole('option', { name: 'Tobacco used' }).click()
  await group.getByRole('button', { name: /With$/ }).first().click()
  await page.getByRole('option', { name: 'Cigarettes' }).click()

  await expect(page.getByText('Kept', { exact: true })).toBeVisible()
  await expect(when.getByText("Patient's age in years is below 19 and Tobacco used is Cigarettes")).toBeVisible()
  await expectNoBarrier(page)
})
