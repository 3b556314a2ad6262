import { UsageError } from '../errors.ts'
import type { Delimiter, Row } from './table.ts'

/** Characters of one record, line breaks and quotes included. No cell can be longer than its record. */
export const RECORD_CAP = 1024 * 1024
export const COLUMN_CAP = 2_000

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d
const NONE = Number.POSITIVE_INFINITY

export interface ScanStart {
  delimiter: Delimiter
  /** Line of the first record; the lines before are skipped whatever they hold. */
  firstLine: number
  /** The line on which the text begins that is pushed first; default 1. */
  line?: number
  /** Number of the first record: 0 when it is the header. */
  firstRecord: number
  /** Cells of one row; default COLUMN_CAP. */
  columnCap?: number
}

/**
 * Cuts decoded text into rows, at any chunk size with the same answer:
 *
 * - A record ends at LF, CRLF or a lone CR outside quotes; inside quotes they stay in the cell as they are.
 * - A cell is quoted when its first character is a quote; a doubled quote inside stands for one quote.
 * - Stray quotes do no harm beyond their cell: inside an unquoted cell a quote is an ordinary character, and what
 *   follows a closing quote up to the next delimiter is added to the cell as it stands (`"ab"cd` is `abcd`).
 * - Blank lines, also those of white space only, are no records. A line `""` is a record of one empty cell.
 * - A NUL, a quote still open at the end, a record over RECORD_CAP or a row over COLUMN_CAP is a UsageError that names
 *   the line.
 */
export class RowScanner {
  /** Quotes in places where none belong. Many of them speak against the delimiter. */
  strayQuotes = 0

  readonly #delimiter: string
  readonly #delimiterCode: number
  readonly #columnCap: number
  #linesToSkip: number
  #record: number
  #rows: Row[] = []
  #text = ''
  /** Start of the unfinished record in #text, and its line. */
  #start = 0
  #line: number
  #final = false
  /** Where the quote opened that has no end yet; -1: none. */
  #openQuote = -1
  /** End of the cell or record that was read last. */
  #cursor = 0

  constructor(start: ScanStart) {
    this.#delimiter = start.delimiter
    this.#delimiterCode = start.delimiter.charCodeAt(0)
    this.#columnCap = start.columnCap ?? COLUMN_CAP
    this.#linesToSkip = start.firstLine - 1
    this.#line = start.line ?? 1
    this.#record = start.firstRecord
  }

  /** The rows that `text` completes. After a problem, take() has those before it. */
  push(text: string): Row[] {
    const nul = text.indexOf('\0')
    this.#text = this.#text.slice(this.#start) + (nul < 0 ? text : text.slice(0, nul))
    this.#start = 0
    this.#scan()
    if (nul >= 0) throw this.#nul()
    return this.take()
  }

  /** The last row, where the file does not end in a line break. */
  end(): Row[] {
    this.#final = true
    this.#scan()
    return this.take()
  }

  /** The complete rows that nobody has yet. */
  take(): Row[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  /** Characters pushed and not yet part of a row. */
  get pending(): number {
    return this.#text.length - this.#start
  }

  /** The line on which what is pending begins. */
  get line(): number {
    return this.#line
  }

  #scan(): void {
    const rows = this.#rows
    const text = this.#text
    this.#openQuote = -1
    if (!this.#skipLines()) return
    let quote = -1
    let lf = -1
    let cr = -1
    while (this.#start < text.length) {
      const start = this.#start
      if (quote < start) quote = indexOf(text, '"', start)
      if (lf < start) lf = indexOf(text, '\n', start)
      if (cr < start) cr = indexOf(text, '\r', start)
      const lineEnd = Math.min(lf, cr, text.length)
      const cells = quote < lineEnd ? this.#quotedRecord(start) : this.#plainRecord(start, lineEnd)
      if (cells === undefined) break
      this.#finish(cells, lineEnd, rows)
    }
    this.#checkPending()
  }

  /** Counts the lines of the record that ends at the cursor, and keeps it unless it is a blank line. */
  #finish(cells: string[], firstBreak: number, rows: Row[]): void {
    const start = this.#start
    const end = this.#cursor
    if (end - start > RECORD_CAP) throw this.#tooLarge()
    const blank = cells.length === 1 && this.#text.slice(start, end).trim() === ''
    if (!blank) {
      if (cells.length > this.#columnCap) throw this.#tooManyColumns(cells.length)
      rows.push({ cells, line: this.#line, record: this.#record })
      this.#record += 1
    }
    const isOneLine = firstBreak + 2 >= end
    this.#line += isOneLine ? 1 : countBreaks(this.#text, start, end)
    this.#start = end
  }

  /** A record without any quote. undefined: its end is not there yet. */
  #plainRecord(start: number, end: number): string[] | undefined {
    if (!this.#endRecord(end)) return undefined
    return this.#text.slice(start, end).split(this.#delimiter)
  }

  #quotedRecord(start: number): string[] | undefined {
    const text = this.#text
    const cells: string[] = []
    this.#cursor = start
    for (;;) {
      const cell = text.charCodeAt(this.#cursor) === QUOTE ? this.#quotedCell() : this.#upToCellEnd()
      if (cell === undefined) return undefined
      cells.push(cell)
      if (text.charCodeAt(this.#cursor) !== this.#delimiterCode) break
      this.#cursor += 1
    }
    return this.#endRecord(this.#cursor) ? cells : undefined
  }

  #quotedCell(): string | undefined {
    const text = this.#text
    const open = this.#cursor
    let close = text.indexOf('"', open + 1)
    let escaped = false
    while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) {
      escaped = true
      close = text.indexOf('"', close + 2)
    }
    // A quote at the very end may be the first half of a doubled one.
    if (close < 0 || (close + 1 === text.length && !this.#final)) {
      this.#openQuote = open
      return undefined
    }
    const inner = text.slice(open + 1, close)
    const cell = escaped ? inner.replaceAll('""', '"') : inner
    this.#cursor = close + 1
    const code = text.charCodeAt(close + 1)
    if (code === this.#delimiterCode || code === LF || code === CR || Number.isNaN(code)) return cell
    this.strayQuotes += 1
    return cell + this.#upToCellEnd()
  }

  #upToCellEnd(): string {
    const text = this.#text
    const start = this.#cursor
    let end = start
    while (end < text.length) {
      const code = text.charCodeAt(end)
      if (code === this.#delimiterCode || code === LF || code === CR) break
      if (code === QUOTE) this.strayQuotes += 1
      end += 1
    }
    this.#cursor = end
    return end === start ? '' : text.slice(start, end)
  }

  /** Moves the cursor behind the line break at `end`. False: the break, or the second half of a CRLF, may still come. */
  #endRecord(end: number): boolean {
    const text = this.#text
    const isCr = text.charCodeAt(end) === CR
    if (!this.#final && end + (isCr ? 1 : 0) >= text.length) return false
    const width = isCr && text.charCodeAt(end + 1) === LF ? 2 : 1
    this.#cursor = Math.min(end + width, text.length)
    return true
  }

  /** True once the first record begins at #start. */
  #skipLines(): boolean {
    while (this.#linesToSkip > 0) {
      const length = this.#text.slice(this.#start).search(/[\r\n]/)
      const end = length < 0 ? this.#text.length : this.#start + length
      if (!this.#endRecord(end)) {
        this.#checkPending()
        return false
      }
      if (this.#cursor - this.#start > RECORD_CAP) throw this.#tooLarge()
      this.#start = this.#cursor
      this.#line += 1
      this.#linesToSkip -= 1
    }
    return true
  }

  #checkPending(): void {
    if (this.#final && this.pending > 0) throw this.#unclosed()
    if (this.pending > RECORD_CAP) throw this.#tooLarge()
  }

  #unclosed(): UsageError {
    const line = this.#lineAt(this.#openQuote)
    return new UsageError(
      'csv_malformed',
      `The quote that opens on line ${line} is never closed.`,
      'Close the quote or delete it, save the file, and call propose_mapping again.',
      { line },
    )
  }

  #tooLarge(): UsageError {
    const line = this.#line
    const quote = this.#linesToSkip > 0 ? '' : this.#tellQuoteOpenAtCap()
    return new UsageError(
      'csv_record_too_large',
      `The record on line ${line} is longer than ${RECORD_CAP} characters, the most one record may have${quote}.`,
      'Correct that line (most often a quote is missing or too many), save the file, and call propose_mapping again.',
      { line },
    )
  }

  /** What follows in the same chunk changes nothing. */
  #tellQuoteOpenAtCap(): string {
    this.#text = this.#text.slice(0, this.#start + RECORD_CAP + 1)
    this.#final = false
    this.#openQuote = -1
    this.#quotedRecord(this.#start)
    return this.#openQuote < 0
      ? ''
      : `; the quote that opens on line ${this.#lineAt(this.#openQuote)} is not closed in it`
  }

  #tooManyColumns(count: number): UsageError {
    return new UsageError(
      'csv_too_many_columns',
      `Line ${this.#line} has ${count} cells; at most ${COLUMN_CAP} are read (HubSpot takes up to 1000 columns).`,
      'Delete the columns that are not imported, save the file, and call propose_mapping again.',
      { line: this.#line },
    )
  }

  #nul(): UsageError {
    const line = this.#lineAt(this.#text.length)
    return new UsageError(
      'csv_malformed',
      `Line ${line} holds a NUL character: the file is damaged or not text.`,
      'Export the file again as CSV (UTF-8) and call propose_mapping with it.',
      { line },
    )
  }

  #lineAt(position: number): number {
    return this.#line + countBreaks(this.#text, this.#start, Math.max(position, this.#start))
  }
}

function indexOf(text: string, character: string, from: number): number {
  const index = text.indexOf(character, from)
  return index < 0 ? NONE : index
}

/** Line breaks as an editor counts them: LF, CRLF and a lone CR are one each. */
export function countBreaks(text: string, from: number, to: number): number {
  let breaks = 0
  for (let index = from; index < to; index += 1) {
    const code = text.charCodeAt(index)
    if (code === LF || (code === CR && text.charCodeAt(index + 1) !== LF)) breaks += 1
  }
  return breaks
}
