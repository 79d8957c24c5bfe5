/** The tree of the organization, in the order in which it is drawn. */
import { useMemo } from 'react'
import type { Choice } from '../design/Fields'
import { useEvery } from '../graphql/every'
import { graphql } from '../graphql/generated'
import type { UnitsQuery } from '../graphql/generated/graphql'

const Units = graphql(`
  query Units($first: Int!, $after: String) {
    organizationUnits(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        kind
        name
        parent {
          id
        }
      }
    }
  }
`)

type Found = UnitsQuery['organizationUnits']['nodes'][number]

export interface Unit extends Found {
  depth: number
}

/** All units that may be seen, each before those beneath it. */
export function useUnits() {
  const { rows, ...rest } = useEvery({ query: Units, listOf: (data) => data.organizationUnits })
  const units = useMemo(() => drawn(rows), [rows])
  return { units, ...rest }
}

export function choicesOf(units: readonly Unit[]): Choice[] {
  return units.map(({ id, name, depth }) => ({ value: id, label: `${'\u2003'.repeat(depth)}${name}` }))
}

/** From the top down, by name; what hangs on nothing that is seen begins a tree of its own. */
function drawn(found: readonly Found[]): Unit[] {
  const known = new Set(found.map((unit) => unit.id))
  const beneath = new Map<string | null, Found[]>()
  for (const unit of found) {
    const above = unit.parent && known.has(unit.parent.id) ? unit.parent.id : null
    beneath.set(above, [...(beneath.get(above) ?? []), unit])
  }
  const listed = (above: string | null, depth: number): Unit[] =>
    (beneath.get(above) ?? [])
      .toSorted((one, other) => one.name.localeCompare(other.name))
      .flatMap((unit) => [{ ...unit, depth }, ...listed(unit.id, depth + 1)])
  return listed(null, 0)
}
