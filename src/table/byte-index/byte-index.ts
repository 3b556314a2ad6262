import { isUtf8 } from 'node:buffer'
import type { Dialect } from '../table.ts'
import { type FileWindow, type WindowMemory, windowsBytes } from './file-windows.ts'
import { openKernel } from './kernel.ts'
import { layoutOf, MOST_LEARNING, openChunks, PADDING, RECORD_WORDS } from './kernel-chunks.ts'
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

/** Bytes that are indexed at once: they, the index and the hashes stay in the second-level cache. */
const SLICE = 256 * 1024
/** The first ones are smaller: code that has not run yet is slow, and nobody shall wait long for one of them. */
const FIRST_SLICE = 16 * 1024

export function openByteIndex(
  { delimiter, columnCount }: Pick<Dialect, 'delimiter' | 'columnCount'>,
  sizes: Pick<WindowMemory, 'mostKept' | 'chunkBytes'>,
): ByteIndex {
  const most = Math.min(SLICE, sizes.mostKept + sizes.chunkBytes) + PADDING
  const groups = Math.ceil(columnCount / MARKS_OF_A_GROUP)
  const learning = Math.min(MOST_LEARNING, columnCount)
  const at = layoutOf({ windows: windowsBytes(sizes), most, groups, learning })
  const { kernel, memory } = openKernel(at.end)
  const bytes = new Uint8Array(memory)
  const chunks = openChunks({ kernel, memory, at }, delimiter)
  const { ends, records } = chunks
  let sliceBytes = FIRST_SLICE
  return {
    windows: { memory, address: at.windows, ...sizes },
    index(window, from, line) {
      const start = window.start + from
      const slice = sliceOf(window, from, { bytes, most: sliceBytes })
      sliceBytes = Math.min(SLICE, Math.ceil(sliceBytes * 1.25))
      const count = kernel.scan(start, slice.length, at.ends, at.records, delimiter.charCodeAt(0), columnCount)
      if (count < 0) return null
      const consumed = (ends[(records[count * RECORD_WORDS] ?? 0) - 1] ?? 0) + 1
      if (!slice.isEnough(consumed) || !isUtf8(bytes.subarray(start, start + consumed))) return null
      const chunk = chunks.at({ start, length: consumed, count, firstLine: line })
      if (columnCount === 1) unmarkBlankLines(chunk)
      return { chunk, consumed, nextLine: line + (records[count * RECORD_WORDS + 2] ?? 0) }
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
