import { type Hash, textHash } from '../../table/byte-index/text-hash.ts'
import { KeyIndex } from './key-index.ts'
import { type ChunkRows, hasKeyAt, KEYLESS, KeyTable, keylessAt, NEW, NO_ROW, NOT_SURE } from './key-table.ts'

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
  /** Full ones. */
  readonly #older: KeyTable[] = []
  #table = new KeyTable(FIRST_ROOM, true)
  /** The row that is looked at. */
  readonly #row = { line: 0, high: 0, low: 0 }
  #chunk: Pick<ChunkRows, 'lines' | 'outcomes'> | null = null
  /** Where addChunk() has put its key, as long as nobody has asked for that. */
  #unasked: { table: KeyTable; slot: number } | null = null

  /**
   * Writes to `outcomes` what is said of each row; where that is NO_ROW already, it is passed over. Rows that are NOT_SURE
   * have to be looked at by look(), in their order.
   */
  addChunk(chunk: ChunkRows): void {
    this.#chunk = chunk
    const { count, rows, lines, outcomes, bit } = chunk
    if (bit !== 0 && this.#older.length === 0 && this.#table.takes(count)) this.#table.addRows(chunk)
    else if (bit !== 0) this.#addEach(chunk)
    for (let at = 0; at < count; at += 1) {
      const isKeyless = bit === 0 ? outcomes[at] !== NO_ROW : outcomes[at] === KEYLESS
      if (isKeyless) outcomes[at] = this.#others.addHash(rows[at * 2] ?? 0, rows[at * 2 + 1] ?? 0, lines[at] ?? 0)
    }
  }

  /** KeyTable.addRows() where other tables have to be asked, too. */
  #addEach(chunk: ChunkRows): void {
    const { count, outcomes } = chunk
    for (let at = 0; at < count; at += 1) {
      if (outcomes[at] !== NO_ROW) outcomes[at] = hasKeyAt(chunk, at) ? this.#addRow(chunk, at) : keylessAt(chunk, at)
    }
  }

  #addRow({ rows, keys, lines }: ChunkRows, at: number): number {
    const key = { high: keys[at * 2] ?? 0, low: keys[at * 2 + 1] ?? 0 }
    if (this.#placeOf(key) !== null) return NOT_SURE
    this.#put(key, { high: rows[at * 2] ?? 0 }, lines[at] ?? 0)
    return NEW
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
    if (key !== null && place === null) this.#unasked = this.#put(key, this.#row, line)
    return this.#others.addHash(row.high, row.low, line)
  }

  /** KeyIndex.add() for the key of the row that is looked at. */
  add(text: string, line: number): number {
    const { high, low } = textHash(text)
    return this.addHash(high, low, line)
  }

  addHash(high: number, low: number, line: number): number {
    const key = { high, low }
    const place = this.#placeOf(key) ?? this.#put(key, this.#row, line)
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
    this.#others.addHash(this.#row.high, this.#row.low, this.#row.line)
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

  /** A key that is not there. */
  #put(key: Hash, row: Pick<Hash, 'high'>, line: number): { table: KeyTable; slot: number } {
    if (this.#table.room === 0) this.#makeRoom()
    const table = this.#table
    const slot = -1 - table.find(key.high, key.low)
    table.put(slot, key, row, line)
    return { table, slot }
  }
}
