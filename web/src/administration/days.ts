/** Days as people choose them, and the instants that the API wants for some of them. */

/** The end of that day where the browser is; null where no day was chosen. */
export function endOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59`).toISOString()
}

export function startOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T00:00:00`).toISOString()
}
