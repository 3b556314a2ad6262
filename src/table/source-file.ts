import type { Readable } from 'node:stream'
import type { FileFormat } from './table.ts'

export interface StreamOptions {
  /** First byte. */
  start?: number
  /** Last byte, included (as in fs.createReadStream). Default: the last byte the file had when it was opened. */
  end?: number
  signal?: AbortSignal
  /** Bytes per chunk. */
  highWaterMark?: number
}

/** A regular file, open for reading. Every byte comes from the one descriptor: whoever swaps the path changes nothing. */
export interface SourceFile {
  realPath: string
  /** Last part of the path: text from outside, show it through safeText. */
  fileName: string
  /** Size when the file was opened. Bytes appended later are not read. */
  bytes: number
  format: FileFormat
  /** Up to `length` bytes at `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>
  /** Fills the target with what is at `position`; returns how many bytes, fewer only at the end of the file. */
  readInto(target: Uint8Array, position: number): Promise<number>
  /** Ends in UsageError file_changed when the file has become shorter meanwhile. */
  stream(options?: StreamOptions): Readable
  /** All bytes, or a span, in memory that is used again: a chunk holds until the next one is asked for. Ends like stream(). */
  chunks(span?: Pick<StreamOptions, 'start' | 'end' | 'signal'>): AsyncIterable<Uint8Array>
  /** SHA-256 of all bytes, in hex. `onBytes` is told the bytes hashed so far. */
  sha256(options?: { signal?: AbortSignal; onBytes?: (bytes: number) => void }): Promise<string>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
