import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import { safeText } from '../safe-text.ts'
import type { SourceFile } from './source-file.ts'
import { damaged, encrypted, tooLarge, undamaged } from './spreadsheet-problems.ts'

const ENTRY_CAP = 2_000
/** Bytes of all parts that are read, inflated. */
const INFLATED_CAP = 1.5 * 1024 ** 3
const RATIO_CAP = 200
const RATIO_FREE_BYTES = 10 * 1024 * 1024

/** The parts of a zip file, found in its central directory: what comes first in the file does not matter. */
export interface Archive {
  fileName: string
  has(name: string): boolean
  /** Size of a part as the directory states it; more never comes out. */
  inflatedBytes(name: string): number
  /** The text of a part (UTF-8), in chunks. Its check sum is compared at the end. */
  text(name: string, signal?: AbortSignal): AsyncGenerator<string>
}

/**
 * Reads the directory of a zip file through the open descriptor. Throws UsageError file_unreadable for a damaged file,
 * file_encrypted, spreadsheet_too_large.
 */
export async function openArchive(file: SourceFile): Promise<Archive> {
  const entries = new Map<string, Entry>()
  const zip = await undamaged(file.fileName, () =>
    fromRandomAccessReaderPromise(new DescriptorReader(file), file.bytes, { lazyEntries: true, autoClose: false }),
  )
  if (zip.entryCount > ENTRY_CAP)
    throw tooLarge(file.fileName, `${zip.entryCount} parts; at most ${ENTRY_CAP} are read`)
  await undamaged(file.fileName, () => readDirectory(zip, entries, file.fileName))
  const budget = { inflated: 0 }
  return {
    fileName: file.fileName,
    has: (name) => entries.has(keyOf(name)),
    inflatedBytes: (name) => entryOf(entries, name, file.fileName).uncompressedSize,
    text: (name, signal) =>
      textOf(zip, entryOf(entries, name, file.fileName), { budget, signal, fileName: file.fileName }),
  }
}

/** yauzl reads through this; it never closes the file, which belongs to the caller. */
class DescriptorReader extends RandomAccessReader {
  readonly #file: SourceFile

  constructor(file: SourceFile) {
    super()
    this.#file = file
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#file.stream({ start, end: end - 1, highWaterMark: 256 * 1024 })
  }

  // biome-ignore lint/complexity/useMaxParams: the signature is yauzl's
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#file.read(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset)
        callback(null, bytes.length)
      },
      (error: Error) => callback(error),
    )
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null)
  }
}

/** Two parts of one name could be read differently here and in Excel. */
async function readDirectory(zip: ZipFile, entries: Map<string, Entry>, fileName: string): Promise<void> {
  for await (const entry of zip.eachEntry()) {
    const name = keyOf(entry.fileName)
    if (entries.has(name)) throw damaged(fileName, `two parts are named "${safeText(entry.fileName)}"`)
    entries.set(name, entry)
  }
}

/** Capital letters do not count in the names of parts, and some programs do not encode what a URL cannot hold. */
function keyOf(name: string): string {
  try {
    return decodeURIComponent(name).toLowerCase()
  } catch (error) {
    if (error instanceof URIError) return name.toLowerCase()
    throw error
  }
}

function entryOf(entries: Map<string, Entry>, name: string, fileName: string): Entry {
  const entry = entries.get(keyOf(name))
  if (entry === undefined) throw damaged(fileName, `the part "${safeText(name)}" is missing`)
  if (entry.isEncrypted()) throw encrypted(fileName)
  return entry
}

interface Reading {
  fileName: string
  budget: { inflated: number }
  signal: AbortSignal | undefined
}

async function* textOf(zip: ZipFile, entry: Entry, { fileName, budget, signal }: Reading): AsyncGenerator<string> {
  budget.inflated += entry.uncompressedSize
  checkSize(budget.inflated, entry, fileName)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const stream = await undamaged(fileName, () => zip.openReadStreamPromise(entry))
  const chunks = stream[Symbol.asyncIterator]()
  let sum = 0
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { done, value } = await undamaged(fileName, () => chunks.next())
      if (done) break
      sum = crc32(value, sum)
      yield await undamaged(fileName, () => decoder.decode(value, { stream: true }))
    }
  } finally {
    stream.destroy()
  }
  if (sum !== entry.crc32) throw damaged(fileName, `the check sum of "${safeText(entry.fileName)}" is wrong`)
  yield await undamaged(fileName, () => decoder.decode())
}

/** By the sizes in the directory, before a byte is unpacked: yauzl lets no part grow beyond its own. */
function checkSize(inflated: number, { uncompressedSize, compressedSize }: Entry, fileName: string): void {
  if (inflated > INFLATED_CAP) throw tooLarge(fileName, `more than ${INFLATED_CAP} bytes inside`)
  if (uncompressedSize > RATIO_FREE_BYTES && uncompressedSize > compressedSize * RATIO_CAP) {
    throw tooLarge(fileName, `a part that grows more than ${RATIO_CAP} times when it is unpacked`)
  }
}
