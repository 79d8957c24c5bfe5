/** Flu shots of invented patients, given over the API: what a journey of billing begins with. */
import type { Browser, Page } from '@playwright/test'
import { ask, signIn } from './people'

const CLINIC = `
  query Clinic {
    stores(first: 1) { nodes { id } }
    providers(first: 10) { nodes { id kind } }
    services(first: 50) { nodes { id kind } }
    payers(first: 10) { nodes { id payerNumber } }
    tradingPartners(first: 1) { nodes { id } }
  }`
const ADD = `
  mutation Add($details: PatientInput!, $coverages: [CoverageInput!]) {
    done: addPatient(details: $details, coverages: $coverages) { __typename ... on Patient { id } ... on Refusal { message } }
  }`
const START = `
  mutation Start($details: EncounterInput!) {
    done: startEncounter(details: $details) { __typename ... on Encounter { id } ... on Refusal { message } }
  }`
const COMPLETE = `
  mutation Complete($id: ID!) {
    done: completeEncounter(encounterId: $id) { __typename ... on Encounter { id } ... on Refusal { message } }
  }`
const SIGN = `
  mutation Sign($id: ID!) {
    done: signEncounter(encounterId: $id) { __typename ... on Encounter { id } ... on Refusal { message } }
  }`
const SCRIPT = `
  mutation Script($partner: ID!, $script: PayerScriptInput!) {
    done: scriptPayer(tradingPartnerId: $partner, script: $script) { __typename ... on TradingPartner { id } ... on Refusal { message } }
  }`

interface Nodes<Node> {
  nodes: Node[]
}
interface Clinic {
  stores: Nodes<{ id: string }>
  providers: Nodes<{ id: string; kind: string }>
  services: Nodes<{ id: string; kind: string }>
  payers: Nodes<{ id: string; payerNumber: string }>
  tradingPartners: Nodes<{ id: string }>
}
interface Done {
  done: { __typename: string; id?: string; message?: string }
}

/** A member of the commercial plan, and how the simulated payer answers their claims. */
export interface Visit {
  lastName: string
  memberId: string
  script?: Record<string, unknown>
  /** It waits to be signed. */
  isUnsigned?: boolean
}

/** Every visit is documented and signed, and its claim leaves by itself. Returns the encounters' ids. */
export async function giveShots(browser: Browser, visits: readonly Visit[]): Promise<string[]> {
  const ids: string[] = []
  for (const { memberId, script } of visits) {
    if (script) await tellPayer(browser, { memberId, ...script })
  }
  await as(browser, 'pharmacist', async (page) => {
    const clinic = await ask<Clinic>(page, CLINIC)
    for (const visit of visits) ids.push(await giveShot(page, clinic, visit))
  })
  return ids
}

/** What the payer shall do from now on; it counts before what it was told earlier. */
export async function tellPayer(browser: Browser, script: Record<string, unknown>) {
  await as(browser, 'admin', async (page) => {
    const { tradingPartners } = await ask<Clinic>(page, CLINIC)
    await done(page, SCRIPT, { partner: tradingPartners.nodes[0]?.id, script })
  })
}

export interface Member {
  firstName: string
  birthOn: string
}

const OPEN = `
  mutation Open($parent: ID!, $details: StoreInput!) {
    done: addStore(parentId: $parent, details: $details) { __typename ... on Store { id } ... on Refusal { message } }
  }`
const ROOT = `query Root { organizationUnits(first: 1) { nodes { id } } }`

/** Where nobody has worked yet. */
export async function openStore(browser: Browser, name: string) {
  await as(browser, 'admin', async (page) => {
    const { organizationUnits } = await ask<{ organizationUnits: Nodes<{ id: string }> }>(page, ROOT)
    await done(page, OPEN, { parent: organizationUnits.nodes[0]?.id, details: { name, ...STORE, npi: someNpi() } })
  })
}

/** What a store of an invented pharmacy is besides its name and number. */
export const STORE = {
  legalName: 'Harbor Sample Pharmacies LLC',
  taxId: '990000001',
  taxonomyCode: '3336C0003X',
  addressLine: '9 Quay Street',
  city: 'Duluth',
  state: 'MN',
  zipCode: '558021234',
  phone: '6125550109',
  timeZone: 'America/Chicago',
}

/** A number of nobody's, with its check digit (ISO 7812 over 80840). */
export function someNpi(): string {
  const digits = `1${String(Math.floor(Math.random() * 100_000_000)).padStart(8, '0')}`
  const sum = [...digits].reduce((total, digit, place) => {
    const doubled = Number(digit) * (2 - (place % 2))
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 24)
  return digits + String((10 - (sum % 10)) % 10)
}

/** Many of one family name, insured by the commercial plan. */
export async function addMembers(browser: Browser, lastName: string, count: number): Promise<Member[]> {
  const members = Array.from({ length: count }, (_, place) => ({ firstName: `Person${letters(place)}`, birthOn: `${String(1940 + place)}-0${String(1 + (place % 9))}-15` }))
  await as(browser, 'pharmacist', async (page) => {
    const clinic = await ask<Clinic>(page, CLINIC)
    for (const [place, { firstName, birthOn }] of members.entries()) {
      await addPatient(page, clinic, { firstName, lastName, birthOn, memberId: `${lastName.toUpperCase()}${String(place)}` })
    }
  })
  return members
}

/** Names have no digits. */
function letters(place: number): string {
  return String.fromCharCode(97 + Math.floor(place / 26), 97 + (place % 26))
}

async function giveShot(page: Page, clinic: Clinic, { lastName, memberId, isUnsigned }: Visit): Promise<string> {
  const on = new Date().toISOString().slice(0, 10)
  const patientId = await addPatient(page, clinic, { firstName: 'Journey', lastName, birthOn: someDay(), memberId })
  const vaccine = {
    cvx_code: '140',
    ndc: '19515-0904-41',
    lot_number: 'E2E9',
    expires_on: `${String(Number(on.slice(0, 4)) + 1)}-06-30`,
    site_code: 'LD',
    route_code: 'IM',
    dose_quantity: '0.5',
    dose_unit_code: 'ML',
    funding_source: 'private',
    statement_given_on: on,
  }
  const id = await done(page, START, {
    details: {
      storeId: clinic.stores.nodes[0]?.id,
      providerId: clinic.providers.nodes.find((each) => each.kind === 'pharmacist')?.id,
      serviceId: clinic.services.nodes.find((each) => each.kind === 'immunization')?.id,
      patientId,
      servedOn: on,
      answers: { screened: true, vaccines: [vaccine] },
    },
  })
  await done(page, COMPLETE, { id })
  if (!isUnsigned) await done(page, SIGN, { id })
  return id
}

async function addPatient(page: Page, clinic: Clinic, { memberId, ...person }: Member & { lastName: string; memberId: string }): Promise<string> {
  const year = `${new Date().toISOString().slice(0, 4)}-01-01`
  return done(page, ADD, {
    details: { ...person, sex: 'F', addressLine: '1 Sample Street', city: 'Saint Paul', state: 'MN', zipCode: '551011234' },
    coverages: [{ payerId: clinic.payers.nodes.find((each) => each.payerNumber === 'PRSMP')?.id, memberId, effectiveFromOn: year }],
  })
}

/** Nobody is taken for somebody of an earlier run. */
function someDay(): string {
  const [first, last] = [Date.UTC(1940, 0, 1), Date.UTC(2005, 0, 1)]
  return new Date(first + Math.random() * (last - first)).toISOString().slice(0, 10)
}

/** The address of a list that no earlier try has kept under a name. */
export function listOfItsOwn(view: string): string {
  const from = new Date(Date.UTC(2001, 0, 1) + Math.floor(Math.random() * 7_000) * 86_400_000)
  return `/claims?view=${view}&from=${from.toISOString().slice(0, 10)}`
}

async function done(page: Page, mutation: string, variables: Record<string, unknown>): Promise<string> {
  const { done } = await ask<Done>(page, mutation, variables)
  if (done.id === undefined) throw new Error(`${done.__typename}: ${done.message ?? ''}`)
  return done.id
}

async function as(browser: Browser, role: string, act: (page: Page) => Promise<void>) {
  const page = await (await browser.newContext()).newPage()
  await signIn(page, role)
  await act(page)
  await page.context().close()
}
