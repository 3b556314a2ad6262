import {
  bitOf,
  cellOf,
  groupOf,
  isWhole,
  lineOf,
  MARKS_OF_A_GROUP,
  type Marks,
  type RecordChunk,
  rowOf,
} from '../../table/byte-index/record-chunk.ts'
import type { Hash } from '../../table/byte-index/text-hash.ts'
import type { ReadCell } from '../repair/cell-repair.ts'
import type { ByteColumn } from './byte-column.ts'
import { BLANK, FINE } from './checked-row.ts'
import { NEW, NO_ROW, NOT_SURE } from './key-table.ts'
import { QuietRows } from './quiet-rows.ts'
import type { HashedKey, RowScan } from './scan-row.ts'
import type { Totals } from './totals.ts'

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
  /** Where the key of a row is. */
  key: HashedKey | null
  /** The cells of a row are uploaded as they are in the file. */
  isUnchanged: boolean
  fileBytes: number
  totals: Totals
}

/** Bytes that tell how many rows a file has. */
const TELLING_BYTES = 1024 * 1024

/** All steps of RowScan.takeTexts() for the records of a chunk, without those whose outcome is known from the bytes. */
export class RecordScan {
  readonly #columns: readonly ByteColumn[]
  readonly #scan: RowScan
  readonly #options: RecordScanOptions
  readonly #quiet = new QuietRows()
  /** Places of the cells that have to become text. */
  readonly #unknown: number[] = []
  readonly #readCell: ReadCell
  #prepared: PreparedChunk | null = null
  #record = 0
  /** What was seen until room was made for the rest. */
  #before = { bytes: 0, rows: 0 }
  /** Line of each record. */
  #lines = new Int32Array(0)
  /** What SeenRows.addChunk() says of each record; NO_ROW: it is not WHOLE. */
  #outcomes = new Int32Array(0)

  constructor(columns: readonly ByteColumn[], scan: RowScan, options: RecordScanOptions) {
    this.#columns = columns
    this.#scan = scan
    this.#options = options
    this.#readCell = (index) => {
      const chunk = this.#prepared?.chunk
      return chunk === undefined ? '' : cellOf(chunk, this.#record, index)
    }
  }

  check(prepared: PreparedChunk): void {
    const { totals } = this.#options
    const { chunk, groups } = prepared
    this.#prepare(prepared)
    const outcomes = this.#outcomes
    for (let record = 0; record < chunk.count; record += 1) {
      const outcome = outcomes[record]
      if (outcome === NEW && this.#quiet.has(groups, record)) totals.rows += 1
      else if (outcome === NO_ROW) this.#takeTexts(chunk, record)
      else {
        this.#checkRecord(prepared, record)
        totals.add(this.#scan.row)
      }
    }
    totals.bytes += chunk.bytes.length
  }

  #prepare(prepared: PreparedChunk): void {
    const { chunk } = prepared
    const { count } = chunk
    this.#prepared = prepared
    if (this.#before.bytes < TELLING_BYTES) this.#reserve(chunk)
    if (this.#lines.length < count) {
      this.#lines = new Int32Array(2 * count)
      this.#outcomes = new Int32Array(2 * count)
    }
    linesOf(chunk, this.#lines, this.#outcomes)
    if (this.#options.isUnchanged) this.#addToSeen(prepared)
  }

  #addToSeen({ chunk, groups, hashes, keys }: PreparedChunk): void {
    const place = this.#options.key?.place ?? -1
    const { fine, unknown } = groups[groupOf(place)] ?? NO_MARKS
    const bit = place < 0 ? 0 : bitOf(place)
    this.#scan.seen.addChunk({
      count: chunk.count,
      rows: hashes,
      keys,
      lines: this.#lines,
      outcomes: this.#outcomes,
      bit,
      fine,
      unknown,
    })
  }

  /** For as many rows as the file will have if they go on like the first ones. */
  #reserve({ bytes, count }: RecordChunk): void {
    const { fileBytes, key } = this.#options
    const before = this.#before
    before.bytes += bytes.length
    before.rows += count
    if (before.bytes < TELLING_BYTES) return
    this.#scan.seen.reserve(Math.round((fileBytes * before.rows) / before.bytes), key !== null)
  }

  #takeTexts(chunk: RecordChunk, record: number): void {
    const row = rowOf(chunk, record)
    if (row === null) return
    this.#scan.takeTexts(row)
    this.#options.totals.add(this.#scan.row)
  }

  #checkRecord(prepared: PreparedChunk, record: number): void {
    const { row, readCell, isTooLarge, seen } = this.#scan
    this.#record = record
    row.start(this.#lines[record] ?? 0, this.#readCell)
    this.#listUnknown(prepared.groups, record)
    let isRepaired = false
    for (const place of this.#unknown) isRepaired = readCell(place) || isRepaired
    row.lost = (isRepaired && isTooLarge()) || this.#isCopy(prepared, record, isRepaired)
    const isLost = row.lost
    if (!isLost) this.#checkCells(prepared, record)
    const isKeyTaken = seen.end()
    const isQuiet = !isLost && isKeyTaken && this.#unknown.length === 0 && !row.wasAsked && !row.hasOutcome()
    if (isQuiet) this.#quiet.add(prepared.groups, record)
  }

  #checkCells(prepared: PreparedChunk, record: number): void {
    const { row, checkCell, checkRow } = this.#scan
    this.#setStates(prepared, record)
    for (const place of this.#unknown) {
      const hasNoFault = checkCell(place)
      if (hasNoFault && row.states[place] === FINE) this.#columns[place]?.remember(prepared.chunk, record)
    }
    checkRow()
  }

  #isCopy(prepared: PreparedChunk, record: number, isRepaired: boolean): boolean {
    const { isCopy, seen, row, tellCopy } = this.#scan
    const outcome = this.#outcomes[record] ?? NOT_SURE
    const line = this.#lines[record] ?? 0
    if (isRepaired || this.#isKeyUnknown()) return outcome > 0 ? tellCopy(outcome) : isCopy()
    const hash = hashAt(prepared.hashes, record)
    const key = this.#hasKey(prepared, record) ? hashAt(prepared.keys, record) : null
    if (key !== null) row.knowKey(this.#options.key?.place ?? -1, key)
    if (outcome === NEW) seen.start(hash, key, line)
    const first = outcome === NOT_SURE ? seen.look(hash, key, line) : outcome
    return first > 0 && tellCopy(first)
  }

  #isKeyUnknown(): boolean {
    const { key } = this.#options
    return key !== null && this.#unknown.includes(key.place)
  }

  #hasKey({ groups }: PreparedChunk, record: number): boolean {
    const place = this.#options.key?.place ?? -1
    const fine = groups[groupOf(place)]?.fine[record] ?? 0
    return place >= 0 && ((fine >>> (place % MARKS_OF_A_GROUP)) & 1) !== 0
  }

  #setStates({ groups }: PreparedChunk, record: number): void {
    const { states } = this.#scan.row
    for (let place = 0; place < states.length; place += 1) {
      const fine = groups[groupOf(place)]?.fine[record] ?? 0
      states[place] = (fine >>> (place % MARKS_OF_A_GROUP)) & 1 ? FINE : BLANK
    }
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

/** Writes the line of each record, and whether it is WHOLE. */
function linesOf(chunk: RecordChunk, lines: Int32Array, outcomes: Int32Array): void {
  for (let record = 0; record < chunk.count; record += 1) {
    lines[record] = lineOf(chunk, record)
    outcomes[record] = isWhole(chunk, record) ? NOT_SURE : NO_ROW
  }
}

const NO_MARKS: Marks = { fine: new Int32Array(0), unknown: new Int32Array(0) }

const hashAt = (hashes: Uint32Array, record: number): Hash => ({
  high: hashes[record * 2] ?? 0,
  low: hashes[record * 2 + 1] ?? 0,
})
