/** The people of the demo's pharmacies, and a browser that watches for what should never happen. */
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'

interface Pharmacy {
  slug: string
  passwords: Record<string, string>
}

const DEMO_FILE = process.env.MORTAR_DEMO ?? '../.data/demo.json'
const DEMO = JSON.parse(readFileSync(DEMO_FILE, 'utf8')) as { pharmacies: Pharmacy[] }
const PYTHON = process.env.MORTAR_PYTHON ?? resolve('../.venv/bin/python')
const STEP_SECONDS = 30

/** What a browser says of an answer that refuses: the screens show it in words. */
const REFUSED = /Failed to load resource: the server responded with a status of 40[0134]/

/** What a browser says by itself of a connection that a test has cut. */
const CUT = 'net::ERR_INTERNET_DISCONNECTED'

/** A page on which any error of the console fails the test. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, run) => {
    const errors = errorsOf(page)
    await run(page)
    expect(errors).toEqual([])
  },
})

/** All that goes wrong in a page from now on. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !REFUSED.test(message.text()) && !message.text().includes(CUT)) errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  return errors
}

export function passwordOf(role: string, slug: string): string {
  return DEMO.pharmacies.find((each) => each.slug === slug)?.passwords[role] ?? ''
}

export async function signIn(page: Page, role: string, slug = 'harbor') {
  await page.goto('/')
  await enter(page, slug, `${role}@${slug}.example`, passwordOf(role, slug))
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
}

/** Fills in the form at the door. */
export async function enter(page: Page, slug: string, email: string, password: string) {
  await page.getByLabel('Organization').fill(slug)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

export async function signOut(page: Page) {
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
}

/** Asks the API as whoever is signed in on this page. */
export async function ask<Data>(page: Page, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  return page.evaluate(
    async ([query, variables]) => {
      const { csrfToken } = (await (await fetch('/auth/me')).json()) as { csrfToken: string }
      const answer = await fetch('/graphql', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = (await answer.json()) as { data: never; errors?: unknown }
      if (errors) throw new Error(JSON.stringify(errors))
      return data
    },
    [query, variables] as const,
  )
}

/** Makes a person's last proof of who they are an hour old. */
export function letProofsAge(email: string) {
  execFileSync(PYTHON, ['-m', 'tests.web.long_ago', resolve(dirname(DEMO_FILE)), email], { cwd: '..' })
}

/** Has what comes around every hour come now. */
export function letBeDue(schedule: string) {
  execFileSync(PYTHON, ['-m', 'tests.web.due_now', resolve(dirname(DEMO_FILE)), schedule], { cwd: '..' })
}

/** Has a job of a pharmacy be given up, after it was tried in vain. */
export function letAJobFail(slug: string) {
  execFileSync(PYTHON, ['-m', 'tests.web.given_up', resolve(dirname(DEMO_FILE)), slug], { cwd: '..' })
}

/** A new, empty pharmacy; returns the invitation of its first admin. */
export function foundPharmacy(slug: string, email: string): string {
  const told = execFileSync(PYTHON, ['-m', 'mortar', 'tenants', 'found', slug, 'Guided Pharmacy', email], {
    cwd: '..',
    env: { ...process.env, DATA_DIR: resolve(dirname(DEMO_FILE)) },
    encoding: 'utf8',
  })
  return told.trim().split('#').at(-1) ?? ''
}

/** What an authenticator app shows (RFC 6238), `steps` from now. */
export function codeOf(secret: string, steps = 0): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_SECONDS) + steps))
  const hash = createHmac('sha1', base32(secret)).update(counter).digest()
  const place = (hash.at(-1) ?? 0) & 0xf
  return String((hash.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

function base32(text: string): Buffer {
  const bits = [...text.replaceAll(/[\s=]/g, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** WCAG 2.2 A and AA, as far as a program can tell. */
export async function expectNoBarrier(page: Page) {
  // There are no frames: nothing is gathered from several of them, nor told of what is well.
  const found = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
}
