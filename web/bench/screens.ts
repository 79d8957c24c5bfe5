/** Measures how soon the screens are complete; `python -m bench.web` starts it and reads its figures. */
import { writeFileSync } from 'node:fs'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { signIn } from '../e2e/people'
import { documentFluShot, workAt } from '../e2e/shot'
import { type } from './typing'

const ROUNDS = Number(process.env.MORTAR_ROUNDS ?? 5)
const MAIN_ROOMS = 10
const SCROLLS = 120

test('the screens', async ({ page, context, browser, baseURL }) => {
  await context.addCookies([{ name: 'mortar', value: process.env.MORTAR_COOKIE ?? '', url: baseURL ?? '' }])
  const firstLoads: number[] = []
  let scriptBytes = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const loaded = await firstLoad(page, '/claims')
    firstLoads.push(loaded.milliseconds)
    scriptBytes = loaded.scriptBytes || scriptBytes
  }
  const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
  const rooms = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
  const times = new Map<string, number[]>()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const room of rooms.slice(0, MAIN_ROOMS)) times.set(room, [...(times.get(room) ?? []), await open(page, room)])
  }
  for (const [room, taken] of times) console.log(room, taken.map(Math.round).join(' '), 'ms')
  const opened = [...times.values()].flat()
  await open(page, '/claims')
  const frames = await scroll(page)
  const searched = await search(page)
  const empty = await emptyPage(page)
  const shot = await fluShot(browser)

  writeFileSync(
    process.env.MORTAR_FIGURES ?? 'figures.json',
    JSON.stringify({
      first_load_ms: percentile(firstLoads, 0.5),
      script_kib: scriptBytes / 1024,
      screen_p50_ms: percentile(opened, 0.5),
      screen_p95_ms: percentile(opened, 0.95),
      scroll_frame_p50_ms: percentile(frames, 0.5),
      scroll_frame_p95_ms: percentile(frames, 0.95),
      typing_p50_ms: percentile([...searched, ...shot.typed], 0.5),
      typing_p95_ms: percentile([...searched, ...shot.typed], 0.95),
      empty_page_ms: empty,
      flu_shot_interactions: shot.interactions,
      flu_shot_seconds: shot.seconds,
    }),
  )
  expect(opened.length).toBeGreaterThan(0)
})

/** From the request to the complete screen, with nothing kept from before. */
async function firstLoad(page: Page, path: string) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.clearBrowserCache')
  await page.goto(path)
  await open(page, path)
  return page.evaluate(() => ({
    milliseconds: performance.now(),
    scriptBytes: (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter((each) => each.name.endsWith('.js'))
      .reduce((sum, each) => sum + each.encodedBodySize, 0),
  }))
}

/** From the click, if it is not shown already, to the complete screen, as the page's own clock tells. */
async function open(page: Page, path: string): Promise<number> {
  return page.evaluate(async (path) => {
    const isOpen = location.pathname === path
    // What stood there before stands until the new screen is drawn, and is not it.
    const former = isOpen ? null : document.querySelector('main h1')
    const isComplete = () => {
      const main = document.querySelector('main')
      const title = main?.querySelector('h1')
      const waits = main?.querySelector('[aria-busy=true]') ?? null
      return location.pathname === path && !!title && title !== former && !waits && !/Loading/.test(main?.textContent ?? '')
    }
    const started = performance.now()
    if (!isOpen) document.querySelector<HTMLElement>(`nav a[href="${path}"]`)?.click()
    while (!isComplete()) await new Promise(requestAnimationFrame)
    return performance.now() - started
  }, path)
}

/** At a small pharmacy of the same installation: from the shortcut to what it would bill. */
async function fluShot(browser: Browser) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await signIn(page, 'pharmacist')
  await workAt(page, /Harbor/)
  const started = Date.now()
  const { count } = await documentFluShot(page)
  const seconds = (Date.now() - started) / 1000
  // The form is long, and its live panel stands beside it.
  await page.getByRole('textbox', { name: /Lot/ }).first().press('End')
  const typed = await type(page, 'abcdefghijklmnopqrst')
  await context.close()
  return { interactions: count, seconds, typed }
}

/** The search of everything, over all patients and claims. */
async function search(page: Page): Promise<number[]> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('searchbox')).toBeFocused()
  const typed = await type(page, 'sample 19991 m1-99981 influenza')
  await page.keyboard.press('Escape')
  return typed
}

async function scroll(page: Page): Promise<number[]> {
  return page.evaluate(async (count) => {
    const list = document.querySelector('.table .scroll')
    const frames: number[] = []
    let last = performance.now()
    for (let step = 0; step < count; step += 1) {
      list?.scrollBy(0, 90)
      await new Promise(requestAnimationFrame)
      frames.push(performance.now() - last)
      last = performance.now()
    }
    return frames
  }, SCROLLS)
}

async function emptyPage(page: Page): Promise<number> {
  await page.goto('about:blank')
  return page.evaluate(async () => {
    const started = performance.now()
    await new Promise(requestAnimationFrame)
    return performance.now() - started
  })
}

function percentile(figures: readonly number[], part: number): number {
  const sorted = [...figures].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
