import type { FileWindow } from '../../table/byte-index/file-windows.ts'
import { openWindows } from '../../table/byte-index/file-windows.ts'
import { type Counted, openRecordCounter, type RecordCounter } from '../../table/byte-index/record-counter.ts'
import { RowScanner } from '../../table/row-scanner.ts'
import type { SourceFile } from '../../table/source-file.ts'
import type { Dialect } from '../../table/table.ts'
import { borderOfGroups, type KeyColumn } from './key-groups.ts'
import type { ImportLimits } from './limits.ts'

/** Some records of a file. */
export interface ByteRange {
  start: number
  /** Behind its last byte. */
  end: number
  rows: number
}

export interface CutBytes {
  /** The header is the bytes before. */
  headerEnd: number
  ranges: ByteRange[]
  /** Key columns of which neighbours with the same value came into two parts. */
  splits: string[]
}

export interface CutOptions {
  limits: Pick<ImportLimits, 'rows' | 'bytes'>
  keys: readonly KeyColumn[]
  signal?: AbortSignal
  /** Bytes that are looked at at once. */
  chunkBytes?: number
}

const CHUNK = 2 * 1024 * 1024
/** A longer record is cut as text. */
const LONGEST_RECORD = 1024 * 1024

/**
 * Cuts a UTF-8 file with a header into ranges of whole records, each of them with the header before it within the
 * limits. One pass that does not look at cells, except at the borders. null: its quotes or line ends are unusual, so
 * that bytes do not tell where records end.
 */
export async function cutBytes(
  file: SourceFile,
  { delimiter }: Pick<Dialect, 'delimiter'>,
  options: CutOptions,
): Promise<CutBytes | null> {
  const { chunkBytes = CHUNK, signal } = options
  const counter = openRecordCounter(delimiter, { mostKept: LONGEST_RECORD, chunkBytes })
  const windows = openWindows(file, counter.windows, { position: 0, firstBytes: chunkBytes })
  const cutter = new Cutter(file, { counter, delimiter, ...options })
  let kept: number | null = 0
  try {
    for (let window = await windows.next(0); window !== null; window = await windows.next(kept)) {
      signal?.throwIfAborted()
      kept = await cutter.read(window)
      if (kept === null || kept > LONGEST_RECORD) return null
    }
  } finally {
    await windows.end()
  }
  return kept === 0 ? cutter.end() : null
}

interface CutterOptions extends Pick<CutOptions, 'limits' | 'keys'> {
  counter: RecordCounter
  delimiter: Dialect['delimiter']
}

/** A place in a file where a record begins. */
interface Checkpoint {
  position: number
  /** Data rows before it. */
  rows: number
}

class Cutter {
  readonly #file: SourceFile
  readonly #options: CutterOptions
  readonly #ranges: ByteRange[] = []
  readonly #splits = new Set<string>()
  #headerEnd = 0
  /** Where the part begins that has no end yet. */
  #part: Checkpoint = { position: 0, rows: 0 }
  #at: Checkpoint = { position: 0, rows: 0 }
  /** Where this window and the one before begin. */
  #checkpoints: Checkpoint[] = []

  constructor(file: SourceFile, options: CutterOptions) {
    this.#file = file
    this.#options = options
  }

  /** Bytes at the end of the window that belong to a record of the next; null: unusual. */
  async read(window: FileWindow): Promise<number | null> {
    const begin = this.#headerEnd === 0 ? this.#readHeader(window) : 0
    if (begin === null) return null
    this.#checkpoints = [...this.#checkpoints.slice(-1), this.#at]
    let from = begin
    while (this.#headerEnd > 0 && from < window.length) {
      const bytes = await this.#take(window, from)
      if (bytes === null) return null
      if (bytes === 0) break
      from += bytes
    }
    return window.length - from
  }

  /** Adds records to the part, and ends it where it is full. 0: no further record ends in the window. */
  async #take(window: FileWindow, from: number): Promise<number | null> {
    const room = this.#room()
    const counted = this.#options.counter.count(window, from, room)
    if (counted === null) return null
    this.#at = { position: this.#at.position + counted.bytes, rows: this.#at.rows + counted.records }
    const isCut = counted.bytes === 0 && room.bytes < window.length - from
    if (counted.records < room.records && !isCut) return counted.bytes
    if (!(await this.#endPart())) return null
    return isCut ? this.#take(window, from) : counted.bytes
  }

  /** Bytes of it; 0: it does not end in this window. */
  #readHeader(window: FileWindow): number | null {
    const header = this.#options.counter.count(window, 0, { records: 1, bytes: window.length })
    if (header === null || (header.records === 0 && header.bytes > 0)) return null
    this.#headerEnd = header.bytes
    this.#at = { position: header.bytes, rows: 0 }
    this.#part = this.#at
    return header.bytes
  }

  /** What the part that has no end yet can still take. */
  #room(): Counted {
    const { limits } = this.#options
    return {
      records: limits.rows - (this.#at.rows - this.#part.rows),
      bytes: limits.bytes - this.#headerEnd - (this.#at.position - this.#part.position),
    }
  }

  end(): CutBytes {
    if (this.#at.rows > this.#part.rows) this.#ranges.push(rangeOf(this.#part, this.#at))
    return { headerEnd: this.#headerEnd, ranges: this.#ranges, splits: [...this.#splits] }
  }

  /** false: not even one record fits. */
  async #endPart(): Promise<boolean> {
    if (this.#at.rows === this.#part.rows) return false
    const end = this.#options.keys.length === 0 ? this.#at : await this.#groupsEnd()
    this.#ranges.push(rangeOf(this.#part, end))
    this.#part = end
    return true
  }

  async #groupsEnd(): Promise<Checkpoint> {
    const { keys, delimiter } = this.#options
    const [checkpoint = this.#part] = this.#checkpoints
    const from = checkpoint.position > this.#part.position ? checkpoint : this.#part
    const bytes = await this.#file.read(from.position, this.#at.position + NEXT_RECORD - from.position)
    const { ends, cells } = recordsIn(bytes, delimiter)
    const here = this.#at.rows - from.rows
    const lowest = Math.max(0, this.#part.rows - from.rows)
    const border = borderOfGroups(here, lowest, keys, cells)
    for (const name of border.splits) this.#splits.add(name)
    const end = ends[border.place - 1]
    if (border.place === here || end === undefined) return this.#at
    return { position: from.position + end, rows: from.rows + border.place }
  }
}

/** Bytes behind a border in which the next record ends, almost always. */
const NEXT_RECORD = 64 * 1024

const rangeOf = (from: Checkpoint, to: Checkpoint): ByteRange => ({
  start: from.position,
  end: to.position,
  rows: to.rows - from.rows,
})

/** Where each record ends, and its cells. */
function recordsIn(
  bytes: Uint8Array,
  delimiter: Dialect['delimiter'],
): { ends: number[]; cells: (row: number) => string[] | undefined } {
  const counter = openRecordCounter(delimiter, { mostKept: 0, chunkBytes: bytes.length })
  const { memory, address } = counter.windows
  new Uint8Array(memory).set(bytes, address)
  const window: FileWindow = { start: address, length: bytes.length, position: 0, isLast: false }
  const ends: number[] = []
  for (let end = 0; ; ) {
    const one = counter.count(window, end, { records: 1, bytes: bytes.length })
    if (one === null || one.records === 0) break
    end += one.bytes
    ends.push(end)
  }
  const cells = (row: number) => {
    const end = ends[row]
    if (end === undefined) return undefined
    const scanner = new RowScanner({ delimiter, firstLine: 1, firstRecord: 1 })
    const text = Buffer.from(memory, address + (ends[row - 1] ?? 0), end - (ends[row - 1] ?? 0)).toString('utf8')
    return [...scanner.push(text), ...scanner.end()][0]?.cells
  }
  return { ends, cells }
}
