import { becameShorter } from '../read-text.ts'
import type { SourceFile } from '../source-file.ts'

/** A piece of a file. The memory is used again: it holds until the next window is asked for. */
export interface FileWindow {
  /** Address of its first byte. */
  start: number
  length: number
  /** Where its first byte stands in the file. */
  position: number
  isLast: boolean
}

export interface WindowMemory {
  memory: ArrayBuffer
  /** Address of `windowsBytes(sizes)` free bytes. */
  address: number
  /** Bytes that may be kept from one window to the next. */
  mostKept: number
  chunkBytes: number
}

/** Behind the bytes of a window, for whoever reads or writes whole blocks. */
const PADDING = 128

export const windowsBytes = ({ mostKept, chunkBytes }: Pick<WindowMemory, 'mostKept' | 'chunkBytes'>): number =>
  2 * (mostKept + chunkBytes + PADDING)

export interface FileWindows {
  /** The next window, before it the last `kept` bytes of this one; null: the file is at its end. */
  next(kept: number): Promise<FileWindow | null>
  /** Waits for the read that is under way, so that nothing writes to the memory any more. */
  end(): Promise<void>
}

/** Reads ahead: while one window is looked at, the next one fills. Throws UsageError file_changed. */
export function openWindows(
  file: Pick<SourceFile, 'fileName' | 'bytes' | 'readInto'>,
  { memory, address, mostKept, chunkBytes }: WindowMemory,
  options: { position: number; firstBytes: number },
): FileWindows {
  const bytes = new Uint8Array(memory)
  const places = [address + mostKept, address + mostKept + windowsBytes({ mostKept, chunkBytes }) / 2]
  let position = options.position
  let current = { end: 0, place: 1 }
  const readAhead = (place: number, most: number): Promise<number> => {
    const start = places[place] ?? 0
    return file.readInto(bytes.subarray(start, start + Math.min(most, file.bytes - position)), position)
  }
  let ahead = readAhead(0, options.firstBytes)
  return {
    async next(kept) {
      if (position >= file.bytes) return null
      const read = await ahead
      if (read === 0) throw becameShorter(file, position)
      const place = 1 - current.place
      const start = (places[place] ?? 0) - kept
      bytes.copyWithin(start, current.end - kept, current.end)
      current = { end: start + kept + read, place }
      position += read
      const isLast = position >= file.bytes
      if (!isLast) ahead = readAhead(1 - place, chunkBytes)
      return { start, length: kept + read, position: position - read - kept, isLast }
    },
    async end() {
      await Promise.allSettled([ahead])
    },
  }
}
