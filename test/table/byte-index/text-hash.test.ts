import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openKernel } from '../../../src/table/byte-index/kernel.ts'
import { textHash } from '../../../src/table/byte-index/text-hash.ts'

const { kernel, memory } = openKernel(65_536)
const bytes = Buffer.from(memory, 0, 4096)
const target = new Uint32Array(memory, 8192, 2)

/** The hash that the kernel finds for the bytes of a text, with rubbish behind them. */
function hashOfBytes(text: string, lower: boolean) {
  bytes.fill(0xa5)
  const length = bytes.write(text, 1)
  kernel.hash(1, length, lower ? 1 : 0, 8192)
  return { high: target[0], low: target[1] }
}

const text = fc.string({ unit: 'grapheme', maxLength: 100 })

test('textHash() is the hash of the bytes, whatever stands behind them', () => {
  fc.assert(
    fc.property(text, (any) => {
      expect(hashOfBytes(any, false)).toEqual(textHash(any))
    }),
  )
})

test('textHash() of a text in lower case is the hash of ASCII bytes taken as lower case', () => {
  const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 60 })
  fc.assert(
    fc.property(ascii, (any) => {
      expect(hashOfBytes(any, true)).toEqual(textHash(any.toLowerCase()))
    }),
  )
})

const words = (count: number, make: (number: number) => string) => Array.from({ length: count }, (_, at) => make(at))

test.each([
  ['that count', words(200_000, (at) => `${at}`)],
  ['that count behind a long beginning', words(50_000, (at) => `${'x'.repeat(120)}${at}`)],
  ['that count before a long end', words(50_000, (at) => `contact.${at}@mail.example.com${' '.repeat(90)}`)],
  ['of one letter, longer and longer', words(5_000, (at) => 'a'.repeat(at))],
  ['with one other letter', words(3_000, (at) => `${'a'.repeat(at)}b${'a'.repeat(3_000 - at)}`)],
  [
    'with two words that change places',
    words(300, (at) => `${'.'.repeat(16 * at)}${'z'.repeat(16)}${'.'.repeat(16 * (300 - at))}`),
  ],
])('textHash() tells texts apart %s, and spreads them', (_name, texts) => {
  const hashes = texts.map((one) => textHash(one))
  expect(new Set(hashes.map(({ high, low }) => `${high} ${low}`)).size).toBe(texts.length)
  // Of n numbers of 32 bits about n²/2³³ are the same by chance.
  const most = Math.ceil((texts.length ** 2 / 2 ** 33) * 3) + 3
  for (const half of ['high', 'low'] as const) {
    expect(texts.length - new Set(hashes.map((one) => one[half])).size).toBeLessThan(most)
  }
})

test('textHash() takes a text of any length', () => {
  expect(textHash('x'.repeat(3_000_000))).not.toEqual(textHash('x'.repeat(3_000_001)))
  expect(textHash('')).toEqual(textHash(''))
})
