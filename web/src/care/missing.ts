/** Goes to the next question that waits for an answer, so that nobody tabs through what is filled in. */

const FOCUSABLE = 'input:not([type=hidden]):not([tabindex="-1"]), textarea, button'

/** After the field that has the focus, else from the start; the sign button where nothing waits. */
export function focusNextMissing(form: HTMLElement | null, from?: HTMLElement): void {
  if (form === null) return
  const waiting = [...form.querySelectorAll<HTMLElement>('[data-missing]')].filter((each) => from === undefined || !each.contains(from))
  const after = waiting.find((each) => from && from.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING)
  const next = (after ?? waiting[0])?.querySelector<HTMLElement>(FOCUSABLE)
  const last = document.querySelector<HTMLElement>('[data-act="sign"]')
  ;(next ?? last)?.focus()
}
