/** Light or dark: as the system says, unless the person says otherwise. */
const KEPT_AS = 'screen.theme'

export type Theme = 'system' | 'light' | 'dark'

export function themeNow(): Theme {
  const kept = localStorage.getItem(KEPT_AS)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function applyTheme(theme: Theme = themeNow()): void {
  if (theme === 'system') {
    localStorage.removeItem(KEPT_AS)
    delete document.documentElement.dataset.theme
    return
  }
  localStorage.setItem(KEPT_AS, theme)
  document.documentElement.dataset.theme = theme
}
