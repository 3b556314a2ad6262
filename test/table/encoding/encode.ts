/** The text in an encoding of single bytes. */
export function encode(text: string, encoding: string): Buffer {
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [characterOf(byte, encoding), byte]))
  return Buffer.from(
    [...text].map((character) => {
      const byte = bytes.get(character)
      if (byte === undefined) throw new Error(`"${character}" is not in ${encoding}`)
      return byte
    }),
  )
}

/** Some Node versions decode windows-1252 as ISO 8859-1. */
const IN_1252: ReadonlyMap<number, string> = new Map([
  [0x80, '€'],
  [0x85, '…'],
  [0x8a, 'Š'],
  [0x8c, 'Œ'],
  [0x8e, 'Ž'],
  [0x91, '‘'],
  [0x92, '’'],
  [0x93, '“'],
  [0x94, '”'],
  [0x95, '•'],
  [0x96, '–'],
  [0x99, '™'],
  [0x9a, 'š'],
  [0x9c, 'œ'],
  [0x9e, 'ž'],
])

function characterOf(byte: number, encoding: string): string {
  if (byte < 0x80) return String.fromCharCode(byte)
  const special = encoding === 'windows-1252' ? IN_1252.get(byte) : undefined
  return special ?? new TextDecoder(encoding).decode(Uint8Array.of(byte))
}

/** The text in an encoding whose characters above ASCII are pairs of bytes. */
export function encodePairs(text: string, encoding: string): Buffer {
  const wanted = new Set(text)
  const pairs = new Map<string, [number, number]>()
  const decoder = new TextDecoder(encoding)
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (wanted.has(character) && !pairs.has(character)) pairs.set(character, [lead, trail])
    }
  }
  return Buffer.from([...text].flatMap((character) => pairs.get(character) ?? character.charCodeAt(0)))
}
