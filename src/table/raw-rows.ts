import { COLUMN_CAP } from './row-scanner.ts'
import { damaged, tooLarge } from './spreadsheet-problems.ts'

/** A text, or the index of a shared one. */
export type RawCell = string | number

export interface RawRow {
  /** Row number of the sheet. */
  line: number
  /** From column A up to the last cell that is not blank. */
  cells: RawCell[]
}

/** Addresses that are told of cells that cannot be read. */
const MOST_TOLD = 10

/**
 * Puts the cells of a sheet together to rows, in the order of the sheet. Only cells that exist count: a gap of a million
 * rows costs nothing. Rows without a value are no rows.
 *
 * Throws UsageError file_unreadable for cells out of order and for formulas without a result, with their addresses, and
 * spreadsheet_too_large.
 */
export class RowGatherer {
  readonly #fileName: string
  #rows: RawRow[] = []
  #cells: RawCell[] = []
  #column = -1
  readonly #withoutResult: string[] = []
  line = 0

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  /** The rows completed since the last call. */
  take(): RawRow[] {
    if (this.#withoutResult.length > 0) throw notCalculated(this.#fileName, this.#withoutResult)
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  openRow(line: number): void {
    this.closeRow()
    if (line <= this.line) throw damaged(this.#fileName, `row ${line} is out of order`)
    this.line = line
    this.#column = -1
  }

  closeRow(): void {
    if (this.#cells.length > 0) this.#rows.push({ line: this.line, cells: this.#cells })
    this.#cells = []
  }

  /** 0-based. The next column where none is given. */
  openCell(column = this.#column + 1): void {
    const before = this.#column
    this.#column = column
    if (column <= before) throw damaged(this.#fileName, `cell ${this.address()} is out of order`)
  }

  put(value: RawCell): void {
    if (value === '') return
    if (this.#column >= COLUMN_CAP) {
      throw tooLarge(this.#fileName, `a value in cell ${this.address()}; at most ${COLUMN_CAP} columns are read`)
    }
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells.push(value)
  }

  /** The cell has a formula that was never calculated: nobody knows its value, and it is not 0. */
  putNoResult(): void {
    if (this.#withoutResult.length <= MOST_TOLD) this.#withoutResult.push(this.address())
  }

  /** `C7` of the cell that was opened last. */
  address(): string {
    return `${sheetColumn(this.#column)}${this.line}`
  }
}

function notCalculated(fileName: string, addresses: readonly string[]): Error {
  const told = addresses.slice(0, MOST_TOLD).join(', ')
  const more = addresses.length > MOST_TOLD ? ' and more' : ''
  const cells = addresses.length === 1 ? `cell ${told} holds a formula` : `cells ${told}${more} hold formulas`
  return damaged(fileName, `${cells} without ${addresses.length === 1 ? 'its result' : 'their results'}`)
}

/** A for 0, Z for 25, AA for 26. */
export function sheetColumn(column: number): string {
  const rest = column >= 26 ? sheetColumn(Math.floor(column / 26) - 1) : ''
  return rest + String.fromCharCode(65 + (column % 26))
}
