/** The way from an empty pharmacy to the first paid claim: what each step asks, makes, and is done by. */
import type { Client, TypedDocumentNode } from 'urql'
import type { SetUpStateQuery } from '../graphql/generated/graphql'
import { refusalOf, type Problem } from '../graphql/refusal'
import type { Words } from '../words/en'
import { today } from '../words/format'
import * as documents from './documents'

export type StepName = keyof Words['guide']['steps']
export type FieldName = keyof Words['guide']['fields']
export type Values = Partial<Record<FieldName, string>>

export interface Step {
  name: StepName
  /** Fields to fill in here; none where another room does it. */
  fields: readonly FieldName[]
  /** The room where it is done. */
  room?: string
  isDone: (found: SetUpStateQuery) => boolean
  /** What went wrong, and at which field; null where it was done. */
  act?: (client: Client, values: Values, found: SetUpStateQuery) => Promise<Problem | null>
}

const PHARMACY = '3336C0003X'
const PHARMACIST = '183500000X'
const COMMERCIAL = 'CI'
const AMOUNT = /^\d{1,6}(\.\d{1,2})?$/
const PAID = new Set(['PAID', 'PARTIALLY_PAID', 'SETTLED'])

export const STEPS: readonly Step[] = [
  {
    name: 'store',
    fields: ['storeName', 'legalName', 'storeNpi', 'taxId', 'addressLine', 'city', 'state', 'zipCode', 'phone', 'timeZone'],
    isDone: (found) => found.stores.nodes.length > 0,
    act: addStore,
  },
  {
    name: 'provider',
    fields: ['firstName', 'lastName', 'providerNpi', 'licenseNumber', 'certificateNumber', 'protocolNumber'],
    isDone: (found) => (found.providers.nodes[0]?.credentials.length ?? 0) > 0,
    act: addProvider,
  },
  {
    name: 'payer',
    fields: ['payerName', 'payerNumber'],
    isDone: (found) => found.payers.nodes.length > 0 && found.enrollments.nodes.length > 0,
    act: addPayer,
  },
  {
    name: 'services',
    fields: ['vaccineCode', 'vaccinePrice', 'administrationCode', 'administrationPrice'],
    isDone: (found) => found.services.nodes.length > 0 && found.servicePrices.nodes.length > 1,
    act: offerServices,
  },
  {
    name: 'patient',
    fields: ['firstName', 'lastName', 'birthOn', 'sex', 'addressLine', 'city', 'state', 'zipCode', 'memberId'],
    isDone: (found) => found.patients.nodes.length > 0,
    act: addPatient,
  },
  { name: 'encounter', fields: [], room: '/today', isDone: (found) => found.encounters.nodes.length > 0 },
  { name: 'claim', fields: [], room: '/claims', isDone: (found) => found.claimCounts.some((each) => each.count > 0) },
  { name: 'paid', fields: [], room: '/claims', isDone: isPaid, act: sendReleased },
]

/** Invented people and places, valid in form: enough to try it with. */
export const EXAMPLE: Values = {
  storeName: 'Main Street Pharmacy',
  legalName: 'Sample Pharmacy LLC',
  storeNpi: '1999999042',
  taxId: '990000009',
  addressLine: '100 Main Street',
  city: 'Duluth',
  state: 'MN',
  zipCode: '558021234',
  phone: '6125550109',
  timeZone: 'America/Chicago',
  firstName: 'Robin',
  lastName: 'Sampleton',
  providerNpi: '1999999059',
  licenseNumber: 'MN-9059-1',
  certificateNumber: 'MN-9059-2',
  protocolNumber: 'MN-9059-3',
  payerName: 'Sample Health Plan',
  payerNumber: 'SMPHP',
  vaccineCode: '90656',
  vaccinePrice: '32.00',
  administrationCode: '90471',
  administrationPrice: '30.00',
  birthOn: '1985-04-02',
  sex: 'F',
  memberId: 'TEST0001',
}

function isPaid(found: SetUpStateQuery): boolean {
  return found.claimCounts.some((each) => PAID.has(each.displayStatus) && each.count > 0)
}

function newYear(): string {
  return `${today().slice(0, 4)}-01-01`
}

type Made = { __typename: string; id?: string; message?: string; path?: string | null } | null
type Found = SetUpStateQuery

/** What a mutation made, or why it did not. */
async function made<Data, Variables extends object>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<{ id: string; problem: Problem | null }> {
  const { data, error } = await client.mutation(document, variables).toPromise()
  const answer = Object.values((data ?? {}) as Record<string, Made>).find((each) => typeof each === 'object') ?? null
  return { id: answer?.id ?? '', problem: refusalOf(error, answer) }
}

/** One after the other, until something is refused. */
async function allOf(acts: readonly (() => Promise<{ problem: Problem | null }>)[]): Promise<Problem | null> {
  for (const act of acts) {
    const { problem } = await act()
    if (problem !== null) return problem
  }
  return null
}

/** The same refusal, at the field of the form that it is about. */
function at(problem: Problem | null, fields: Record<string, FieldName>): Problem | null {
  const named = problem?.path?.split('.').at(-1)
  return problem && { ...problem, path: (named !== undefined && fields[named]) || (named ?? null) }
}

async function addStore(client: Client, values: Values, found: Found): Promise<Problem | null> {
  const { storeName, legalName, storeNpi, taxId, addressLine, city, state, zipCode, phone, timeZone } = filled(values)
  const { problem } = await made(client, documents.AddFirstStore, {
    parentId: found.organizationUnits.nodes[0]?.id ?? '',
    details: {
      name: storeName,
      legalName,
      npi: storeNpi,
      taxId,
      taxonomyCode: PHARMACY,
      addressLine,
      city,
      state,
      zipCode,
      phone,
      timeZone,
    },
  })
  return at(problem, { name: 'storeName', npi: 'storeNpi' })
}

/** A pharmacist who is there already, without a licence, is given the licence. */
async function addProvider(client: Client, values: Values, found: Found): Promise<Problem | null> {
  const { firstName, lastName, providerNpi, licenseNumber, certificateNumber, protocolNumber } = filled(values)
  const known = found.providers.nodes[0]
  const provider = known
    ? { id: known.id, problem: null }
    : await made(client, documents.AddFirstProvider, {
        details: { firstName, lastName, kind: 'pharmacist', npi: providerNpi, taxonomyCode: PHARMACIST, userId: `User_${found.me.id}` },
      })
  if (provider.problem !== null) return at(provider.problem, { npi: 'providerNpi' })
  const credentials = [
    { kind: 'LICENSE', number: licenseNumber, field: 'licenseNumber' },
    { kind: 'IMMUNIZATION_CERTIFICATE', number: certificateNumber, field: 'certificateNumber' },
    { kind: 'PROTOCOL', number: protocolNumber, field: 'protocolNumber' },
  ] as const
  for (const { field, ...credential } of credentials) {
    if (credential.number === '' || known?.credentials.some(({ kind }) => kind === credential.kind)) continue
    const { problem } = await made(client, documents.AddFirstCredential, {
      providerId: provider.id,
      details: { ...credential, state: found.stores.nodes[0]?.state ?? '', effectiveFromOn: newYear() },
    })
    if (problem !== null) return at(problem, { number: field })
  }
  return null
}

async function addPayer(client: Client, values: Values, found: Found): Promise<Problem | null> {
  const { payerName, payerNumber } = filled(values)
  const store = found.stores.nodes[0]
  const partnerId = found.tradingPartners.nodes[0]?.id
  const partner = partnerId
    ? { id: partnerId, problem: null }
    : await made(client, documents.AddSimulator, { details: simulatorFor(store?.legalName ?? '') })
  if (partner.problem !== null) return partner.problem
  const payerId = found.payers.nodes[0]?.id
  const payer = payerId
    ? { id: payerId, problem: null }
    : await made(client, documents.AddFirstPayer, {
        details: { name: payerName, payerNumber, claimFilingIndicatorCode: COMMERCIAL, tradingPartnerId: partner.id },
      })
  if (payer.problem !== null) return at(payer.problem, { name: 'payerName' })
  const { problem } = await made(client, documents.EnrollFirst, {
    providerId: found.providers.nodes[0]?.id ?? '',
    storeId: store?.id ?? '',
    payerId: payer.id,
    details: { stage: 'EFFECTIVE', effectiveFromOn: newYear() },
  })
  return problem
}

function simulatorFor(legalName: string) {
  return {
    name: 'Payer simulator',
    gateway: 'simulator',
    submitterId: 'GUIDE',
    submitterName: legalName.toUpperCase().slice(0, 60),
    contactName: 'Billing',
    contactPhone: '6125550100',
    receiverId: 'SIMULATOR',
    receiverName: 'PAYER SIMULATOR',
  }
}

async function offerServices(client: Client, values: Values, found: Found): Promise<Problem | null> {
  const { vaccineCode, vaccinePrice, administrationCode, administrationPrice } = filled(values)
  const on = newYear()
  const asked = [
    { code: vaccineCode, dollars: vaccinePrice, fields: { procedureCode: 'vaccineCode', priceCents: 'vaccinePrice' } },
    { code: administrationCode, dollars: administrationPrice, fields: { procedureCode: 'administrationCode', priceCents: 'administrationPrice' } },
  ] as const
  for (const { dollars, fields } of asked) {
    if (!AMOUNT.test(dollars)) return { message: 'notAnAmount', path: fields.priceCents }
  }
  const adopted = found.services.nodes.length > 0 ? [] : found.shippedTemplates
  const problem = await allOf(adopted.map(({ kind }) => () => made(client, documents.AdoptShipped, { kind, on })))
  if (problem !== null) return problem
  for (const { code, dollars, fields } of asked) {
    if (found.servicePrices.nodes.some(({ procedureCode }) => procedureCode === code)) continue
    const price = { procedureCode: code, label: code, priceCents: cents(dollars), effectiveFromOn: on }
    const { problem } = await made(client, documents.SetFirstPrice, { price })
    if (problem !== null) return at(problem, fields)
  }
  return null
}

async function addPatient(client: Client, values: Values, found: Found): Promise<Problem | null> {
  const { firstName, lastName, birthOn, sex, addressLine, city, state, zipCode, memberId } = filled(values)
  const { problem } = await made(client, documents.AddFirstPatient, {
    details: { firstName, lastName, birthOn, sex, addressLine, city, state, zipCode },
    coverages: [{ payerId: found.payers.nodes[0]?.id ?? '', memberId, effectiveFromOn: newYear() }],
  })
  return at(problem, {})
}

async function sendReleased(client: Client, _values: Values, found: Found): Promise<Problem | null> {
  const { problem } = await made(client, documents.SendReleased, {
    tradingPartnerId: found.tradingPartners.nodes[0]?.id ?? '',
  })
  return problem
}

function filled(values: Values): Record<FieldName, string> {
  return new Proxy(values, { get: (target, name) => (target[name as FieldName] ?? '').trim() }) as Record<FieldName, string>
}

function cents(dollars: string): number {
  return Math.round(Number(dollars) * 100)
}
