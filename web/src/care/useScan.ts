/** Reads scans one by one, and says in words what is wrong with one. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { readScan } from './gs1'
import { foundUnit, lookUp, type FoundUnit } from './products'

export function useScan(on: string) {
  const { t } = useTranslation()
  const client = useClient()
  const [problem, setProblem] = useState<string | null>(null)
  const [found, setFound] = useState<FoundUnit | null>(null)

  /** Null: it cannot be used, and `problem` says why. */
  async function read(text: string): Promise<FoundUnit | null> {
    setFound(null)
    const scan = readScan(text, Number(on.slice(0, 4)))
    if (scan.problem !== null) {
      setProblem(t(`scan.problem.${scan.problem}`))
      return null
    }
    const { product, problem: missed } = await lookUp(client, scan.unit.gtin)
    setProblem(missed === null ? null : t(`scan.problem.${missed}`, { gtin: scan.unit.gtin }))
    const unit = foundUnit(scan.unit, product, on)
    setFound(unit)
    return unit
  }

  return { read, problem, found }
}
