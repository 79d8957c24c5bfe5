/** Whether a person does not want to be led to the guided set-up any more, in this browser. */
const KEPT_AS = 'screen.guide-dismissed'

export function isDismissed(): boolean {
  return localStorage.getItem(KEPT_AS) !== null
}

export function dismiss(): void {
  localStorage.setItem(KEPT_AS, 'yes')
}
