/** Which version of a template is used on a day: the newest that is published and has begun. */

export interface ListedVersion {
  id: string
  version: number
  effectiveFromOn?: string | null
}

export type VersionState = 'draft' | 'inForce' | 'coming' | 'past'

export function inForceOn(versions: readonly ListedVersion[], on: string): ListedVersion | undefined {
  const begun = versions.filter(({ effectiveFromOn }) => effectiveFromOn && effectiveFromOn <= on)
  return begun.toSorted((one, other) => other.version - one.version)[0]
}

export function versionState(version: ListedVersion, all: readonly ListedVersion[], on: string): VersionState {
  if (!version.effectiveFromOn) return 'draft'
  if (version.effectiveFromOn > on) return 'coming'
  return inForceOn(all, on)?.id === version.id ? 'inForce' : 'past'
}

export function versionIn(versions: readonly ListedVersion[], number: number): ListedVersion | undefined {
  return versions.find(({ version }) => version === number)
}
