/** What is found by typing a few letters: rooms, and whatever has a screen or a code. */
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useSettled } from '../design/settled'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { inWords } from '../words/said'
import { ROOMS } from './rooms'
import { useStore } from './store'

const STORES_FOUND = 4
const MOST_OF_A_KIND = 6
const FEWEST_LETTERS = 2
const REST_MILLISECONDS = 200
const FEWEST_LETTERS_OF_A_CODE = 3

/** All that has a screen and is found by letters, in one request: whoever may not read a kind does not ask for it. */
const FindThings = graphql(`
  query FindThings(
    $words: String!
    $number: String!
    $patients: Boolean!
    $claims: Boolean!
    $services: Boolean!
    $payers: Boolean!
    $people: Boolean!
    $programs: Boolean!
  ) {
    patients(first: 6, filter: { name: { startsWith: $words } }) @include(if: $patients) {
      nodes {
        id
        firstName
        lastName
        birthOn
      }
    }
    ours: claims(first: 3, filter: { patientControlNumber: { equals: $number } }) @include(if: $claims) {
      nodes {
        id
        patientControlNumber
        servedOn
      }
    }
    theirs: claims(first: 3, filter: { payerClaimControlNumber: { equals: $number } }) @include(if: $claims) {
      nodes {
        id
        patientControlNumber
        servedOn
      }
    }
    services(first: 4, filter: { name: { contains: $words }, isActive: true }) @include(if: $services) {
      nodes {
        id
        name
      }
    }
    payers(first: 4, filter: { name: { contains: $words } }) @include(if: $payers) {
      nodes {
        id
        name
        payerNumber
      }
    }
    named: users(first: 4, filter: { name: { contains: $words } }) @include(if: $people) {
      nodes {
        id
        name
        email
      }
    }
    addressed: users(first: 4, filter: { email: { contains: $words } }) @include(if: $people) {
      nodes {
        id
        name
        email
      }
    }
    clientApplications(first: 4, filter: { name: { contains: $words } }) @include(if: $programs) {
      nodes {
        id
        name
      }
    }
  }
`)

const FindCodes = graphql(`
  query FindCodes($words: String!, $on: Date!) {
    diagnoses: codes(system: ICD10CM, words: $words, on: $on, first: 4) {
      code
      shortText
    }
    procedures: codes(system: HCPCS, words: $words, on: $on, first: 3) {
      code
      shortText
    }
  }
`)

/** A code has no screen of its own: chosen, it is copied. */
export const COPIES = 'copy:'

interface Found {
  id: string
  path: string
  label: string
  hint: string
}

/** By its id: what was found in two ways is shown once. */
function once<Row extends { id: string }>(...lists: (readonly Row[] | undefined)[]): Row[] {
  return [...new Map(lists.flatMap((list) => list ?? []).map((row) => [row.id, row])).values()].slice(0, MOST_OF_A_KIND)
}

export function useFound(words: string): Found[] {
  const { t } = useTranslation()
  const may = useMay()
  const near = words.trim().toLowerCase()
  // Whoever types on asks once: each question is a look at patients.
  const wanted = useSettled(words, REST_MILLISECONDS).trim()
  const isLong = wanted.length >= FEWEST_LETTERS
  const things = useThings(wanted, isLong)
  const coded = useCodes(wanted)
  const stores = useStoresNear(near)
  const rooms = ROOMS.filter((room) => may(room.needs))
    .map((room) => ({ id: room.path, path: room.path, label: t(`rooms.${room.name}`), hint: t(`wings.${room.wing}`) }))
    .filter(({ label }) => label.toLowerCase().includes(near))
  if (!isLong || near === '') return rooms
  return [...things.first, ...rooms, ...things.then, ...stores, ...coded]
}

/** Of patients and claims, which are looked for most; then of all else. */
function useThings(wanted: string, isLong: boolean): { first: Found[]; then: Found[] } {
  const { t } = useTranslation()
  const { day } = useFormats()
  const may = useMay()
  const asked = {
    patients: may('patients:read'),
    claims: may('claims:read'),
    services: may('services:read'),
    payers: may('payers:read'),
    people: may('users:read'),
    programs: may('clients:manage'),
  }
  const isPaused = !isLong || !Object.values(asked).includes(true)
  const [{ data }] = useQuery({ query: FindThings, variables: { words: wanted, number: wanted.toUpperCase(), ...asked }, pause: isPaused })
  if (isPaused || !data) return { first: [], then: [] }
  return {
    first: [
      ...once(data.ours?.nodes, data.theirs?.nodes).map(({ id, patientControlNumber, servedOn }) => ({
        id,
        path: `/claims/${id}`,
        label: patientControlNumber,
        hint: day(servedOn),
      })),
      ...once(data.patients?.nodes).map(({ id, lastName, firstName, birthOn }) => ({
        id,
        path: `/patients/${id}`,
        label: `${lastName}, ${firstName}`,
        hint: day(birthOn),
      })),
    ],
    then: [
      ...once(data.services?.nodes).map(({ id, name }) => ({ id, path: `/services/${id}`, label: inWords(name), hint: t('rooms.services') })),
      ...once(data.payers?.nodes).map(({ id, name, payerNumber }) => ({ id, path: `/payers/${id}`, label: name, hint: `${t('rooms.payers')} · ${payerNumber}` })),
      ...once(data.named?.nodes, data.addressed?.nodes).map(({ id, name, email }) => ({ id, path: `/people/${id}`, label: name, hint: email })),
      ...once(data.clientApplications?.nodes).map(({ id, name }) => ({ id, path: `/applications/${id}`, label: name, hint: t('rooms.applications') })),
    ],
  }
}

function useCodes(wanted: string): Found[] {
  const { t } = useTranslation()
  const may = useMay()
  const isPaused = wanted.length < FEWEST_LETTERS_OF_A_CODE || !may('codes:read')
  const [{ data }] = useQuery({ query: FindCodes, variables: { words: wanted, on: today() }, pause: isPaused })
  if (isPaused || !data) return []
  return [...data.diagnoses, ...data.procedures].map(({ code, shortText }) => ({
    id: code,
    path: `${COPIES}${code}`,
    label: `${code} ${shortText}`,
    hint: t('palette.copies'),
  }))
}

function useStoresNear(near: string): Found[] {
  const { t } = useTranslation()
  const may = useMay()
  const { stores } = useStore()
  return stores
    .filter(({ name }) => may('providers:read') && name.toLowerCase().includes(near))
    .slice(0, STORES_FOUND)
    .map(({ id, name }) => ({ id, path: `/stores/${id}`, label: name, hint: t('rooms.stores') }))
}
