import { isAscii, isUtf8 } from 'node:buffer'
import type { Encoding } from './encodings.ts'

export interface Codec {
  /** How many of the bytes hold whole characters. They begin with a whole one. */
  wholeLength(bytes: Buffer): number
  /** The text of whole characters; undefined where a byte is none of this encoding. */
  decode(bytes: Buffer): string | undefined
}

export function codecOf(encoding: Encoding): Codec {
  return UNICODE_AND_WESTERN.get(encoding) ?? legacyCodec(encoding)
}

const UNICODE_AND_WESTERN: ReadonlyMap<Encoding, Codec> = new Map<Encoding, Codec>([
  ['utf-8', { wholeLength: wholeUtf8, decode: decodeUtf8 }],
  ['utf-16le', { wholeLength: (bytes) => wholeUtf16(bytes, 1), decode: decodeUtf16 }],
  [
    'utf-16be',
    {
      wholeLength: (bytes) => wholeUtf16(bytes, 0),
      decode: (bytes) => (bytes.length % 2 === 0 ? decodeUtf16(Buffer.from(bytes).swap16()) : undefined),
    },
  ],
  ['windows-1252', { wholeLength: (bytes) => bytes.length, decode: decodeWindows1252 }],
])

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

function legacyCodec(encoding: Encoding): Codec {
  const characterLength = CHARACTER_LENGTHS.get(encoding)
  // A decoder of its own for each piece: it keeps nothing from one to the next. No mark is taken out of the middle.
  const text = (bytes: Buffer) => new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
  if (characterLength === undefined) {
    return { wholeLength: (bytes) => bytes.length, decode: (bytes) => unless(NO_CHARACTER, text(bytes)) }
  }
  return {
    wholeLength: (bytes) => wholeByLead(bytes, characterLength),
    decode: (bytes) => unless(NO_PAIR, text(bytes)),
  }
}

/** What a decoder puts for a byte that has no character: U+FFFD, or a control character of the same number. */
const NO_CHARACTER = /[\ufffd\x80-\x9f]/
/** Pairs without a character come out as private use too. */
const NO_PAIR = /[\ufffd\x80-\x9f\ue000-\uf8ff]/

const unless = (wrong: RegExp, text: string): string | undefined => (wrong.test(text) ? undefined : text)

/** Length of the character that a byte above ASCII begins, by it and the byte that follows. */
type CharacterLength = (lead: number, next: number | undefined) => number

const isPairLead = (byte: number): number => (byte > 0x80 && byte < 0xff ? 2 : 1)

const CHARACTER_LENGTHS: ReadonlyMap<Encoding, CharacterLength> = new Map<Encoding, CharacterLength>([
  ['shift_jis', (lead) => (isShiftJisLead(lead) ? 2 : 1)],
  ['gbk', isPairLead],
  ['gb18030', (lead, next = 0) => (isPairLead(lead) === 2 && next >= 0x30 && next <= 0x39 ? 4 : isPairLead(lead))],
  ['big5', isPairLead],
  ['euc-kr', isPairLead],
  ['euc-jp', (lead) => (lead === 0x8f ? 3 : isPairLead(lead))],
])

export function isShiftJisLead(byte: number): boolean {
  return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc)
}

/** No character has a second half below 0x30, so behind the last such byte a character begins: delimiters, line ends. */
function wholeByLead(bytes: Buffer, characterLength: CharacterLength): number {
  let at = bytes.length
  while (at > 0 && (bytes[at - 1] ?? 0) >= 0x30) at -= 1
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    const length = lead < 0x80 ? 1 : characterLength(lead, bytes[at + 1])
    if (at + length > bytes.length) return at
    at += length
  }
  return at
}
