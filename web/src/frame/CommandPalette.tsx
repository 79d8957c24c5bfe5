/** Ctrl+K: go to a room, a patient, a claim, a service, a store or a code, by typing a few letters. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import { useQuery } from 'urql'
import { useLocation } from 'wouter'
import { useSettled } from '../design/settled'
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { inWords } from '../words/said'
import { ROOMS } from './rooms'
import { useStore } from './store'

const PATIENTS_FOUND = 6
const STORES_FOUND = 4
const FEWEST_LETTERS = 2
const REST_MILLISECONDS = 200
const FEWEST_LETTERS_OF_A_CODE = 3

const FindPatients = graphql(`
  query FindPatients($name: String!) {
    patients(first: 6, filter: { name: { startsWith: $name } }) {
      nodes {
        id
        firstName
        lastName
        birthOn
      }
    }
  }
`)

const FindClaim = graphql(`
  query FindClaim($number: String!) {
    ours: claims(first: 3, filter: { patientControlNumber: { equals: $number } }) {
      nodes {
        id
        patientControlNumber
        servedOn
      }
    }
    payers: claims(first: 3, filter: { payerClaimControlNumber: { equals: $number } }) {
      nodes {
        id
        patientControlNumber
        servedOn
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

const FindServices = graphql(`
  query FindServices($words: String!) {
    services(first: 4, filter: { name: { contains: $words }, isActive: true }) {
      nodes {
        id
        name
      }
    }
  }
`)

/** A code has no screen of its own: chosen, it is copied. */
const COPIES = 'copy:'

interface Found {
  id: string
  path: string
  label: string
  hint: string
}

interface PaletteProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function CommandPalette({ isOpen, onOpenChange }: PaletteProps) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [words, setWords] = useState('')
  const found = useFound(words)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        onOpenChange(true)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [onOpenChange])

  function open(path: string) {
    onOpenChange(false)
    setWords('')
    if (path.startsWith(COPIES)) void navigator.clipboard.writeText(path.slice(COPIES.length))
    else go(path)
  }

  return (
    <ModalOverlay className="overlay" isDismissable isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal className="dialog">
        <Dialog aria-label={t('frame.search')}>
          <Autocomplete inputValue={words} onInputChange={setWords}>
            <SearchField autoFocus aria-label={t('frame.search')} className="search">
              <Input placeholder={t('palette.hint')} />
            </SearchField>
            <Menu items={found} onAction={(key) => open(String(key))} className="found" aria-label={t('palette.found')}>
              {(item) => (
                <MenuItem id={item.path} textValue={item.label} className="option">
                  <span>{item.label}</span>
                  <span className="soft">{item.hint}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function useFound(words: string): Found[] {
  const { t } = useTranslation()
  const { day } = useFormats()
  const may = useMay()
  const { stores } = useStore()
  const near = words.trim().toLowerCase()
  // Whoever types on asks once: each question is a look at patients.
  const wanted = useSettled(words, REST_MILLISECONDS).trim()
  const isLong = wanted.length >= FEWEST_LETTERS
  const [patients] = useQuery({
    query: FindPatients,
    variables: { name: wanted },
    pause: !isLong || !may('patients:read'),
  })
  const [claims] = useQuery({ query: FindClaim, variables: { number: wanted.toUpperCase() }, pause: !isLong || !may('claims:read') })
  const [codes] = useQuery({
    query: FindCodes,
    variables: { words: wanted, on: today() },
    pause: wanted.length < FEWEST_LETTERS_OF_A_CODE || !may('codes:read'),
  })
  const [services] = useQuery({ query: FindServices, variables: { words: wanted }, pause: !isLong || !may('services:read') })
  const rooms = ROOMS.filter((room) => may(room.needs)).map((room) => ({
    id: room.path,
    path: room.path,
    label: t(`rooms.${room.name}`),
    hint: t(`wings.${room.wing}`),
  }))
  const nearRooms = rooms.filter(({ label }) => label.toLowerCase().includes(near))
  if (!isLong || near === '') return nearRooms
  const people = (patients.data?.patients.nodes ?? []).slice(0, PATIENTS_FOUND).map((patient) => ({
    id: patient.id,
    path: `/patients/${patient.id}`,
    label: `${patient.lastName}, ${patient.firstName}`,
    hint: day(patient.birthOn),
  }))
  const byNumber = new Map([...(claims.data?.ours.nodes ?? []), ...(claims.data?.payers.nodes ?? [])].map((claim) => [claim.id, claim]))
  const numbered = [...byNumber.values()].map((claim) => ({
    id: claim.id,
    path: `/claims/${claim.id}`,
    label: claim.patientControlNumber,
    hint: day(claim.servedOn),
  }))
  const coded = [...(codes.data?.diagnoses ?? []), ...(codes.data?.procedures ?? [])].map(({ code, shortText }) => ({
    id: code,
    path: `${COPIES}${code}`,
    label: `${code} ${shortText}`,
    hint: t('palette.copies'),
  }))
  const offered = (services.data?.services.nodes ?? []).map(({ id, name }) => ({ id, path: `/services/${id}`, label: inWords(name), hint: t('rooms.services') }))
  const nearStores = stores
    .filter(({ name }) => may('providers:read') && name.toLowerCase().includes(near))
    .map(({ id, name }) => ({ id, path: `/stores/${id}`, label: name, hint: t('rooms.stores') }))
  return [...numbered, ...people, ...nearRooms, ...offered, ...nearStores.slice(0, STORES_FOUND), ...coded]
}
