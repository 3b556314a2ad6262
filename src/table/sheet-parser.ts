import { safeText } from '../safe-text.ts'
import { type NumberFormat, numberText } from './number-format.ts'
import { type RawCell, type RawRow, RowGatherer } from './raw-rows.ts'
import { RECORD_CAP } from './row-scanner.ts'
import { unescaped } from './shared-strings.ts'
import { damaged, tooLarge } from './spreadsheet-problems.ts'
import type { XmlHandlers } from './xml-reader.ts'

export interface SheetStyle {
  fileName: string
  /** How a style shows numbers, by style index. */
  formats: readonly NumberFormat[]
  /** Days are counted from 1904 (old Mac files) instead of 1900. */
  is1904: boolean
}

interface Cell {
  type: string
  style: number
  text: string
  hasFormula: boolean
  hasValue: boolean
}

/**
 * Handlers that cut the XML of a sheet into rows. The declared dimension is not looked at.
 *
 * Booleans become TRUE and FALSE, numbers numberText, errors their text (`#N/A`). A formula is its stored result.
 */
export class SheetParser implements XmlHandlers {
  readonly #style: SheetStyle
  readonly #rows: RowGatherer
  #inData = false
  #characters = 0
  #cell: Cell | undefined
  #inText = false
  #inPhonetic = false

  constructor(style: SheetStyle) {
    this.#style = style
    this.#rows = new RowGatherer(style.fileName)
  }

  /** The rows completed since the last call. */
  take(): RawRow[] {
    return this.#rows.take()
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
      throw tooLarge(this.#style.fileName, `more than ${RECORD_CAP} characters in row ${this.#rows.line}`)
  }

  close(element: string): void {
    if (element === 'v' || element === 't') this.#inText = false
    else if (element === 'rPh') this.#inPhonetic = false
    else if (element === 'c') this.#closeCell()
    else if (element === 'row') this.#rows.closeRow()
    else if (element === 'sheetData') this.#inData = false
  }

  #openRow({ r }: Record<string, string>): void {
    const line = r === undefined ? this.#rows.line + 1 : Number(r)
    if (!Number.isInteger(line)) throw damaged(this.#style.fileName, `"${safeText(r ?? '')}" is no number of a row`)
    this.#rows.openRow(line)
    this.#characters = 0
  }

  #openCell({ r, t = 'n', s = '0' }: Record<string, string>): void {
    this.#rows.openCell(r === undefined ? undefined : columnOf(r))
    this.#cell = { type: t, style: Number(s), text: '', hasFormula: false, hasValue: false }
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
    if (hasNoResult(cell)) this.#rows.putNoResult()
    else if (cell.hasValue) this.#rows.put(this.#value(cell))
  }

  #value({ type, text, style }: Cell): RawCell {
    if (type === 's') return this.#sharedIndex(text)
    if (type === 'd') return dateText(text)
    if (type !== 'n' && type !== 'b') return unescaped(text)
    if (text.trim() === '') return ''
    if (type === 'b') return /^(?:1|true)$/.test(text.trim()) ? 'TRUE' : 'FALSE'
    const number = Number(text)
    if (!Number.isFinite(number))
      throw damaged(this.#style.fileName, `cell ${this.#rows.address()} holds "${safeText(text)}" as a number`)
    const format = this.#style.formats[style] ?? 'plain'
    return isLongId(text, format) ? text : numberText(number, format, this.#style.is1904)
  }

  #sharedIndex(text: string): number {
    const index = Number(text)
    if (Number.isInteger(index) && index >= 0 && text.trim() !== '') return index
    throw damaged(this.#style.fileName, `cell ${this.#rows.address()} refers to a text that does not exist`)
  }
}

/** Libraries that write formulas but do not calculate leave the value out, or empty: openpyxl writes `<f>A1*2</f><v/>`. */
const hasNoResult = ({ hasFormula, type, text }: Cell): boolean =>
  hasFormula && text.trim() === '' && type !== 'str' && type !== 'inlineStr'

/** Excel stores 15 digits, libraries all of an id: as a number it would become another one. */
const isLongId = (text: string, format: NumberFormat): boolean =>
  (format === 'plain' || typeof format === 'object') && /^-?[1-9]\d{15,}$/.test(text)

/** A day or time in ISO form, as numberText() writes them: SheetJS has `2024-05-31T00:00:00.000Z` for a day. */
function dateText(text: string): string {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.0*)?Z?$/.exec(text.trim()) ?? []
  if (day === undefined) return text
  return time === '00:00:00' ? day : `${day}T${time}`
}

/** 0 for A, 25 for Z, 26 for AA. */
function columnOf(address: string): number {
  let column = 0
  for (const letter of /^[A-Za-z]{1,3}/.exec(address)?.[0].toUpperCase() ?? '') {
    column = column * 26 + letter.charCodeAt(0) - 64
  }
  return column - 1
}
