/** A pasted or exported list of people: one a line, with a name and a day of birth. */
import { dayFrom } from './typed'

export interface ListedPerson {
  lastName: string
  firstName: string
  birthOn: string | null
}

interface Places {
  lastName: number
  firstName: number
  birthOn: number | null
}

const HEADINGS = /name|nombre|apellido|birth|nacimiento|dob/i

/** `Sample, Ava, 4/12/1958`, the same with tabs or semicolons, and CSV whose header says which is which. */
export function peopleIn(text: string): ListedPerson[] {
  const lines = text.split(/\r?\n/).map(cellsOf).filter((cells) => cells.some((cell) => cell !== ''))
  const [first = []] = lines
  const hasHeader = first.some((cell) => HEADINGS.test(cell)) && first.every((cell) => dayFrom(cell) === null)
  const places = hasHeader ? placesIn(first) : { lastName: 0, firstName: 1, birthOn: null }
  const people = (hasHeader ? lines.slice(1) : lines).map((cells) => personIn(cells, places))
  return people.filter(({ lastName }) => lastName !== '')
}

function placesIn(header: readonly string[]): Places {
  const find = (pattern: RegExp) => header.findIndex((cell) => pattern.test(cell))
  const birthOn = find(/birth|nacimiento|dob/i)
  return {
    lastName: Math.max(0, find(/last|family|surname|apellido/i)),
    firstName: Math.max(0, find(/first|given|nombre/i)),
    birthOn: birthOn === -1 ? null : birthOn,
  }
}

function personIn(cells: readonly string[], { lastName, firstName, birthOn }: Places): ListedPerson {
  const day = birthOn === null ? cells.map(dayFrom).find((each) => each !== null) : dayFrom(cells[birthOn] ?? '')
  return { lastName: cells[lastName] ?? '', firstName: cells[firstName] ?? '', birthOn: day ?? null }
}

/** What was copied out of a spreadsheet: its rows and their cells. */
export function linesOf(text: string): string[][] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/).map((line) => line.split('\t'))
}

function cellsOf(line: string): string[] {
  const separator = line.includes('\t') ? '\t' : line.includes(';') ? ';' : ','
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
}
