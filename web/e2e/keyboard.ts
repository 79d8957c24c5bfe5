/** People with a keyboard alone: no pointer ever comes near the page, and the focus is always to be seen. */
import { expect, type Locator, type Page } from '@playwright/test'
import { passwordOf, test as base } from './people'

/** From the first to the last of a screen, with all ways and buttons before it. */
const MOST_PRESSES = 150
const POINTERS = ['pointerdown', 'pointermove', 'touchstart', 'wheel'] as const

export const DESK = { width: 1280, height: 800 }
export const TABLET = { width: 820, height: 1180 }
export const SIZES = { desk: DESK, tablet: TABLET } as const

export const test = base.extend<{ keys: Keys }>({
  keys: async ({ page }, run) => {
    const pointed: string[] = []
    await page.exposeFunction('notePointer', (type: string) => pointed.push(type))
    await page.addInitScript((types) => {
      const { notePointer } = window as unknown as { notePointer: (type: string) => void }
      for (const type of types) window.addEventListener(type, (event) => event.isTrusted && notePointer(type), { capture: true })
    }, POINTERS)
    await run(new Keys(page))
    expect(pointed).toEqual([])
  },
})

/** What is done, is done by pressing keys where the focus is, and that can be seen. */
export class Keys {
  constructor(private readonly page: Page) {}

  async press(key: string) {
    await this.expectFocus()
    await this.page.keyboard.press(key)
  }

  async type(text: string) {
    await this.expectFocus()
    await this.page.keyboard.type(text)
  }

  /** Presses a key until something has the focus. */
  async to(target: Locator, key = 'Tab') {
    await expect(target).toBeVisible()
    for (let pressed = 0; pressed < MOST_PRESSES; pressed += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return this.expectFocus()
      await this.page.keyboard.press(key)
    }
    throw new Error(`${key} does not lead to ${target.toString()}`)
  }

  /** Goes there and presses Enter. */
  async enter(target: Locator, key = 'Tab') {
    await this.to(target, key)
    await this.press('Enter')
  }

  /** Chooses from a list by the first letters of a choice. */
  async choose(field: Locator, letters: string) {
    await this.enter(field)
    const options = this.page.getByRole('listbox')
    await expect(options).toBeVisible()
    await this.type(letters)
    await expect(options.getByRole('option', { name: new RegExp(`^${letters}`, 'i') }).first()).toBeFocused()
    await this.press('Enter')
    await expect(options).toHaveCount(0)
  }

  /** By the palette to a room. */
  async goTo(room: string) {
    await this.press('Control+k')
    await expect(this.page.getByRole('dialog')).toBeVisible()
    await this.type(room)
    const found = this.page.getByRole('menuitem', { name: new RegExp(`^${room}`) }).first()
    await expect(found).toBeVisible()
    for (let pressed = 0; pressed < MOST_PRESSES; pressed += 1) {
      if ((await found.getAttribute('data-focused')) !== null) break
      await this.press('ArrowDown')
    }
    await this.press('Enter')
    await expect(this.page.getByRole('heading', { level: 1, name: new RegExp(`^${room}`) })).toBeVisible()
  }

  async signIn(role: string, slug = 'harbor') {
    await this.page.goto('/')
    await expect(this.page.getByLabel('Organization')).toBeVisible()
    await this.to(this.page.getByLabel('Organization'))
    await this.type(slug)
    await this.press('Tab')
    await this.type(`${role}@${slug}.example`)
    await this.press('Tab')
    await this.type(passwordOf(role, slug))
    await this.press('Enter')
    await expect(this.page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
    await expect(this.page.getByText('Loading …')).toHaveCount(0)
  }

  /** Something has the focus, on the screen, and it shows. */
  async expectFocus() {
    await expect.poll(() => this.page.evaluate(focusSeen)).toBe('seen')
  }
}

/** Runs in the page. */
function focusSeen(): string {
  const holder = document.activeElement
  if (holder === null || holder === document.body) return 'The focus is nowhere.'
  const described = holder.getAttribute('aria-activedescendant')
  const marked = (described && document.getElementById(described)) || holder
  const { top, bottom, left, right } = marked.getBoundingClientRect()
  const isInside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
  if (!isInside) return `Out of sight: ${marked.outerHTML.slice(0, 200)}`
  if (marked.hasAttribute('data-focused') || marked.getAttribute('role') === 'option') return 'seen'
  const isMarked = (element: Element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow.includes('inset')
  }
  // A field may be marked by what is drawn around it.
  const around = [marked, marked.parentElement, marked.parentElement?.parentElement].filter((each) => each instanceof Element)
  return around.some(isMarked) ? 'seen' : `Without a mark: ${marked.outerHTML.slice(0, 200)}`
}
