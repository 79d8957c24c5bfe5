/** Care and billing in Spanish: no English word on the screen but names that people gave. */
import { expect, type Page } from '@playwright/test'
import { passwordOf, test } from './people'
import { BARCODE } from './shot'

/** What English cannot do without. */
const ENGLISH =
  /\b(?:the|and|of|is|are|was|were|with|for|here|this|these|not|by|from|made|sent|paid|posted|day|days|claim|claims|payer|patient|store|provider|accepted|received|released|nothing|missing|what|which|who|lot|site|dose|given|charge|status|save|open|close)\b/i
/** Names of invented people, places and partners, and what is code. */
const NAMES = /Payer simulator|Prairie Sample Health|Sample Medicare Part B|Harbor \w+ \w+|Harbor Sample Pharmacies|Sample \w+|Quit day \w+|CO-\d+|NDC|English/g

test('care and billing are in Spanish alone', async ({ page }) => {
  await signInInSpanish(page, 'pharmacist')
  await expect(page.getByRole('button', { name: /Documentar un servicio/ })).toBeVisible()
  await expectNoEnglish(page)
  await page.keyboard.press('Alt+n')
  await page.getByRole('combobox', { name: 'Paciente' }).fill('Sam')
  await page.getByRole('option', { name: /^Samp/ }).first().click()
  await page.getByRole('button', { name: /Farmacia/ }).last().click()
  await page.getByRole('option', { name: /Harbor/ }).first().click()
  await expectNoEnglish(page)
  await page.getByRole('button', { name: 'Empezar' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Inmunización' })).toBeVisible()
  await expect(page.getByText('Evaluado por contraindicaciones').first()).toBeVisible()
  await expect(page.getByText(/^Falta: /).first()).toBeVisible()
  await expectNoEnglish(page)
  await page.getByLabel('Código de la unidad').fill(BARCODE.replace('4414', '4415'))
  await page.keyboard.press('Enter')
  await expectNoEnglish(page)
  for (const room of ['/patients', '/clinic', '/today']) await visit(page, room)
  await page.getByRole('button', { name: 'Salir' }).click()

  await signInInSpanish(page, 'biller')
  for (const room of ['/claims', '/submissions', '/remittances', '/quarantine', '/reports']) await visit(page, room)
  for (const view of ['denied', 'rejected', 'paid']) {
    await visit(page, `/claims?view=${view}`)
    const link = page.locator('main a[href^="/claims/Claim_"]').first()
    if ((await link.count()) === 0) continue
    await link.click()
    await expect(page.getByRole('heading', { name: 'Qué ocurrió' })).toBeVisible()
    await expectNoEnglish(page)
  }
})

async function signInInSpanish(page: Page, role: string) {
  await page.addInitScript(() => localStorage.setItem('screen.language', 'es'))
  await page.goto('/')
  await expect(page.getByLabel('Organización')).toBeVisible()
  await expectNoEnglish(page)
  await page.getByLabel('Organización').fill('harbor')
  await page.getByLabel('Correo electrónico').fill(`${role}@harbor.example`)
  await page.getByLabel('Contraseña').fill(passwordOf(role, 'harbor'))
  await page.keyboard.press('Enter')
  await expect(page.locator('nav')).toBeVisible()
}

async function visit(page: Page, path: string) {
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByText('Cargando …')).toHaveCount(0)
  await expectNoEnglish(page)
}

/** All that can be read but codes and segments, and what fields are called. */
async function expectNoEnglish(page: Page) {
  const lines = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement
    for (const each of copy.querySelectorAll('pre, .mono, script, style, td a, [role=option]')) each.remove()
    const named = [...document.querySelectorAll('[aria-label], [placeholder], [title]')]
    const names = named.flatMap((each) => ['aria-label', 'placeholder', 'title'].map((name) => each.getAttribute(name) ?? ''))
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT)
    const texts: string[] = []
    while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '')
    return [...texts, ...names, document.title]
  })
  expect(lines.map((line) => line.replaceAll(NAMES, '')).filter((line) => ENGLISH.test(line))).toEqual([])
}
