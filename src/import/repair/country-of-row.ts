import type { PlannedColumn } from '../plan.ts'
import type { ReadCell } from './cell-repair.ts'
import { countryCode } from './country-code.ts'

/** ISO code of the country of a row, or null. */
export type CountryOfRow = (read: ReadCell) => string | null

/** Countries repeat: what is read in this many different texts is kept. */
const REMEMBERED = 1_000

/** The country that the cell of the country column names; where that is empty, the one the plan states for the column. */
export function countryOfRow(column: Pick<PlannedColumn, 'countryColumn' | 'country'>): CountryOfRow {
  const { countryColumn } = column
  const country = column.country ?? null
  if (countryColumn === undefined) return () => country
  const known = new Map<string, string | null>()
  return (read) => {
    const text = read(countryColumn)
    const before = known.get(text)
    if (before !== undefined) return before
    const code = text.trim() === '' ? country : countryCode(text)
    if (known.size < REMEMBERED) known.set(Buffer.from(text).toString(), code)
    return code
  }
}
