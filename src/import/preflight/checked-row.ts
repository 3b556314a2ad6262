import type { Counter, Ledger } from './ledger.ts'

export const BLANK = 0
export const FINE = 1
export const FAULTY = 2

/** One row on its way through the checks. The scan uses the same one for all rows. */
export interface CheckedRow {
  line: number
  /** Cells of the mapped columns as they are uploaded, without plain spaces around them. */
  values: string[]
  /** BLANK, FINE or FAULTY, for each of the values. */
  states: Uint8Array
  lost: boolean
  valuesLost: number
  associationsLost: number
}

/** A check that looks at several cells of a row, or at other rows. */
export type RowCheck = (row: CheckedRow) => void

export const newRow = (columns: number): CheckedRow => ({
  line: 0,
  values: new Array<string>(columns).fill(''),
  states: new Uint8Array(columns),
  lost: false,
  valuesLost: 0,
  associationsLost: 0,
})

export function startRow(row: CheckedRow, line: number): void {
  row.line = line
  row.lost = false
  row.valuesLost = 0
  row.associationsLost = 0
}

/** Counts a finding and what it costs the row. */
export function count(row: CheckedRow, counter: Counter, ledger: Ledger, value: string): void {
  ledger.hit(counter, row.line, value)
  if (counter.spec.outcome === 'row_lost') row.lost = true
  if (counter.spec.outcome === 'value_lost') row.valuesLost += 1
  if (counter.spec.outcome === 'association_lost') row.associationsLost += 1
}
