import { openKernel } from '../../table/byte-index/kernel.ts'
import type { Hash } from '../../table/byte-index/text-hash.ts'

/** What is said of a row of a chunk; above 0: it is a copy of the row on that line. */
export const NEW = 0
export const NOT_SURE = -1
/** It is passed over. */
export const NO_ROW = -2
/** The row has no key, so nothing is known yet. */
export const KEYLESS = -3

/** Rows of a chunk, two numbers of hash each. Arrays may be longer. */
export interface ChunkRows {
  count: number
  /** Of all cells. */
  rows: Uint32Array
  /** Of the keys; empty where rows have none. */
  keys: Uint32Array
  lines: Int32Array
  /** What is said of each row. */
  outcomes: Int32Array
  /** Marks of the rows: with this bit in `fine` a row has a key, in `unknown` nobody knows yet. 0: rows have no keys. */
  bit: number
  fine: Int32Array
  unknown: Int32Array
}

/** High half of the key's hash, line, the rest: the lowest bits of the key's low half, the highest of the row's hash. */
const SLOT = 3
const FULLEST = 0.8
const KEY_BITS = 0x7ff

/** The line of a slot whose row has lost its key; the slot stays, because others may lie behind it. */
const WITHDRAWN = -1

export const hasKeyAt = ({ fine, bit }: ChunkRows, at: number): boolean => ((fine[at] ?? 0) & bit) !== 0

/** What is said of a row of which no key is known. */
export const keylessAt = ({ unknown, bit }: ChunkRows, at: number): number =>
  ((unknown[at] ?? 0) & bit) === 0 ? KEYLESS : NOT_SURE

/**
 * Rows by their key, in 12 bytes a slot. Keys are compared by 43 bits of hash and their place, which tells of about 20
 * more; rows of one key by 21 bits. Open addressing; line 0: a free slot.
 */
export class KeyTable {
  readonly #room: number
  #free: number
  /** Slots for each step of the low half of the hash. */
  readonly #scale: number
  readonly #slots: Int32Array
  /** The low halves of all keys, where the table may have to be moved; large ones are not. */
  readonly #lows: Uint32Array | null
  /** null: the table may have to be moved. */
  readonly #addBatch: AddBatch | null

  /** `room`: for so many keys, which never changes. */
  constructor(room: number, canBeMoved: boolean) {
    const capacity = Math.ceil(room / FULLEST) + 1
    this.#room = room
    this.#free = room
    this.#scale = capacity / 2 ** 32
    const opened = canBeMoved ? null : openTable(capacity, this.#scale)
    this.#slots = opened?.slots ?? new Int32Array(capacity * SLOT)
    this.#addBatch = opened?.addBatch ?? null
    this.#lows = canBeMoved ? new Uint32Array(capacity) : null
  }

  /** For so many more. */
  get room(): number {
    return this.#free
  }

  get size(): number {
    return this.#room - this.#free
  }

  /** Where the key is; below zero: it is not there, and −1 − that is the free slot where it belongs. */
  find(high: number, low: number): number {
    const slots = this.#slots
    const highBits = high | 0
    let slot = Math.floor(low * this.#scale) * SLOT
    while (slots[slot + 1] !== 0) {
      if (slots[slot] === highBits && (((slots[slot + 2] ?? 0) ^ low) & KEY_BITS) === 0) return slot
      slot += SLOT
      if (slot === slots.length) slot = 0
    }
    return -1 - slot
  }

  /** 0: the slot is free; below zero: its row has lost the key. */
  lineAt(slot: number): number {
    return this.#slots[slot + 1] ?? 0
  }

  isOfRow(slot: number, row: Hash): boolean {
    return (((this.#slots[slot + 2] ?? 0) ^ row.high) & ~KEY_BITS) === 0
  }

  /** `slot`: of find(), a free one or one of the same key. */
  put(slot: number, key: Hash, row: Pick<Hash, 'high'>, line: number): void {
    const slots = this.#slots
    if (slots[slot + 1] === 0) this.#free -= 1
    slots[slot] = key.high
    slots[slot + 1] = line
    slots[slot + 2] = (key.low & KEY_BITS) | (row.high & ~KEY_BITS)
    if (this.#lows !== null) this.#lows[slot / SLOT] = key.low
  }

  withdraw(slot: number): void {
    this.#slots[slot + 1] = WITHDRAWN
  }

  /** All that is in it, in a table with more room. null: it cannot be moved. */
  moved(room: number, canBeMoved: boolean): KeyTable | null {
    const lows = this.#lows
    if (lows === null) return null
    const larger = new KeyTable(room, canBeMoved)
    for (const [at, low] of lows.entries()) {
      const [high = 0, line = 0, rest = 0] = this.#slots.subarray(at * SLOT, at * SLOT + SLOT)
      if (line !== 0) larger.put(-1 - larger.find(high, low), { high, low }, { high: rest }, line)
    }
    return larger
  }

  /** Whether addRows() may be asked: not where the table may have to be moved, or has too little room. */
  takes(rows: number): boolean {
    return this.#addBatch !== null && this.#free > rows
  }

  /** Puts new keys. Rows become NEW, NOT_SURE or KEYLESS; NO_ROW is passed over. */
  addRows(chunk: ChunkRows): void {
    for (let from = 0; from < chunk.count; from += BATCH) this.#free -= this.#addBatch?.(chunk, from) ?? 0
  }
}

/** Rows that are added at once. */
const BATCH = 8_192

/** Puts the rows from there on, up to a BATCH of them. Answers how many keys were new. */
type AddBatch = (chunk: ChunkRows, from: number) => number

/** Addresses in the kernel's memory: a batch of rows, then the table. */
const AT = {
  keys: 0,
  rows: 8 * BATCH,
  lines: 16 * BATCH,
  outcomes: 20 * BATCH,
  fine: 24 * BATCH,
  unknown: 28 * BATCH,
  table: 32 * BATCH,
} as const

/** What is not touched of the table takes no room. */
function openTable(capacity: number, scale: number): { slots: Int32Array; addBatch: AddBatch } {
  const end = AT.table + capacity * SLOT * 4
  const { kernel, memory } = openKernel(end)
  const hashesAt = (address: number) => new Uint32Array(memory, address, 2 * BATCH)
  const numbersAt = (address: number) => new Int32Array(memory, address, BATCH)
  const batch = {
    keys: hashesAt(AT.keys),
    rows: hashesAt(AT.rows),
    lines: numbersAt(AT.lines),
    outcomes: numbersAt(AT.outcomes),
    fine: numbersAt(AT.fine),
    unknown: numbersAt(AT.unknown),
  }
  const addresses = [AT.keys, AT.rows, AT.lines, AT.outcomes, AT.fine, AT.unknown] as const
  return {
    slots: new Int32Array(memory, AT.table, capacity * SLOT),
    addBatch(chunk, from) {
      const to = Math.min(from + BATCH, chunk.count)
      for (const name of ['keys', 'rows'] as const) batch[name].set(chunk[name].subarray(2 * from, 2 * to))
      for (const name of ['lines', 'outcomes', 'fine', 'unknown'] as const) {
        batch[name].set(chunk[name].subarray(from, to))
      }
      const added = kernel.addRows(AT.table, end, scale, ...addresses, chunk.bit, to - from)
      chunk.outcomes.set(batch.outcomes.subarray(0, to - from), from)
      return added
    },
  }
}
