import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { type Codec, codecOf } from './encoding/codecs.ts'
import type { Encoding } from './encoding/encodings.ts'
import { countBreaks } from './row-scanner.ts'
import type { SourceFile } from './source-file.ts'
import type { Dialect } from './table.ts'

const CHUNK = 256 * 1024
/** Bytes of the longest character: a chunk has one at least. */
const LONGEST_CHARACTER = 4

/**
 * The text of a file, in chunks that never cut a character; the byte order mark is not in it. Bytes that do not belong
 * to the encoding are never replaced: they end in UsageError encoding_invalid with offset and line.
 */
export async function* readText(
  file: Pick<SourceFile, 'fileName' | 'bytes' | 'read'>,
  { encoding, bom }: Pick<Dialect, 'encoding' | 'bom'>,
  options: { signal?: AbortSignal; chunkBytes?: number } = {},
): AsyncGenerator<string> {
  const codec = codecOf(encoding)
  const { signal, chunkBytes = CHUNK } = options
  const size = Math.max(chunkBytes, LONGEST_CHARACTER)
  let position = bom ? bomLength(encoding) : 0
  while (position < file.bytes) {
    signal?.throwIfAborted()
    const bytes = bufferOf(await file.read(position, Math.min(size, file.bytes - position)))
    const isLast = bytes.length === 0 || position + bytes.length >= file.bytes
    const length = isLast ? bytes.length : codec.wholeLength(bytes)
    if (bytes.length === 0) throw becameShorter(file, position)
    const text = await decodeAt(file, { encoding, bom }, position, bytes.subarray(0, length))
    position += length
    yield text
  }
}

/** The text of bytes that stand at `position` of the file. Throws UsageError encoding_invalid. */
export async function decodeAt(
  file: Pick<SourceFile, 'fileName' | 'bytes' | 'read'>,
  dialect: Pick<Dialect, 'encoding' | 'bom'>,
  position: number,
  bytes: Uint8Array,
): Promise<string> {
  const codec = codecOf(dialect.encoding)
  const buffer = bufferOf(bytes)
  const text = codec.decode(buffer)
  if (text === undefined) throw await invalid(file, dialect, position + validLength(codec, buffer))
  return text
}

/** Text of the whole characters of `bytes`; undefined where a byte is none of the encoding. */
export function decodeHead(bytes: Uint8Array, encoding: Encoding): string | undefined {
  const codec = codecOf(encoding)
  const buffer = bufferOf(bytes)
  return codec.decode(buffer.subarray(0, codec.wholeLength(buffer)))
}

/** How many of the bytes hold whole characters: the last one may be cut. */
export function wholeLength(bytes: Uint8Array, encoding: Encoding): number {
  return codecOf(encoding).wholeLength(bufferOf(bytes))
}

export function bomLength(encoding: Encoding): number {
  return encoding === 'utf-8' ? 3 : 2
}

/** Where the first wrong character begins, by halving: what is valid stays valid when it is cut shorter. */
function validLength(codec: Codec, bytes: Buffer): number {
  let valid = 0
  let invalidFrom = bytes.length
  while (valid < invalidFrom) {
    const middle = Math.ceil((valid + invalidFrom) / 2)
    const prefix = bytes.subarray(0, middle)
    if (codec.decode(prefix.subarray(0, codec.wholeLength(prefix))) === undefined) invalidFrom = middle - 1
    else valid = middle
  }
  return codec.wholeLength(bytes.subarray(0, valid))
}

async function invalid(
  file: Pick<SourceFile, 'fileName' | 'bytes' | 'read'>,
  dialect: Pick<Dialect, 'encoding' | 'bom'>,
  offset: number,
): Promise<UsageError> {
  let line = 1
  let endsInCr = false
  for await (const text of readText({ ...file, bytes: offset }, dialect)) {
    line += countBreaks(text, 0, text.length) - (endsInCr && text.startsWith('\n') ? 1 : 0)
    endsInCr = text.endsWith('\r')
  }
  const [byte = 0] = await file.read(offset, 1)
  const hex = byte.toString(16).toUpperCase().padStart(2, '0')
  return new UsageError(
    'encoding_invalid',
    `Byte ${hex} on line ${line} of ${safeText(file.fileName)} (offset ${offset}) is not ${dialect.encoding}, as which the file is read.`,
    'Call propose_mapping again: with encoding if the file is in another one, or after saving it as CSV UTF-8.',
    { line },
  )
}

export function becameShorter(file: Pick<SourceFile, 'fileName' | 'bytes'>, position: number): UsageError {
  return new UsageError(
    'file_changed',
    `${safeText(file.fileName)} became shorter while it was read (it ends at ${position} of ${file.bytes} bytes).`,
    'Wait until nothing writes to the file, then call propose_mapping again.',
  )
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
