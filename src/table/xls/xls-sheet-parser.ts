import { type NumberFormat, numberText } from '../number-format.ts'
import { type RawRow, RowGatherer } from '../raw-rows.ts'
import { damaged } from '../spreadsheet-problems.ts'
import { oneText, type TextReader } from './biff-text.ts'
import { RECORD } from './read-biff.ts'

export interface XlsStyle {
  fileName: string
  /** How a format shows numbers, by its index. */
  formats: readonly NumberFormat[]
  /** Days are counted from 1904 (old Mac files) instead of 1900. */
  is1904: boolean
}

/** Row, column and format stand before the value of every cell. */
const VALUE_AT = 6

const CELLS = new Set<number>([
  RECORD.LABELSST,
  RECORD.NUMBER,
  RECORD.RK,
  RECORD.MULRK,
  RECORD.LABEL,
  RECORD.RSTRING,
  RECORD.BOOLERR,
  RECORD.FORMULA,
])

const ERRORS = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
  [0x2b, '#GETTING_DATA'],
])

/**
 * Cuts the records of a sheet into rows. Values become the same texts as those of an .xlsx: booleans TRUE and FALSE,
 * numbers numberText, errors their text (`#N/A`), a formula its stored result.
 */
export class XlsSheetParser {
  readonly #style: XlsStyle
  readonly #rows: RowGatherer
  /** Charts lie within a sheet as sheets of their own. */
  #depth = 0
  #text: TextReader | undefined
  /** The last formula has a text as its result, which comes in a record of its own. */
  #awaitsText = false

  constructor(style: XlsStyle) {
    this.#style = style
    this.#rows = new RowGatherer(style.fileName)
  }

  /** The rows completed since the last call. */
  take(): RawRow[] {
    return this.#rows.take()
  }

  /** True: the sheet has ended. */
  record(type: number, content: Buffer): boolean {
    if (type === RECORD.BOF) this.#depth += 1
    else if (type === RECORD.EOF) return this.#end()
    else if (this.#depth === 1) this.#take(type, content)
    else if (this.#depth === 0) throw damaged(this.#style.fileName, 'a sheet is not where it should be')
    return false
  }

  #end(): boolean {
    this.#depth -= 1
    if (this.#depth > 0) return false
    this.#noMoreText()
    this.#rows.closeRow()
    return true
  }

  #take(type: number, content: Buffer): void {
    if (type === RECORD.CONTINUE) {
      if (this.#text?.push(content) === true) this.#text = undefined
    } else if (type === RECORD.STRING) this.#putTextResult(content)
    else this.#cell(type, content)
  }

  #cell(type: number, content: Buffer): void {
    if (!CELLS.has(type)) return
    this.#open(content)
    switch (type) {
      case RECORD.LABELSST:
        this.#rows.put(content.readUInt32LE(VALUE_AT))
        break
      case RECORD.NUMBER:
        this.#putNumber(content.readDoubleLE(VALUE_AT), content.readUInt16LE(4))
        break
      case RECORD.RK:
        this.#putNumber(packed(content, VALUE_AT), content.readUInt16LE(4))
        break
      case RECORD.MULRK:
        this.#putNumbers(content)
        break
      case RECORD.BOOLERR:
        this.#rows.put(truthOrError(content.readUInt8(VALUE_AT), content.readUInt8(VALUE_AT + 1) === 1))
        break
      case RECORD.FORMULA:
        this.#putResult(content)
        break
      default:
        this.#putText(content, VALUE_AT)
    }
  }

  #open(content: Buffer): void {
    this.#noMoreText()
    const line = content.readUInt16LE(0) + 1
    if (line !== this.#rows.line) this.#rows.openRow(line)
    this.#rows.openCell(content.readUInt16LE(2))
  }

  /** Several cells side by side: row, first column, format and number of each, last column. */
  #putNumbers(content: Buffer): void {
    for (let at = 4; at + 6 <= content.length - 2; at += 6) {
      if (at > 4) this.#rows.openCell()
      this.#putNumber(packed(content, at + 2), content.readUInt16LE(at))
    }
  }

  /** A number, unless its last two bytes say that it is none: then the first says what it is. */
  #putResult(content: Buffer): void {
    if (content.readUInt16LE(VALUE_AT + 6) !== 0xffff) {
      this.#putNumber(content.readDoubleLE(VALUE_AT), content.readUInt16LE(4))
      return
    }
    const kind = content.readUInt8(VALUE_AT)
    const value = content.readUInt8(VALUE_AT + 2)
    if (kind === 0) this.#awaitsText = true
    else if (kind === 1 || kind === 2) this.#rows.put(truthOrError(value, kind === 2))
  }

  #putTextResult(content: Buffer): void {
    if (!this.#awaitsText) return
    this.#awaitsText = false
    this.#putText(content, 0)
  }

  #putText(content: Buffer, at: number): void {
    const reader = oneText(this.#style.fileName, at, (text) => this.#rows.put(text))
    if (!reader.push(content)) this.#text = reader
  }

  #noMoreText(): void {
    if (this.#text !== undefined) throw damaged(this.#style.fileName, `cell ${this.#rows.address()} ends too early`)
    if (this.#awaitsText) this.#rows.putNoResult()
    this.#awaitsText = false
  }

  #putNumber(value: number, format: number): void {
    if (!Number.isFinite(value)) {
      throw damaged(this.#style.fileName, `cell ${this.#rows.address()} holds a number that is none`)
    }
    this.#rows.put(numberText(value, this.#style.formats[format] ?? 'plain', this.#style.is1904))
  }
}

/** 30 bits of a number, a whole one or the upper half of a double, either in hundredths ([MS-XLS] 2.5.217). */
function packed(content: Buffer, at: number): number {
  const bits = content.readInt32LE(at)
  const value = (bits & 2) === 0 ? upperHalf(bits & ~3) : bits >> 2
  return (bits & 1) === 0 ? value : value / 100
}

function upperHalf(bits: number): number {
  const double = Buffer.alloc(8)
  double.writeInt32LE(bits, 4)
  return double.readDoubleLE()
}

function truthOrError(value: number, isError: boolean): string {
  if (isError) return ERRORS.get(value) ?? '#ERROR!'
  return value === 1 ? 'TRUE' : 'FALSE'
}
