import { isAscii, isUtf8 } from 'node:buffer'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { SourceFile } from './open-file.ts'
import { countBreaks } from './row-scanner.ts'
import type { Dialect, Encoding } from './table.ts'

const CHUNK = 256 * 1024
/** Bytes of the longest character: a chunk has one at least. */
const LONGEST_CHARACTER = 4

interface Codec {
  /** How many of the bytes hold whole characters. */
  wholeLength(bytes: Buffer): number
  /** The text of whole characters; undefined where a byte is none of this encoding. */
  decode(bytes: Buffer): string | undefined
}

/**
 * The text of a file, in chunks that never cut a character; the byte order mark is not in it. Bytes that do not belong
 * to the encoding are never replaced: they end in UsageError encoding_invalid with offset and line.
 */
export async function* readText(
  file: Pick<SourceFile, 'fileName' | 'bytes' | 'read'>,
  { encoding, bom }: Pick<Dialect, 'encoding' | 'bom'>,
  options: { signal?: AbortSignal; chunkBytes?: number } = {},
): AsyncGenerator<string> {
  const codec = CODECS[encoding]
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
  const codec = CODECS[dialect.encoding]
  const buffer = bufferOf(bytes)
  const text = codec.decode(buffer)
  if (text === undefined) throw await invalid(file, dialect, position + validLength(codec, buffer))
  return text
}

/** Text of the whole characters of `bytes`; undefined where a byte is none of the encoding. */
export function decodeHead(bytes: Uint8Array, encoding: Encoding): string | undefined {
  const codec = CODECS[encoding]
  const buffer = bufferOf(bytes)
  return codec.decode(buffer.subarray(0, codec.wholeLength(buffer)))
}

/** How many of the bytes hold whole characters: the last one may be cut. */
export function wholeLength(bytes: Uint8Array, encoding: Encoding): number {
  return CODECS[encoding].wholeLength(bufferOf(bytes))
}

export function bomLength(encoding: Encoding): number {
  return encoding === 'utf-8' ? 3 : 2
}

const CODECS: Record<Encoding, Codec> = {
  'utf-8': { wholeLength: wholeUtf8, decode: decodeUtf8 },
  'utf-16le': { wholeLength: (bytes) => wholeUtf16(bytes, 1), decode: decodeUtf16 },
  'utf-16be': {
    wholeLength: (bytes) => wholeUtf16(bytes, 0),
    decode: (bytes) => (bytes.length % 2 === 0 ? decodeUtf16(Buffer.from(bytes).swap16()) : undefined),
  },
  'windows-1252': { wholeLength: (bytes) => bytes.length, decode: decodeWindows1252 },
  shift_jis: { wholeLength: wholeShiftJis, decode: decodeShiftJis },
}

/** Without a character cut at the end: a lead byte of UTF-8 is at most three bytes before it. */
function wholeUtf8(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) return back < utf8Length(byte) ? bytes.length - back : bytes.length
  }
  return bytes.length
}

function utf8Length(lead: number): number {
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}

function decodeUtf8(bytes: Buffer): string | undefined {
  if (isAscii(bytes)) return bytes.toString('latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
}

/** Without half a unit or half a surrogate pair. `high` is the place of the high byte in a unit. */
function wholeUtf16(bytes: Buffer, high: 0 | 1): number {
  const even = bytes.length - (bytes.length % 2)
  const last = bytes[even - 2 + high] ?? 0
  return last >= 0xd8 && last <= 0xdb ? even - 2 : even
}

function decodeUtf16(bytes: Buffer): string | undefined {
  if (bytes.length % 2 !== 0) return undefined
  const text = bytes.toString('utf16le')
  return /\p{Surrogate}/u.test(text) ? undefined : text
}

/** Bytes 80–9F; the five that are empty in windows-1252 stay control characters, as browsers read them. */
const C1_IN_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** Not TextDecoder: some Node versions (22.13, 23.x) decode windows-1252 as ISO 8859-1. */
function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => C1_IN_1252[character.charCodeAt(0) - 0x80] ?? '')
}

/** A run of bytes that can begin a pair starts fresh after any other byte: where it is odd, the last byte is cut off. */
function wholeShiftJis(bytes: Buffer): number {
  let run = 0
  while (run < bytes.length && isShiftJisLead(bytes[bytes.length - 1 - run] ?? 0)) run += 1
  return bytes.length - (run % 2)
}

export function isShiftJisLead(byte: number): boolean {
  return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc)
}

/** U+FFFD is not in Shift-JIS: where it appears, the decoder has put it for a wrong byte. */
function decodeShiftJis(bytes: Buffer): string | undefined {
  const text = new TextDecoder('shift_jis').decode(bytes)
  return text.includes('\ufffd') ? undefined : text
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
    `Byte ${hex} on line ${line} of ${safeText(file.fileName)} (offset ${offset}) is not ${dialect.encoding}, which the beginning of the file is.`,
    'Save the whole file in one encoding, best as CSV UTF-8, and call propose_mapping again.',
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
