/** Which vaccine a scanned unit is; what was looked up once is known without the connection. */
import type { Client } from 'urql'
import { graphql } from '../graphql/generated'
import type { VaccineProductsQuery } from '../graphql/generated/graphql'
import { ndcsOf, type ScannedUnit } from './gs1'
import type { Item } from './template'

const VaccineProducts = graphql(`
  query VaccineProducts($ndcs: [String!]!) {
    vaccineProducts(ndcs: $ndcs) {
      ndc
      brandName
      cvxCodes
      endsOn
    }
  }
`)

type Product = VaccineProductsQuery['vaccineProducts'][number]

export interface FoundUnit {
  ndc: string | null
  cvxCode: string | null
  brandName: string | null
  lot: string | null
  expiresOn: string | null
  serial: string | null
  /** Of an influenza vaccine of a season that is over. */
  seasonEndedOn: string | null
}

export type LookUp = { product: Product; problem: null } | { product: null; problem: 'unknown' | 'several' | 'away' }

const LOOKED_UP = new Map<string, Product>()

export async function lookUp(client: Client, gtin: string): Promise<LookUp> {
  const known = LOOKED_UP.get(gtin)
  if (known !== undefined) return { product: known, problem: null }
  const ndcs = ndcsOf(gtin)
  if (ndcs.length === 0) return { product: null, problem: 'unknown' }
  const { data, error } = await client.query(VaccineProducts, { ndcs }).toPromise()
  if (error !== undefined || data === undefined) return { product: null, problem: 'away' }
  const [product, ...others] = data.vaccineProducts
  if (product === undefined) return { product: null, problem: 'unknown' }
  if (others.length > 0) return { product: null, problem: 'several' }
  LOOKED_UP.set(gtin, product)
  return { product, problem: null }
}

export function foundUnit(unit: ScannedUnit, product: Product | null, on: string): FoundUnit {
  const [cvxCode, ...others] = product?.cvxCodes ?? []
  return {
    ndc: product?.ndc ?? null,
    cvxCode: others.length === 0 ? (cvxCode ?? null) : null,
    brandName: product?.brandName ?? null,
    lot: unit.lot,
    expiresOn: unit.expiresOn,
    serial: unit.serial,
    seasonEndedOn: product?.endsOn && product.endsOn < on ? product.endsOn : null,
  }
}

/** What a unit answers, by the ids of the questions that take it. */
export function answersOf(unit: FoundUnit, into: Record<string, string>): Item {
  const said = { cvx_code: unit.cvxCode, ndc: unit.ndc, lot_number: unit.lot, expires_on: unit.expiresOn }
  return Object.fromEntries(
    Object.entries(said).flatMap(([column, value]) => {
      const question = into[column]
      return question === undefined || value === null ? [] : [[question, value]]
    }),
  )
}
