import { isAscii, isUtf8 } from 'node:buffer'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { Encoding } from './encoding/encodings.ts'
import { differentCells, likelyReadings, type Reading } from './encoding/readings.ts'
import { isShiftJis } from './encoding/shift-jis.ts'
import { weighEncodings } from './encoding/weigh-encodings.ts'
import { decodeHead, wholeLength } from './read-text.ts'
import type { SourceFile } from './source-file.ts'
import type { Dialect, EncodingDoubt } from './table.ts'

/** How far a file that begins in plain ASCII is searched for the first other character. 64 MB take about 30 ms. */
const SEARCH_BYTES = 64 * 1024 * 1024
const SEARCH_CHUNK = 1024 * 1024
/** So much of it, from the first such character on, decides. */
const TELLING_BYTES = 128 * 1024

const BYTE_ORDER_MARKS: [Encoding, number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

export interface DetectOptions {
  /** What the person says. A byte order mark that says otherwise is an error. */
  stated?: Encoding
  /** Taken where the file is not Unicode: that of the file before somebody corrected it. */
  usual?: Encoding
}

type Opened = Pick<SourceFile, 'fileName' | 'bytes' | 'readInto'>

export type Detected = Pick<Dialect, 'encoding' | 'bom'> & { doubt?: EncodingDoubt }

/**
 * Byte order mark, then UTF-16 by its NUL bytes, then UTF-8, then Shift-JIS by its pairs of bytes, then the single-byte
 * encodings by the words they make. Throws encoding_unsupported where it is not certain and windows-1252 makes no words:
 * a wrong guess would write broken names; encoding_invalid where a byte order mark contradicts what is stated.
 */
export async function detectEncoding(file: Opened, head: Uint8Array, options: DetectOptions = {}): Promise<Detected> {
  const { stated, usual } = options
  if (startsWith(head, [0xff, 0xfe, 0, 0]) || startsWith(head, [0, 0, 0xfe, 0xff])) throw unsupported(file.fileName, [])
  const [marked] = BYTE_ORDER_MARKS.find(([, mark]) => startsWith(head, mark)) ?? []
  if (marked !== undefined) {
    if (stated !== undefined && !isSameUnicode(stated, marked)) throw contradicted(file.fileName, stated, marked)
    return { encoding: marked, bom: true }
  }
  if (isIso2022(head)) throw escaped(file.fileName)
  if (stated !== undefined) return await withoutMark(file, head, stated)
  const utf16 = utf16WithoutMark(head)
  if (utf16 !== undefined) return { encoding: utf16, bom: false }
  const telling = await firstTelling(file, head)
  if (looksLikeUtf8(telling)) return { encoding: 'utf-8', bom: false }
  if (usual !== undefined && !isUnicode(usual)) return { encoding: usual, bom: false }
  if (isShiftJis(telling)) return { encoding: 'shift_jis', bom: false }
  return { ...singleByte(file, telling), bom: false }
}

const isUnicode = (encoding: Encoding): boolean => encoding.startsWith('utf-')

/** Whoever says UTF-16 seldom knows which of the two. */
const isSameUnicode = (one: Encoding, other: Encoding): boolean => one.slice(0, 6) === other.slice(0, 6)

/** Escape sequences that switch to Japanese, Korean or Chinese: all bytes look like ASCII. */
function isIso2022(head: Uint8Array): boolean {
  const [, ...escapes] = head.includes(0x1b) ? latin1(head).split('\x1b') : []
  return escapes.some((text) => /^\$(?:[@AB]|[()][A-GIO])/.test(text))
}

async function withoutMark(file: Opened, head: Uint8Array, stated: Encoding): Promise<Detected> {
  if (isUnicode(stated)) return { encoding: stated, bom: false }
  const telling = await firstTelling(file, head)
  const isAlsoUtf8 = isUtf8(telling) && !isAscii(telling)
  const doubt = isAlsoUtf8 ? doubtOf(telling, stated, 'utf-8') : undefined
  return { encoding: stated, bom: false, ...(doubt !== undefined && { doubt }) }
}

/** Logarithms: below the first windows-1252 stays the likely one, from the second on nobody needs to be asked. */
const DOUBTFUL = 2.5
const CERTAIN = 14

function singleByte(file: Opened, telling: Uint8Array): Omit<Detected, 'bom'> {
  const { encoding, overWestern, rival } = weighEncodings(telling)
  const isOther = encoding !== 'windows-1252'
  if (!isOther && isPutTogether(telling)) return { encoding: 'utf-8' }
  if (isOther && (rival === undefined || rival.odds >= CERTAIN)) return { encoding }
  if (!looksWestern(telling)) throw unsupported(file.fileName, likelyReadings(telling))
  if (!isOther || overWestern < DOUBTFUL) return { encoding: 'windows-1252' }
  return { encoding, doubt: doubtOf(telling, encoding, rival?.encoding ?? 'windows-1252') }
}

/**
 * Two exports in one file: at least every fifth letter above ASCII is an "á" to "ÿ" of UTF-8. As windows-1252 it would be
 * "Ã¡" to "Ã¿", which nobody writes. Read as UTF-8, the file is refused with the line of the first other letter.
 */
function isPutTogether(bytes: Uint8Array): boolean {
  const text = latin1(bytes)
  const accents = count(text, /\xc3[\xa1-\xbf]/g)
  return accents > 0 && accents * 4 >= count(text, /[\xc0-\xff]/g) - accents
}

const doubtOf = (bytes: Uint8Array, taken: Encoding, other: Encoding): EncodingDoubt => ({
  encoding: other,
  examples: differentCells(bytes, taken, other),
})

function startsWith(bytes: Uint8Array, mark: number[]): boolean {
  return bytes.length >= mark.length && mark.every((byte, index) => bytes[index] === byte)
}

/**
 * Delimiters, digits and line ends have a zero half in UTF-16: one side holds many NULs, the other almost none. Some
 * NULs alone are damage: as UTF-16 the text must make sense.
 */
function utf16WithoutMark(head: Uint8Array): Encoding | undefined {
  const nuls = { even: 0, odd: 0 }
  for (let index = 0; index < head.length; index += 1) {
    if (head[index] === 0) nuls[index % 2 === 0 ? 'even' : 'odd'] += 1
  }
  const encoding = nuls.odd > nuls.even ? 'utf-16le' : 'utf-16be'
  const many = Math.max(nuls.odd, nuls.even)
  const few = Math.min(nuls.odd, nuls.even)
  if (many <= Math.max(head.length / 40, 2) || few >= many / 20) return undefined
  const text = decodeHead(head, encoding)
  return text !== undefined && /[\r\n,;\t|]/.test(text) ? encoding : undefined
}

/** The text from the line of its first character above ASCII on, also behind the head. Its last character is whole. */
async function firstTelling(file: Pick<SourceFile, 'bytes' | 'readInto'>, head: Uint8Array): Promise<Uint8Array> {
  const end = Math.min(file.bytes, SEARCH_BYTES)
  let part = head
  let position = head.length
  // One for all parts: new memory for each would be 64 MB before the first of it is given back.
  let memory: Uint8Array | undefined
  while (isAscii(withoutCutCharacter(part, position < file.bytes)) && position < end) {
    // Three bytes again: the cut character at the end of the last part may be the first that is not ASCII.
    memory ??= Buffer.allocUnsafeSlow(Math.min(SEARCH_CHUNK, file.bytes))
    part = memory.subarray(0, await file.readInto(memory, position - 3))
    position = Math.max(position + 1, position - 3 + part.length)
  }
  const whole = withoutCutCharacter(part, position < file.bytes)
  const first = whole.findIndex((byte) => byte >= 0x80)
  const from = Math.max(whole.lastIndexOf(0x0a, first), whole.lastIndexOf(0x0d, first)) + 1
  return withoutCutCharacter(whole.subarray(from, from + TELLING_BYTES), from + TELLING_BYTES < whole.length)
}

function withoutCutCharacter(bytes: Uint8Array, isCut: boolean): Uint8Array {
  return isCut ? bytes.subarray(0, wholeLength(bytes, 'utf-8')) : bytes
}

/**
 * Valid, or broken in few places: then it is still read as UTF-8 and refused with the line, instead of being taken for
 * another encoding that turns every good character into two wrong ones.
 */
function looksLikeUtf8(bytes: Uint8Array): boolean {
  if (isUtf8(bytes)) return true
  let good = 0
  let bad = 0
  for (let index = 0; index < bytes.length; ) {
    const length = sequenceLength(bytes, index)
    if (length > 1) good += 1
    if (length === 0) bad += 1
    index += Math.max(length, 1)
  }
  return good > bad * 4 || isDamage(bytes, bad)
}

/** Length of the UTF-8 character at `index`; 0: there is none. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0
  if (lead < 0x80) return 1
  for (const length of [2, 3, 4]) {
    if (isUtf8(bytes.subarray(index, index + length)) && index + length <= bytes.length) return length
  }
  return 0
}

/** 0xFE and 0xFF are "þ" and "ÿ" in windows-1252, hardly ever written, but the usual rubbish in a damaged file. */
function isDamage(bytes: Uint8Array, bad: number): boolean {
  let rubbish = 0
  for (const byte of bytes) if (byte >= 0xfe) rubbish += 1
  return rubbish === bad
}

/**
 * In Western languages letters above ASCII stand alone or in twos: long runs of them are another script. Signs in the
 * middle of a word are letters of another code page (Mac, DOS, Central Europe).
 */
function looksWestern(bytes: Uint8Array): boolean {
  const text = latin1(bytes)
  const high = count(text, /[\x80-\xff]/g)
  const inRuns = [...text.matchAll(/[\x80-\xff]{3,}/g)].reduce((sum, [run]) => sum + run.length, 0)
  if (high >= 12 && inRuns >= high / 2) return false
  const letters = count(text, /[\xc0-\xff]/g)
  // Apostrophe, š œ ž, ª º, soft hyphen, accents and the middle dot of Catalan do stand inside words.
  const signsInWords = count(
    text,
    /(?<=[A-Za-z])[\x80-\x91\x93-\x99\x9b\x9d\x9f\xa1-\xa7\xa9\xab\xac\xae\xaf\xb1-\xb3\xb5\xb6\xb8\xb9\xbb-\xbf](?=[a-z])/g,
  )
  return signsInWords === 0 || signsInWords < letters / 4
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

function unsupported(fileName: string, readings: readonly Reading[]): UsageError {
  const named = readings.map(({ encoding, example }) => `${encoding} ("${safeText(example, 40)}")`)
  return new UsageError(
    'encoding_unsupported',
    `${safeText(fileName)} is neither UTF-8, UTF-16, windows-1252 nor Shift-JIS, and which encoding it is in is not certain.`,
    `${named.length === 0 ? 'Call again with encoding if you know it' : `Ask the person which of these reads right and call again with encoding: ${named.join(', ')}`}; or save the file as CSV UTF-8 in the program it comes from.`,
  )
}

function escaped(fileName: string): UsageError {
  return new UsageError(
    'encoding_unsupported',
    `${safeText(fileName)} is in an encoding of escape sequences (ISO-2022-JP or a relative of it), which is not read.`,
    'Save it as CSV UTF-8 in the program it comes from, and call propose_mapping with that file.',
  )
}

function contradicted(fileName: string, stated: Encoding, marked: Encoding): UsageError {
  return new UsageError(
    'encoding_invalid',
    `${safeText(fileName)} is not ${stated}: it begins with the byte order mark of ${marked} (line 1, offset 0).`,
    'Call again without encoding.',
    { line: 1 },
  )
}
