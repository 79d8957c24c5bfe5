/** Focus is never lost: where what had it is gone, the nearest part of the screen that is still there takes it. */

/** Parts of a screen that can stand for what was in them. */
const PARTS = '.grid, .table, .panel, form, [role="dialog"], [role="alertdialog"], main'

/** From now on, as long as the page is there. */
export function keepFocus(): void {
  let trail: readonly Element[] = []
  /** Where a dialog was opened from. */
  let outside: readonly Element[] = []
  let frame = 0

  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return
    trail = trailOf(target)
    if (target.closest('.overlay') === null) outside = trail
  })
  // A dialog that closes gives the focus back itself: only after that it is looked for.
  const observer = new MutationObserver(() => {
    if (!isLost(trail)) return
    window.cancelAnimationFrame(frame)
    frame = window.requestAnimationFrame(() => {
      frame = window.requestAnimationFrame(() => isLost(trail) && takeOver([...trail, ...outside]))
    })
  })
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
}

/** From an element to the page. */
function trailOf(element: Element): Element[] {
  const trail: Element[] = []
  for (let each: Element | null = element; each !== null; each = each.parentElement) trail.push(each)
  return trail
}

function isLost([holder]: readonly Element[]): boolean {
  return holder !== undefined && document.activeElement === document.body && !(holder.isConnected && !holder.matches(':disabled'))
}

function takeOver([, ...around]: readonly Element[]) {
  const part = around.find((each) => each.isConnected && each.matches(PARTS)) ?? document.querySelector('main')
  if (!(part instanceof HTMLElement)) return
  if (!part.hasAttribute('tabindex')) part.tabIndex = -1
  part.dataset.holdsFocus = ''
  part.addEventListener('blur', () => delete part.dataset.holdsFocus, { once: true })
  part.focus({ preventScroll: true })
}
