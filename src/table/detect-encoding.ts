import { isAscii, isUtf8 } from 'node:buffer'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { SourceFile } from './open-file.ts'
import { decodeHead, isShiftJisLead, wholeLength } from './read-text.ts'
import type { Dialect, Encoding } from './table.ts'

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

/**
 * Byte order mark, then UTF-16 by its NUL bytes, then UTF-8, then Shift-JIS against windows-1252 by the pairs of bytes.
 * Throws encoding_unsupported where the bytes are of another encoding (UTF-32, Cyrillic, Chinese, Korean): a wrong
 * guess would write broken names.
 */
export async function detectEncoding(
  file: Pick<SourceFile, 'fileName' | 'bytes' | 'read'>,
  head: Uint8Array,
): Promise<Pick<Dialect, 'encoding' | 'bom'>> {
  if (startsWith(head, [0xff, 0xfe, 0, 0]) || startsWith(head, [0, 0, 0xfe, 0xff])) throw unsupported(file.fileName)
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => startsWith(head, mark))
  if (marked !== undefined) return { encoding: marked[0], bom: true }
  const utf16 = utf16WithoutMark(head)
  if (utf16 !== undefined) return { encoding: utf16, bom: false }
  const telling = await firstTelling(file, head)
  if (looksLikeUtf8(telling)) return { encoding: 'utf-8', bom: false }
  if (isShiftJis(telling)) return { encoding: 'shift_jis', bom: false }
  if (!looksWestern(telling)) throw unsupported(file.fileName)
  return { encoding: 'windows-1252', bom: false }
}

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

/** The text from its first character above ASCII on, also behind the head. Its last character is whole. */
async function firstTelling(file: Pick<SourceFile, 'bytes' | 'read'>, head: Uint8Array): Promise<Uint8Array> {
  const end = Math.min(file.bytes, SEARCH_BYTES)
  let part = head
  let position = head.length
  while (isAscii(withoutCutCharacter(part, position < file.bytes)) && position < end) {
    // Three bytes again: the cut character at the end of the last part may be the first that is not ASCII.
    part = await file.read(position - 3, SEARCH_CHUNK)
    position = Math.max(position + 1, position - 3 + part.length)
  }
  const whole = withoutCutCharacter(part, position < file.bytes)
  const from = Math.max(whole.findIndex((byte) => byte >= 0x80) - 1, 0)
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

/** Every byte above ASCII belongs to a valid pair or is half-width katakana, and pairs are what there is most of. */
function isShiftJis(bytes: Uint8Array): boolean {
  let pairs = 0
  let singles = 0
  let wrong = 0
  const length = wholeLength(bytes, 'shift_jis')
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[index] ?? 0
    if (byte < 0x80) continue
    if (isShiftJisLead(byte) && isShiftJisTrail(bytes[index + 1])) {
      pairs += 1
      index += 1
    } else if (byte >= 0xa1 && byte <= 0xdf) singles += 1
    else wrong += 1
  }
  return wrong === 0 && (pairs > singles || singles > 8) && kanaShare(bytes, pairs) > 0.05
}

function isShiftJisTrail(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x40 && byte <= 0xfc && byte !== 0x7f
}

/** Western text can form pairs by chance (`é.`); Japanese text has kana (82 9F–83 96) or runs of kanji pairs. */
function kanaShare(bytes: Uint8Array, pairs: number): number {
  let japanese = 0
  for (let index = 0; index + 2 < bytes.length; index += 1) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(index, index + 3)
    const kana = (first === 0x82 && second >= 0x9f) || (first === 0x83 && second >= 0x40 && second <= 0x96)
    const run = isShiftJisLead(first) && first < 0xa0 && isShiftJisTrail(second) && isShiftJisLead(third)
    if (kana || run) japanese += 1
  }
  return japanese / Math.max(pairs, 1)
}

/**
 * In Western languages letters above ASCII stand alone or in twos: long runs of them are another script. Signs in the
 * middle of a word are letters of another code page (Mac, DOS, Central Europe).
 */
function looksWestern(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
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

function unsupported(fileName: string): UsageError {
  return new UsageError(
    'encoding_unsupported',
    `${safeText(fileName)} is neither UTF-8, UTF-16, windows-1252 nor Shift-JIS.`,
    'Save it as CSV UTF-8 in the program it comes from, and call propose_mapping with that file.',
  )
}
