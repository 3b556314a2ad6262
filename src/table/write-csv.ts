import Papa from 'papaparse'
import { guardFormula } from './formula-guard.ts'
import type { Delimiter } from './table.ts'

export interface CsvOptions {
  /** Cells that a spreadsheet program would run as a formula get an apostrophe in front: see guardFormula(). */
  forPeople?: boolean
  /** Default: a comma. */
  delimiter?: Delimiter
}

/** Rows as CSV: CRLF after every row, quotes where needed. Write it as UTF-8. Values are untouched unless `forPeople`. */
export function csvLines(rows: readonly (readonly string[])[], options: CsvOptions = {}): string {
  if (rows.length === 0) return ''
  const { forPeople = false, delimiter = ',' } = options
  const format = { quotes: isMisleading, delimiter }
  const cells = rows.map((row) => (forPeople ? row.map(guardFormula) : [...row]))
  if (!cells.some(isBlank)) return `${Papa.unparse(cells, format)}\r\n`
  const line = (row: string[]) => (isBlank(row) ? `"${row[0] ?? ''}"` : Papa.unparse([row], format))
  return cells.map((row) => `${line(row)}\r\n`).join('')
}

/** All delimiters that a reader could take for the one of the file: such cells stand inside quotes. */
const isMisleading = (value: unknown): boolean => typeof value === 'string' && /[,;\t|]/.test(value)

/** A lone blank cell: without quotes it would be a blank line, which readers skip. */
function isBlank(row: readonly string[]): boolean {
  return row.length === 0 || (row.length === 1 && row[0]?.trim() === '')
}
