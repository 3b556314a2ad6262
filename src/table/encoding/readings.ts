import { codecOf } from './codecs.ts'
import type { Encoding } from './encodings.ts'
import { type Verdict, weighEncodings } from './weigh-encodings.ts'

const MOST_EXAMPLES = 3

/** Cells that two encodings read differently. */
export function differentCells(
  bytes: Uint8Array,
  taken: Encoding,
  other: Encoding,
): { taken: string; other: string }[] {
  const examples: { taken: string; other: string }[] = []
  const [takenCodec, otherCodec] = [codecOf(taken), codecOf(other)]
  for (const cell of cellsOf(bytes)) {
    const texts = { taken: takenCodec.decode(cell), other: otherCodec.decode(cell) }
    if (texts.taken === undefined || texts.other === undefined || texts.taken === texts.other) continue
    examples.push({ taken: texts.taken, other: texts.other })
    if (examples.length === MOST_EXAMPLES) break
  }
  return examples
}

export interface Reading {
  encoding: Encoding
  example: string
}

const MOST_READINGS = 4
const EAST_ASIAN: readonly Encoding[] = ['gb18030', 'big5', 'euc-kr', 'euc-jp']

/** How the first cell with other than ASCII reads in the encodings that may be meant, the likeliest first. */
export function likelyReadings(bytes: Uint8Array): Reading[] {
  const [cell] = cellsOf(bytes)
  if (cell === undefined) return []
  const encodings = [...singleByte(weighEncodings(bytes)), ...EAST_ASIAN.filter((one) => isEastAsian(bytes, one))]
  const readings = encodings.map((encoding) => ({ encoding, example: codecOf(encoding).decode(cell) ?? '' }))
  return readings.filter(({ example }) => example !== '').slice(0, MOST_READINGS)
}

const singleByte = ({ encoding, rival }: Verdict): Encoding[] =>
  [encoding, rival?.encoding ?? encoding].filter(
    (one, index, all) => one !== 'windows-1252' && all.indexOf(one) === index,
  )

/** All bytes are characters, nearly all of those letters, and none stands in the middle of a Western word. */
function isEastAsian(bytes: Uint8Array, encoding: Encoding): boolean {
  const codec = codecOf(encoding)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = codec.decode(buffer.subarray(0, codec.wholeLength(buffer)))
  const characters = [...(text ?? '')].filter((character) => character >= '\x80')
  const letters = characters.filter((character) => /\p{L}/u.test(character))
  return (
    letters.length > 0 &&
    letters.length >= characters.length * 0.9 &&
    !/[a-z][\u0080-\u{10ffff}][a-z]/u.test(text ?? '')
  )
}

/** Cells with other than ASCII; these bytes are no second half of a pair in any encoding. */
function* cellsOf(bytes: Uint8Array): Generator<Buffer> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  for (const [cell] of text.matchAll(/[^\r\n,;\t"]+/g)) {
    if (/[\x80-\xff]/.test(cell)) yield Buffer.from(cell.replace(/^ +| +$/g, ''), 'latin1')
  }
}
