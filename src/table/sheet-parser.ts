import { safeText } from '../safe-text.ts'
import { type NumberFormat, numberText } from './number-format.ts'
import { COLUMN_CAP, RECORD_CAP } from './row-scanner.ts'
import { unescaped } from './shared-strings.ts'
import { damaged, tooLarge } from './spreadsheet-problems.ts'
import type { XmlHandlers } from './xml-reader.ts'

/** A text, or the index of a shared one. */
export type RawCell = string | number

export interface RawRow {
  /** Row number of the sheet. */
  line: number
  /** From column A up to the last cell that is not blank. */
  cells: RawCell[]
}

export interface SheetStyle {
  fileName: string
  formats: readonly NumberFormat[]
  is1904: boolean
}

interface Cell {
  address: string
  column: number
  type: string
  style: number
  text: string
  hasFormula: boolean
  hasValue: boolean
}

/**
 * Handlers that cut the XML of a sheet into rows. Only cells that exist count: the declared dimension is not looked at,
 * and a gap of a million rows costs nothing. Rows without a value are no rows.
 *
 * Booleans become TRUE and FALSE, numbers numberText, errors their text (`#N/A`). A formula is its stored result;
 * without one the sheet cannot be read truly, and UsageError file_unreadable names the cell.
 */
export class SheetParser implements XmlHandlers {
  readonly #style: SheetStyle
  #rows: RawRow[] = []
  #inData = false
  #line = 0
  #cells: RawCell[] = []
  #characters = 0
  #column = -1
  #cell: Cell | undefined
  #inText = false
  #inPhonetic = false

  constructor(style: SheetStyle) {
    this.#style = style
  }

  /** The rows completed since the last call. */
  take(): RawRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(element: string, attributes: Record<string, string>): void {
    if (element === 'sheetData') this.#inData = true
    if (!this.#inData) return
    if (element === 'row') this.#openRow(attributes)
    else if (element === 'c') this.#openCell(attributes)
    else if (this.#cell !== undefined) this.#openPart(element, this.#cell)
  }

  text(text: string): void {
    if (!this.#inText || this.#cell === undefined) return
    this.#cell.text += text
    this.#characters += text.length
    if (this.#characters > RECORD_CAP)
      throw tooLarge(this.#style.fileName, `more than ${RECORD_CAP} characters in row ${this.#line}`)
  }

  close(element: string): void {
    if (element === 'v' || element === 't') this.#inText = false
    else if (element === 'rPh') this.#inPhonetic = false
    else if (element === 'c') this.#closeCell()
    else if (element === 'row') this.#closeRow()
    else if (element === 'sheetData') this.#inData = false
  }

  #openRow({ r }: Record<string, string>): void {
    const line = r === undefined ? this.#line + 1 : Number(r)
    if (!Number.isInteger(line) || line <= this.#line)
      throw damaged(this.#style.fileName, `row ${safeText(r ?? '')} is out of order`)
    this.#line = line
    this.#cells = []
    this.#characters = 0
    this.#column = -1
  }

  #openCell({ r, t = 'n', s = '0' }: Record<string, string>): void {
    const column = r === undefined ? this.#column + 1 : columnOf(r)
    if (column <= this.#column) throw damaged(this.#style.fileName, `cell ${safeText(r ?? '')} is out of order`)
    this.#column = column
    const address = r ?? `${columnName(column)}${this.#line}`
    this.#cell = { address, column, type: t, style: Number(s), text: '', hasFormula: false, hasValue: false }
  }

  #openPart(element: string, cell: Cell): void {
    if (element === 'f') cell.hasFormula = true
    if (element === 'rPh') this.#inPhonetic = true
    if (element === 'v' || (element === 't' && !this.#inPhonetic)) {
      cell.hasValue = true
      this.#inText = true
    }
  }

  #closeCell(): void {
    const cell = this.#cell
    this.#cell = undefined
    if (cell === undefined) return
    if (cell.hasFormula && !cell.hasValue && cell.type !== 'str') throw this.#notCalculated(cell)
    const value = cell.hasValue ? this.#value(cell) : ''
    if (value === '') return
    if (cell.column >= COLUMN_CAP) {
      throw tooLarge(
        this.#style.fileName,
        `a value in cell ${safeText(cell.address)}; at most ${COLUMN_CAP} columns are read`,
      )
    }
    while (this.#cells.length < cell.column) this.#cells.push('')
    this.#cells.push(value)
  }

  #value({ type, text, style, address }: Cell): RawCell {
    if (type === 's') return this.#sharedIndex(text, address)
    if (type === 'b') return text.trim() === '1' ? 'TRUE' : 'FALSE'
    if (type !== 'n') return type === 'd' ? text : unescaped(text)
    const number = Number(text)
    if (text.trim() === '') return ''
    if (!Number.isFinite(number))
      throw damaged(this.#style.fileName, `cell ${safeText(address)} holds "${safeText(text)}" as a number`)
    return numberText(number, this.#style.formats[style] ?? 'plain', this.#style.is1904)
  }

  #sharedIndex(text: string, address: string): number {
    const index = Number(text)
    if (Number.isInteger(index) && index >= 0 && text.trim() !== '') return index
    throw damaged(this.#style.fileName, `cell ${safeText(address)} refers to a text that does not exist`)
  }

  #closeRow(): void {
    if (this.#cells.length > 0) this.#rows.push({ line: this.#line, cells: this.#cells })
    this.#cells = []
  }

  #notCalculated(cell: Cell): Error {
    return damaged(this.#style.fileName, `cell ${safeText(cell.address)} holds a formula without its result`)
  }
}

/** 0 for A, 25 for Z, 26 for AA. */
function columnOf(address: string): number {
  let column = 0
  for (const letter of /^[A-Za-z]{1,3}/.exec(address)?.[0].toUpperCase() ?? '') {
    column = column * 26 + letter.charCodeAt(0) - 64
  }
  return column - 1
}

function columnName(column: number): string {
  const rest = column >= 26 ? columnName(Math.floor(column / 26) - 1) : ''
  return rest + String.fromCharCode(65 + (column % 26))
}
