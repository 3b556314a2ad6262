import type { Delimiter } from '../table.ts'
import { type FileWindow, type WindowMemory, windowsBytes } from './file-windows.ts'
import { openKernel } from './kernel.ts'

export interface Counted {
  records: number
  /** Up to the end of the last of them, blank lines included. */
  bytes: number
}

export interface RecordCounter {
  /** For openWindows(). */
  windows: WindowMemory
  /**
   * Records that end in the window behind its first `from` bytes, where one begins, as far as `most` allows. null: a
   * quote or line end is unusual, and only RowScanner can tell what is meant.
   */
  count(window: FileWindow, from: number, most: Counted): Counted | null
}

const LF = 0x0a
/** For what the kernel answers, before the windows. */
const WINDOWS = 64

/** Counts records of UTF-8 bytes without looking at their cells, about as fast as the bytes can be read. */
export function openRecordCounter(
  delimiter: Delimiter,
  sizes: Pick<WindowMemory, 'mostKept' | 'chunkBytes'>,
): RecordCounter {
  const { kernel, memory } = openKernel(WINDOWS + windowsBytes(sizes))
  const bytes = Buffer.from(memory)
  const result = new Uint32Array(memory, 0, 2)
  const code = delimiter.charCodeAt(0)
  const countBytes = (start: number, length: number, most: number): Counted | null => {
    const counted = { records: 0, bytes: 0 }
    for (;;) {
      const at = start + counted.bytes
      const records = kernel.countRecords(at, length - counted.bytes, code, most - counted.records, 0)
      if (records < 0) return null
      const [consumed = 0, undecided = 0] = result
      counted.records += records
      counted.bytes += undecided === 0 ? consumed : undecided
      if (undecided === 0) return counted
      const line = bytes.toString('utf8', at + consumed, at + undecided)
      counted.records += line.trim() === '' ? 0 : 1
    }
  }
  return {
    windows: { memory, address: WINDOWS, ...sizes },
    count(window, from, most) {
      const [start, rest] = [window.start + from, window.length - from]
      const isToTheEnd = window.isLast && rest <= most.bytes
      const length = isToTheEnd ? withLineEnd(bytes, start, rest) : Math.min(rest, most.bytes)
      const counted = countBytes(start, length, most.records)
      return counted === null ? null : { ...counted, bytes: Math.min(counted.bytes, rest) }
    },
  }
}

/** Length with a line break at the end, which a file need not have. */
function withLineEnd(bytes: Uint8Array, start: number, length: number): number {
  if (bytes[start + length - 1] === LF) return length
  bytes[start + length] = LF
  return length + 1
}
