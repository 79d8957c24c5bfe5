/** How long after a key the frame that shows it is painted, as the page's own clock tells. */
import { expect, type Page } from '@playwright/test'

/** About as fast as a quick hand: two keys come together now and then. */
const BETWEEN_KEYS_MS = 60

/** Types into what has the focus; milliseconds of each key. */
export async function type(page: Page, text: string): Promise<number[]> {
  await page.evaluate(() => {
    const painted: number[] = []
    const onKey = ({ timeStamp, isTrusted }: KeyboardEvent) => {
      // A list of suggestions is told of each key by an event of its own.
      if (!isTrusted) return
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => painted.push(performance.now() - timeStamp)
        port2.postMessage(null)
      })
    }
    addEventListener('keydown', onKey, true)
    window.painted = { painted, stop: () => removeEventListener('keydown', onKey, true) }
  })
  await page.keyboard.type(text, { delay: BETWEEN_KEYS_MS })
  await expect.poll(() => page.evaluate(() => window.painted?.painted.length)).toBe(text.length)
  return page.evaluate(() => {
    window.painted?.stop()
    return window.painted?.painted ?? []
  })
}
