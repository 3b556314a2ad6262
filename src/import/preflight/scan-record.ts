import {
  bytesOf,
  cellOf,
  isWhole,
  lineOf,
  MARKS_OF_A_GROUP,
  type Marks,
  type RecordChunk,
  rowOf,
} from '../../table/byte-index/record-chunk.ts'
import type { ByteColumn } from './byte-column.ts'
import { BLANK, FINE } from './checked-row.ts'
import { QuietRows } from './quiet-rows.ts'
import type { RowScan } from './scan-row.ts'

/** What is known of the records of a chunk before one is looked at. */
export interface PreparedChunk {
  chunk: RecordChunk
  groups: readonly Marks[]
  /** Two numbers of hash for each WHOLE record, of all its mapped cells. */
  hashes: Uint32Array
  /** The same of its key; none where no column has keys. */
  keys: Uint32Array
}

export interface RecordScanOptions {
  /** Place of the column with keys; -1: none. */
  keyPlace: number
  /** The cells of a row are uploaded as they are in the file. */
  isUnchanged: boolean
  fileBytes: number
  /** A row was checked, of so many bytes. `isClean`: nothing was found, and the row in work is another. */
  add(characters: number, isClean: boolean): void
}

/** Rows for which room is made before they come: those of HubSpot's largest file. */
const MOST_RESERVED = 1_100_000
/** So much of a file tells how many rows it has. */
const TELLING_BYTES = 1024 * 1024

/** All steps of RowScan.takeTexts() for the records of a chunk, without those whose outcome is known from the bytes. */
export class RecordScan {
  readonly #columns: readonly ByteColumn[]
  readonly #scan: RowScan
  readonly #options: RecordScanOptions
  readonly #quiet = new QuietRows()
  /** Places of the cells that have to become text. */
  readonly #unknown: number[] = []
  readonly #readCell: (place: number) => string
  #prepared: PreparedChunk | null = null
  #record = 0
  /** What was seen until room was made for the rest. */
  #before = { bytes: 0, rows: 0 }
  #warmed = 0
  /** Line of each record; 0: it is not WHOLE. */
  #lines = new Int32Array(0)
  /** For each record the line of the one that it is a copy of; 0: none, -1: nobody has looked yet. */
  #copyOf = new Int32Array(0)

  constructor(columns: readonly ByteColumn[], scan: RowScan, options: RecordScanOptions) {
    this.#columns = columns
    this.#scan = scan
    this.#options = options
    this.#readCell = (place) => {
      const chunk = this.#prepared?.chunk
      return chunk === undefined ? '' : cellOf(chunk, this.#record, columns[place]?.index ?? 0)
    }
  }

  check(prepared: PreparedChunk): void {
    const { add } = this.#options
    const { chunk, groups } = prepared
    this.#prepare(prepared)
    const only = groups.length === 1 ? groups[0] : undefined
    for (let record = 0; record < chunk.count; record += 1) {
      const line = this.#lines[record] ?? 0
      if (line === 0) this.#takeTexts(chunk, record)
      else if (only?.unknown[record] === 0 && this.#isQuiet(only.fine[record] ?? 0, record, line)) {
        add(bytesOf(chunk, record), true)
      } else {
        this.#checkRecord(prepared, record, line)
        add(bytesOf(chunk, record), false)
      }
    }
  }

  #prepare(prepared: PreparedChunk): void {
    const { chunk, hashes, keys } = prepared
    const { count } = chunk
    this.#prepared = prepared
    if (this.#before.bytes < TELLING_BYTES) this.#reserve(chunk)
    if (this.#lines.length < count) {
      this.#lines = new Int32Array(2 * count)
      this.#copyOf = new Int32Array(2 * count)
    }
    for (let record = 0; record < count; record += 1) {
      this.#lines[record] = isWhole(chunk, record) ? lineOf(chunk, record) : 0
    }
    if (this.#options.isUnchanged) this.#scan.copies.addHashes(hashes, this.#lines, this.#copyOf)
    else this.#copyOf.fill(-1, 0, count)
    this.#warmed ^= this.#quiet.warm(keys)
  }

  /** For as many rows as the file will have if they go on like the first ones. */
  #reserve({ bytes, count }: RecordChunk): void {
    const before = this.#before
    before.bytes += bytes.length
    before.rows += count
    if (before.bytes < TELLING_BYTES) return
    const rows = Math.min(MOST_RESERVED, Math.round((this.#options.fileBytes * before.rows) / before.bytes))
    this.#scan.copies.reserve(rows)
    this.#quiet.reserve(rows)
  }

  #takeTexts(chunk: RecordChunk, record: number): void {
    const row = rowOf(chunk, record)
    if (row !== null) this.#options.add(this.#scan.takeTexts(row), false)
  }

  /** No copy, with cells of which nothing is to be told and a key that is new. */
  #isQuiet(pattern: number, record: number, line: number): boolean {
    if (this.#copyOf[record] !== 0) return false
    const seen = this.#quiet.keyIndexOf(pattern)
    if (seen === null) return true
    const keys = this.#prepared?.keys
    if (seen === undefined || keys === undefined) return false
    return seen.addHash(keys[record * 2] ?? 0, keys[record * 2 + 1] ?? 0, line) === 0
  }

  #checkRecord(prepared: PreparedChunk, record: number, line: number): void {
    const { row, readCell, isTooLarge, checkCell, checkRow } = this.#scan
    const { groups } = prepared
    this.#record = record
    row.start(line, this.#readCell)
    this.#listUnknown(groups, record)
    let isRepaired = false
    for (const place of this.#unknown) isRepaired = readCell(place) || isRepaired
    row.lost = (isRepaired && isTooLarge()) || this.#isCopy(prepared, record, isRepaired)
    if (row.lost) return
    this.#setStates(prepared, record)
    for (const place of this.#unknown) {
      const hasNoFault = checkCell(place)
      if (hasNoFault && row.states[place] === FINE) this.#columns[place]?.remember(prepared.chunk, record)
    }
    const isKnown = groups.length === 1 && this.#unknown.length === 0
    checkRow()
    if (isKnown) this.#quiet.learn(groups[0]?.fine[record] ?? 0, row)
  }

  #isCopy({ hashes }: PreparedChunk, record: number, isRepaired: boolean): boolean {
    const { copies, row, isCopy } = this.#scan
    const line = this.#lines[record] ?? 0
    if (isRepaired) return isCopy()
    const known = this.#copyOf[record] ?? 0
    const first = known >= 0 ? known : copies.addHash(hashes[record * 2] ?? 0, hashes[record * 2 + 1] ?? 0, line)
    if (first > 0) copies.tell(row.allCells(), line, first)
    return first > 0
  }

  #setStates({ groups, keys }: PreparedChunk, record: number): void {
    const { row } = this.#scan
    const { keyPlace } = this.#options
    const { states } = row
    for (let place = 0; place < states.length; place += 1) {
      const fine = groups[Math.floor(place / MARKS_OF_A_GROUP)]?.fine[record] ?? 0
      states[place] = (fine >>> (place % MARKS_OF_A_GROUP)) & 1 ? FINE : BLANK
    }
    if (states[keyPlace] === FINE) row.knowKey(keyPlace, keys[record * 2] ?? 0, keys[record * 2 + 1] ?? 0)
  }

  #listUnknown(groups: readonly Marks[], record: number): void {
    this.#unknown.length = 0
    for (const [group, { unknown }] of groups.entries()) {
      for (let bits = unknown[record] ?? 0; bits !== 0; bits &= bits - 1) {
        this.#unknown.push(group * MARKS_OF_A_GROUP + 31 - Math.clz32(bits & -bits))
      }
    }
  }
}
