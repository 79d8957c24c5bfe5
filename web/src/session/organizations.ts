/** The organizations that people signed in to in this browser, by their short names: the last first. */

const KEPT_AS = 'screen.organizations'
const MOST_KEPT = 5

export function organizationsHere(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]')
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : []
  } catch {
    return []
  }
}

/** It stands first from now on; an empty name: none does. */
export function preferOrganization(slug: string): void {
  const others = organizationsHere().filter((each) => each !== slug && each !== '')
  localStorage.setItem(KEPT_AS, JSON.stringify([slug, ...others].slice(0, MOST_KEPT)))
}
