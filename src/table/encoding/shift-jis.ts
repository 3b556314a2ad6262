import { codecOf, isShiftJisLead } from './codecs.ts'

/** Every byte above ASCII belongs to a valid pair or is half-width katakana, and pairs are what there is most of. */
export function isShiftJis(bytes: Uint8Array): boolean {
  let pairs = 0
  let singles = 0
  let wrong = 0
  const length = codecOf('shift_jis').wholeLength(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[index] ?? 0
    if (byte < 0x80) continue
    if (isShiftJisLead(byte) && isShiftJisTrail(bytes[index + 1])) {
      pairs += 1
      index += 1
    } else if (byte >= 0xa1 && byte <= 0xdf) singles += 1
    else wrong += 1
  }
  return wrong === 0 && (pairs > singles || singles > 8) && kanaShare(bytes, pairs) > 0.05 && inWords(bytes) < pairs / 3
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

/** `Rock’n’Roll` and `Željko` in windows-1252 and -1250 are kanji too, right before small letters. */
function inWords(bytes: Uint8Array): number {
  const text = new TextDecoder('shift_jis').decode(bytes)
  return [...text.matchAll(/(?<![\u0080-\uffff])[\u0080-\uffff]{1,2}[a-z]/g)].length
}
