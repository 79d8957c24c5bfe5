/** Ctrl+K: go to a room, a patient, a claim or a code, by typing a few letters. */
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
import { graphql } from '../graphql/generated'
import { useMay } from '../session/session'
import { today, useFormats } from '../words/format'
import { ROOMS } from './rooms'

const PATIENTS_FOUND = 6
const FEWEST_LETTERS = 2
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
  const wanted = words.trim()
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
  const rooms = ROOMS.filter((room) => may(room.needs)).map((room) => ({
    id: room.path,
    path: room.path,
    label: t(`rooms.${room.name}`),
    hint: t(`wings.${room.wing}`),
  }))
  const near = rooms.filter((room) => room.label.toLowerCase().includes(wanted.toLowerCase()))
  if (!isLong) return near
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
  return [...numbered, ...people, ...near, ...coded]
}
