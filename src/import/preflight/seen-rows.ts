import { KeyIndex } from './key-index.ts'
import { type Hash, KeyTable } from './key-table.ts'
import { TextHash } from './text-hash.ts'

/** Rows of a chunk, two numbers of hash each. Arrays may be longer. */
export interface ChunkRows {
  count: number
  /** Of all cells. */
  rows: Uint32Array
  /** Of the keys; empty where rows have none. */
  keys: Uint32Array
  /** Line of each row; 0: it is passed over. */
  lines: Int32Array
  /** What is said of each row: NEW, NOT_SURE, or the line of the row that it is a copy of. */
  outcomes: Int32Array
  /** Marks of the rows: with this bit in `fine` a row has a key, in `unknown` nobody knows yet. 0: rows have no keys. */
  bit: number
  fine: Int32Array
  unknown: Int32Array
}

export const NEW = 0
export const NOT_SURE = -1

const FIRST_ROOM = 4_096
/** Tables with more are never moved, which would take long: another one is put beside them. */
const MOST_MOVED = 65_536
/** Share of what is reserved, in case there are some more. */
const MARGIN = 1.03
/** Room is made for at most so many at once. */
const MOST_RESERVED = 32_000_000

/**
 * Remembers the rows of a file, by their key where they have one: which row is a copy of an earlier one, and which key
 * came before. A copy has the key of its row, so one table answers both. Rows without a key, those that share one, and
 * those that have lost it are in another.
 */
export class SeenRows {
  readonly #others = new KeyIndex()
  #hasOthers = false
  /** Full ones. */
  readonly #older: KeyTable[] = []
  #table = new KeyTable(FIRST_ROOM, true)
  readonly #hash = new TextHash()
  /** The row that is looked at. */
  readonly #row = { line: 0, high: 0, low: 0 }
  #chunk: Pick<ChunkRows, 'lines' | 'outcomes'> | null = null
  /** Where addChunk() has put its key, as long as nobody has asked for that. */
  #unasked: { table: KeyTable; slot: number } | null = null
  #warmed = 0

  /** Rows that are NOT_SURE have to be looked at by look(), in their order. */
  addChunk(chunk: ChunkRows): void {
    const { count, rows, keys, lines, outcomes, bit } = chunk
    this.#chunk = chunk
    if (bit === 0) {
      this.#others.addHashes(count, rows, lines, outcomes)
      return
    }
    this.#warmed ^= this.#table.warm(count, keys)
    for (let at = 0; at < count; at += 1) {
      const line = lines[at] ?? 0
      outcomes[at] = line === 0 ? NEW : this.#add(chunk, at, line)
    }
  }

  #add({ rows, keys, fine, unknown, bit }: ChunkRows, at: number, line: number): number {
    if (((unknown[at] ?? 0) & bit) !== 0) return NOT_SURE
    const rowHigh = rows[at * 2] ?? 0
    const rowLow = rows[at * 2 + 1] ?? 0
    if (((fine[at] ?? 0) & bit) === 0) return this.#addOther(rowHigh, rowLow, line)
    const first = this.#hasOthers ? this.#others.lineOfHash(rowHigh, rowLow) : 0
    if (first !== 0) return first
    const high = keys[at * 2] ?? 0
    const low = keys[at * 2 + 1] ?? 0
    if (this.#older.length > 0 && this.#older.some((table) => table.find(high, low) >= 0)) return NOT_SURE
    if (this.#table.room === 0) this.#makeRoom()
    const slot = this.#table.find(high, low)
    if (slot >= 0) return NOT_SURE
    this.#table.put(-1 - slot, { high, low }, { high: rowHigh }, line)
    return NEW
  }

  #addOther(high: number, low: number, line: number): number {
    this.#hasOthers = true
    return this.#others.addHash(high, low, line)
  }

  /** Looks at a row that is NEW. */
  start(row: Hash, key: Hash | null, line: number): void {
    Object.assign(this.#row, { line, high: row.high, low: row.low })
    const place = key === null ? null : this.#placeOf(key)
    this.#unasked = place !== null && place.table.lineAt(place.slot) === line ? place : null
  }

  /** Looks at any other row. The line of the row that it is a copy of; 0: of none. */
  look(row: Hash, key: Hash | null, line: number): number {
    Object.assign(this.#row, { line, high: row.high, low: row.low })
    const place = key === null ? null : this.#placeOf(key)
    const first = place?.table.lineAt(place.slot) ?? 0
    if (first > 0 && first < line && place?.table.isOfRow(place.slot, row)) return first
    return this.#addOther(row.high, row.low, line)
  }

  /** KeyIndex.add() for the key of the row that is looked at. */
  add(text: string, line: number): number {
    const { high, low } = this.#hash.of(text)
    return this.addHash(high, low, line)
  }

  addHash(high: number, low: number, line: number): number {
    const key = { high, low }
    const place = this.#placeOf(key) ?? this.#freePlace(key)
    const first = place.table.lineAt(place.slot)
    this.#unasked = null
    if (first === line) return 0
    if (first > 0 && first < line) return first
    if (first > line) this.#doubt(first)
    place.table.put(place.slot, key, this.#row, line)
    return 0
  }

  /** The row on the line, a later one of the chunk, is not new: one whose key was not known before has the same. */
  #doubt(line: number): void {
    if (this.#chunk !== null) this.#chunk.outcomes[this.#chunk.lines.indexOf(line)] = NOT_SURE
  }

  /** Nothing more is asked of the row. False: nobody has asked for its key, so it is no key of a record. */
  end(): boolean {
    const unasked = this.#unasked
    if (unasked === null) return true
    unasked.table.withdraw(unasked.slot)
    this.#addOther(this.#row.high, this.#row.low, this.#row.line)
    this.#unasked = null
    return false
  }

  /** Makes room for so many rows at once. */
  reserve(rows: number, hasKeys: boolean): void {
    if (!hasKeys) this.#others.reserve(rows)
    else if (rows > this.#table.size + this.#table.room) this.#makeRoom(Math.ceil(rows * MARGIN))
  }

  #makeRoom(atLeast = 0): void {
    const room = Math.min(MOST_RESERVED, Math.max(2 * this.#table.size, atLeast))
    const canBeMoved = room <= MOST_MOVED
    const moved = this.#table.moved(room, canBeMoved)
    if (moved === null) this.#older.push(this.#table)
    this.#table = moved ?? new KeyTable(room, canBeMoved)
  }

  #placeOf({ high, low }: Hash): { table: KeyTable; slot: number } | null {
    for (const table of [this.#table, ...this.#older]) {
      const slot = table.find(high, low)
      if (slot >= 0) return { table, slot }
    }
    return null
  }

  #freePlace({ high, low }: Hash): { table: KeyTable; slot: number } {
    if (this.#table.room === 0) this.#makeRoom()
    return { table: this.#table, slot: -1 - this.#table.find(high, low) }
  }
}
