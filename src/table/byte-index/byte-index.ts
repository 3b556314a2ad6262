import { isUtf8 } from 'node:buffer'
import type { Dialect } from '../table.ts'
import { type FileWindow, type WindowMemory, windowsBytes } from './file-windows.ts'
import { LONGEST_RECORD, openKernel } from './kernel.ts'
import { MARKS_OF_A_GROUP, type RecordChunk } from './record-chunk.ts'

export interface ByteIndex {
  /** For openWindows(). */
  windows: WindowMemory
  /**
   * Records of the window behind its first `from` bytes, the first of them on `line`; none where none ends in it. null:
   * quotes or line ends are unusual, a record is long or a byte wrong, and RowScanner has to tell what is meant. Takes
   * the place of the index made before.
   */
  index(window: FileWindow, from: number, line: number): Indexed | null
}

export interface Indexed {
  chunk: RecordChunk
  /** Bytes that the records take. */
  consumed: number
  /** The line that follows. */
  nextLine: number
}

const LF = 0x0a
const SPACE = 0x20
const LAST_ASCII = 0x7f
const RECORD_WORDS = 4
/** Pairs of numbers that say which columns are meant. */
const MOST_COLUMNS = 2_000

/** Bytes that are indexed at once: they, the index and the hashes stay in the second-level cache. */
const SLICE = 256 * 1024
/** The first ones are smaller: code that has not run yet is slow, and nobody shall wait long for one of them. */
const FIRST_SLICE = 16 * 1024

export function openByteIndex(
  { delimiter, columnCount }: Pick<Dialect, 'delimiter' | 'columnCount'>,
  sizes: Pick<WindowMemory, 'mostKept' | 'chunkBytes'>,
): ByteIndex {
  const most = Math.min(SLICE, sizes.mostKept + sizes.chunkBytes) + PADDING
  const at = layout(sizes, most, Math.ceil(columnCount / MARKS_OF_A_GROUP))
  const { kernel, memory } = openKernel(at.end)
  const bytes = new Uint8Array(memory)
  const all = {
    ends: new Int32Array(memory, at.ends, most),
    records: new Int32Array(memory, at.records, RECORD_WORDS * most),
    marks: at.marks.map(({ fine, unknown }) => ({
      fine: new Int32Array(memory, fine, most),
      unknown: new Int32Array(memory, unknown, most),
    })),
    delimiter,
  }

  const chunkOf = (start: number, length: number, count: number, firstLine: number): RecordChunk => {
    const indexed = [start, at.ends, at.records, count] as const
    return {
      ...all,
      bytes: Buffer.from(memory, start, length),
      count,
      firstLine,
      markFilled(columns) {
        for (const [group, { fine, unknown }] of at.marks.entries()) {
          const pairs = columns.flatMap(({ column, place }) =>
            groupOf(place) === group ? [[column, bitOf(place)]] : [],
          )
          new Int32Array(memory, at.columns, 2 * pairs.length).set(pairs.flat())
          if (pairs.length > 0) kernel.markFilled(...indexed, at.columns, pairs.length, fine, unknown)
        }
      },
      markEmails({ column, place }) {
        const { fine, unknown } = at.marks[groupOf(place)] ?? at.noMarks
        kernel.markEmails(...indexed, column, bitOf(place), fine, unknown)
      },
      hashCells(column, lower) {
        kernel.hashCells(...indexed, column, lower ? 1 : 0, at.cellHashes)
        return new Uint32Array(memory, at.cellHashes, 2 * count)
      },
      hashRecords(columns) {
        const runs = runsOf(columns)
        new Uint32Array(memory, at.columns, 2 * runs.length).set(runs.flat())
        kernel.hashRecords(...indexed, at.columns, runs.length, delimiter.charCodeAt(0), at.scratch, at.recordHashes)
        return new Uint32Array(memory, at.recordHashes, 2 * count)
      },
    }
  }

  let sliceBytes = FIRST_SLICE
  return {
    windows: { memory, address: at.windows, ...sizes },
    index(window, from, line) {
      const start = window.start + from
      const slice = sliceOf(window, from, { bytes, most: sliceBytes })
      sliceBytes = Math.min(SLICE, Math.ceil(sliceBytes * 1.25))
      const count = kernel.scan(start, slice.length, at.ends, at.records, delimiter.charCodeAt(0), columnCount)
      if (count < 0) return null
      const consumed = (all.ends[(all.records[count * RECORD_WORDS] ?? 0) - 1] ?? 0) + 1
      if (!slice.isEnough(consumed) || !isUtf8(bytes.subarray(start, start + consumed))) return null
      const chunk = chunkOf(start, consumed, count, line)
      if (columnCount === 1) unmarkBlankLines(chunk)
      return { chunk, consumed, nextLine: line + (all.records[count * RECORD_WORDS + 2] ?? 0) }
    },
  }
}

interface Slice {
  length: number
  /** Whether what the records leave of it can be indexed later. */
  isEnough(consumed: number): boolean
}

function sliceOf(window: FileWindow, from: number, { bytes, most }: { bytes: Uint8Array; most: number }): Slice {
  const rest = window.length - from
  if (rest > most) return { length: most, isEnough: (consumed) => consumed > 0 }
  if (!window.isLast) return { length: rest, isEnough: () => true }
  const length = withLastLineEnd(bytes, window.start + from, rest)
  return { length, isEnough: (consumed) => consumed === length }
}

/** For what is read and written in whole blocks, and the entries before the first and behind the last. */
const PADDING = 80

/** Addresses in the kernel's memory; areas that nobody touches take no room. `most`: records, fields. */
function layout(sizes: Pick<WindowMemory, 'mostKept' | 'chunkBytes'>, most: number, groups: number) {
  const columns = 2 * LONGEST_RECORD
  const windows = columns + 8 * MOST_COLUMNS
  const ends = aligned(windows + windowsBytes(sizes))
  const records = aligned(ends + 4 * most)
  const cellHashes = aligned(records + 4 * RECORD_WORDS * most)
  const recordHashes = cellHashes + 8 * most
  const firstMarks = recordHashes + 8 * most
  const marks = Array.from({ length: groups }, (_, group) => ({
    fine: firstMarks + 8 * most * group,
    unknown: firstMarks + 8 * most * group + 4 * most,
  }))
  const noMarks = { fine: firstMarks, unknown: firstMarks }
  return {
    scratch: 0,
    columns,
    windows,
    ends,
    records,
    cellHashes,
    recordHashes,
    marks,
    noMarks,
    end: firstMarks + 8 * most * groups,
  }
}

const aligned = (address: number): number => Math.ceil(address / 64) * 64

const groupOf = (place: number): number => Math.floor(place / MARKS_OF_A_GROUP)

const bitOf = (place: number): number => 1 << (place % MARKS_OF_A_GROUP)

/** Length with a line break at the end, which a file need not have. */
function withLastLineEnd(bytes: Uint8Array, start: number, length: number): number {
  if (bytes[start + length - 1] === LF) return length
  bytes[start + length] = LF
  return length + 1
}

/** Only in files of one column a line without anything has the right number of cells. White space may be any of Unicode's. */
function unmarkBlankLines({ bytes, ends, records, count }: RecordChunk): void {
  for (let record = 0; record < count; record += 1) {
    const first = records[record * RECORD_WORDS] ?? 0
    const byte = bytes[(ends[first - 1] ?? 0) + 1] ?? 0
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
