/** The way from an empty pharmacy to the first paid claim: what each step asks, makes, and is done by. */
import type { Client, TypedDocumentNode } from 'urql'
import type { SetUpStateQuery } from '../graphql/generated/graphql'
import { problemOf } from '../graphql/refusal'
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
  /** What went wrong, in words; null where it was done. */
  act?: (client: Client, values: Values, found: SetUpStateQuery) => Promise<string | null>
}

const PHARMACY = '3336C0003X'
const PHARMACIST = '183500000X'
const COMMERCIAL = 'CI'
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
    isDone: (found) => found.providers.nodes.length > 0,
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
    isDone: (found) => found.services.nodes.length > 0 && found.servicePrices.nodes.length > 0,
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

type Made = { __typename: string; id?: string; message?: string } | null

/** What a mutation made, or why it did not. */
async function made<Data, Variables extends object>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<{ id: string; problem: string | null }> {
  const { data, error } = await client.mutation(document, variables).toPromise()
  const answer = Object.values((data ?? {}) as Record<string, Made>).find((each) => typeof each === 'object') ?? null
  return { id: answer?.id ?? '', problem: problemOf(error, answer) }
}

/** One after the other, until something is refused. */
async function allOf(acts: readonly (() => Promise<{ problem: string | null }>)[]): Promise<string | null> {
  for (const act of acts) {
    const { problem } = await act()
    if (problem !== null) return problem
  }
  return null
}

async function addStore(client: Client, values: Values, found: SetUpStateQuery): Promise<string | null> {
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
  return problem
}

async function addProvider(client: Client, values: Values, found: SetUpStateQuery): Promise<string | null> {
  const { firstName, lastName, providerNpi, licenseNumber, certificateNumber, protocolNumber } = filled(values)
  const provider = await made(client, documents.AddFirstProvider, {
    details: { firstName, lastName, kind: 'pharmacist', npi: providerNpi, taxonomyCode: PHARMACIST, userId: `User_${found.me.id}` },
  })
  if (provider.problem !== null) return provider.problem
  const credentials = [
    { kind: 'LICENSE', number: licenseNumber },
    { kind: 'IMMUNIZATION_CERTIFICATE', number: certificateNumber },
    { kind: 'PROTOCOL', number: protocolNumber },
  ] as const
  return allOf(
    credentials
      .filter(({ number }) => number !== '')
      .map(
        (credential) => () =>
          made(client, documents.AddFirstCredential, {
            providerId: provider.id,
            details: { ...credential, state: found.stores.nodes[0]?.state ?? '', effectiveFromOn: newYear() },
          }),
      ),
  )
}

async function addPayer(client: Client, values: Values, found: SetUpStateQuery): Promise<string | null> {
  const { payerName, payerNumber } = filled(values)
  const store = found.stores.nodes[0]
  const known = found.tradingPartners.nodes[0]?.id
  const partner = known
    ? { id: known, problem: null }
    : await made(client, documents.AddSimulator, { details: simulatorFor(store?.legalName ?? '') })
  if (partner.problem !== null) return partner.problem
  const payer = await made(client, documents.AddFirstPayer, {
    details: {
      name: payerName,
      payerNumber,
      claimFilingIndicatorCode: COMMERCIAL,
      tradingPartnerId: partner.id,
    },
  })
  if (payer.problem !== null) return payer.problem
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

async function offerServices(client: Client, values: Values, found: SetUpStateQuery): Promise<string | null> {
  const { vaccineCode, vaccinePrice, administrationCode, administrationPrice } = filled(values)
  const on = newYear()
  const prices = [
    { procedureCode: vaccineCode, label: vaccineCode, priceCents: cents(vaccinePrice), effectiveFromOn: on },
    { procedureCode: administrationCode, label: administrationCode, priceCents: cents(administrationPrice), effectiveFromOn: on },
  ]
  const adopted = found.services.nodes.length > 0 ? [] : found.shippedTemplates
  return allOf([
    ...adopted.map(({ kind }) => () => made(client, documents.AdoptShipped, { kind, on })),
    ...prices.map((price) => () => made(client, documents.SetFirstPrice, { price })),
  ])
}

async function addPatient(client: Client, values: Values, found: SetUpStateQuery): Promise<string | null> {
  const { firstName, lastName, birthOn, sex, addressLine, city, state, zipCode, memberId } = filled(values)
  const { problem } = await made(client, documents.AddFirstPatient, {
    details: { firstName, lastName, birthOn, sex, addressLine, city, state, zipCode },
    coverages: [{ payerId: found.payers.nodes[0]?.id ?? '', memberId, effectiveFromOn: newYear() }],
  })
  return problem
}

async function sendReleased(client: Client, _values: Values, found: SetUpStateQuery): Promise<string | null> {
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
