const LETTER = 1
const DIGIT = 2
const HYPHEN = 3
const DOT = 4

const CLASSES = new Uint8Array(256)
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code)
  if (/[a-z]/i.test(character)) CLASSES[code] = LETTER
  if (/\d/.test(character)) CLASSES[code] = DIGIT
}
CLASSES['-'.charCodeAt(0)] = HYPHEN
CLASSES['.'.charCodeAt(0)] = DOT

const LONGEST = 200
const LONGEST_LABEL = 63

export function isPlainDomain(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > LONGEST) return false
  let label = start
  let before = DOT
  for (let at = start; at < end; at += 1) {
    const kind = CLASSES[bytes[at] ?? 0] ?? 0
    if (kind === DOT) {
      if (before === DOT || before === HYPHEN || at - label > LONGEST_LABEL) return false
      label = at + 1
    } else if (kind !== LETTER && kind !== DIGIT && (kind !== HYPHEN || before === DOT)) return false
    before = kind
  }
  return label > start && isSuffix(bytes, label, end)
}

function isSuffix(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || end - start > LONGEST_LABEL) return false
  for (let at = start; at < end; at += 1) if (CLASSES[bytes[at] ?? 0] !== LETTER) return false
  return true
}

/** 1 to 17 digits. */
export function isPlainId(bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && end - start <= MOST_DIGITS && digitsFrom(bytes, start, end) === end
}

const MOST_DIGITS = 17
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30

/** 12, -12, 12.5, -12.5 */
export function isPlainNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start
  if (end - start > MOST_DIGITS) return false
  const point = digitsFrom(bytes, first, end)
  if (point === first) return false
  return point === end || (bytes[point] === POINT && point + 1 < end && digitsFrom(bytes, point + 1, end) === end)
}

export function isWholeNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start
  return end > first && digitsFrom(bytes, first, end) === end
}

/** A plain number with decimals that no other notation reads: not 1.234. */
export function hasOnlyPoint(bytes: Uint8Array, start: number, end: number): boolean {
  const point = digitsFrom(bytes, bytes[start] === MINUS ? start + 1 : start, end)
  return end - point !== DECIMALS_LIKE_A_GROUP && isPlainNumber(bytes, start, end) && point < end
}

/** The point and three digits. */
const DECIMALS_LIKE_A_GROUP = 4

/** Where the digits end that begin at `start`. */
function digitsFrom(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isDigit(bytes[at] ?? 0)) at += 1
  return at
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9

/** Neither space around it nor anything beyond plain ASCII in it, and no quote: the text is the bytes. */
export function isBare(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte < SPACE || byte > TILDE || byte === QUOTE) return false
  }
  return end > start && bytes[start] !== SPACE && bytes[end - 1] !== SPACE
}

const SPACE = 0x20
const QUOTE = 0x22
const TILDE = 0x7e

export function hasDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (isDigit(bytes[at] ?? 0)) return true
  return false
}
