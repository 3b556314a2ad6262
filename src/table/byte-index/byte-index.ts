import { isUtf8 } from 'node:buffer'
import type { Dialect } from '../table.ts'
import { type FileWindow, type WindowMemory, windowsBytes } from './file-windows.ts'
import { LONGEST_WHOLE, openKernel } from './kernel.ts'
import type { RecordChunk } from './record-chunk.ts'

export interface ByteIndex {
  /** For openWindows(). */
  windows: WindowMemory
  /**
   * The records that end in the window, the first of them on `line`; null where quotes or line ends are unusual, a
   * record is over a cap or a byte is wrong: RowScanner tells what is meant. Takes the place of the index made before.
   */
  index(window: FileWindow, line: number): IndexedWindow | null
}

export interface IndexedWindow {
  chunk: RecordChunk
  /** Bytes of the window behind the last record. */
  rest: number
  /** The line on which they begin. */
  nextLine: number
}

const LF = 0x0a
const SPACE = 0x20
const LAST_ASCII = 0x7f
const RECORD_WORDS = 4
const MOST_RUNS = 1_000

export function openByteIndex(
  { delimiter, columnCount }: Pick<Dialect, 'delimiter' | 'columnCount'>,
  sizes: Pick<WindowMemory, 'mostKept' | 'chunkBytes'>,
): ByteIndex {
  const at = layout(sizes)
  const { kernel, memory } = openKernel(at.end)
  const bytes = new Uint8Array(memory)
  const ends = new Uint32Array(memory, at.ends, (at.records - at.ends) / 4)
  const records = new Uint32Array(memory, at.records, (at.cellHashes - at.records) / 4)
  const separator = delimiter.charCodeAt(0)

  const chunkOf = (start: number, length: number, count: number, firstLine: number): RecordChunk => ({
    bytes: Buffer.from(memory, start, length),
    count,
    firstLine,
    ends,
    records,
    delimiter,
    hashCells(column, lower) {
      kernel.hashCells(start, at.ends, at.records, count, column, lower ? 1 : 0, at.cellHashes)
      return new Uint32Array(memory, at.cellHashes, 2 * count)
    },
    hashRecords(columns) {
      const runs = runsOf(columns)
      new Uint32Array(memory, at.runs, 2 * runs.length).set(runs.flat())
      const from = [start, at.ends, at.records, count] as const
      kernel.hashRecords(...from, at.runs, runs.length, separator, at.scratch, at.recordHashes)
      return new Uint32Array(memory, at.recordHashes, 2 * count)
    },
  })

  return {
    windows: { memory, address: at.windows, ...sizes },
    index(window, line) {
      const { start, isLast } = window
      const whole = isLast ? withLastLineEnd(bytes, window) : window.length
      const count = kernel.scan(start, whole, at.ends, at.records, separator, columnCount)
      if (count <= 0) return null
      const behind = records[count * RECORD_WORDS] ?? 0
      const consumed = (ends[behind - 1] ?? 0) + 1
      if ((isLast && consumed < whole) || !isUtf8(bytes.subarray(start, start + consumed))) return null
      const chunk = chunkOf(start, consumed, count, line)
      if (columnCount === 1) unmarkBlankLines(chunk)
      return {
        chunk,
        rest: whole - consumed,
        nextLine: line + (records[count * RECORD_WORDS + 2] ?? 0),
      }
    },
  }
}

/** Addresses in the kernel's memory; each area has room for the most that can come: every byte a record. */
function layout(sizes: Pick<WindowMemory, 'mostKept' | 'chunkBytes'>) {
  const most = sizes.mostKept + sizes.chunkBytes + 16
  const runs = 2 * LONGEST_WHOLE
  const windows = runs + 8 * MOST_RUNS
  const ends = aligned(windows + windowsBytes(sizes))
  const records = aligned(ends + 4 * most)
  const cellHashes = records + 16 * most
  const recordHashes = cellHashes + 8 * most
  return { scratch: 0, runs, windows, ends, records, cellHashes, recordHashes, end: recordHashes + 8 * most }
}

const aligned = (address: number): number => Math.ceil(address / 64) * 64

/** Length of the window with a line break at its end, which a file need not have. */
function withLastLineEnd(bytes: Uint8Array, { start, length }: FileWindow): number {
  if (bytes[start + length - 1] === LF) return length
  bytes[start + length] = LF
  return length + 1
}

/** Only in files of one column a line without anything has the right number of cells. White space may be any of Unicode's. */
function unmarkBlankLines({ bytes, ends, records, count }: RecordChunk): void {
  for (let record = 0; record < count; record += 1) {
    const first = records[record * RECORD_WORDS] ?? 0
    const byte = bytes[((ends[first - 1] ?? 0) + 1) >>> 0] ?? 0
    if (byte <= SPACE || byte > LAST_ASCII) records[record * RECORD_WORDS + 3] = 0
  }
}

/** 3, 4, 5, 9 → 3–5, 9–9 */
function runsOf(columns: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const column of columns) {
    const last = runs.at(-1)
    if (last !== undefined && column === last[1] + 1) last[1] = column
    else runs.push([column, column])
  }
  return runs
}
