import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TextHash } from '../../../src/import/preflight/text-hash.ts'
import { openKernel } from '../../../src/table/byte-index/kernel.ts'

const { kernel, memory } = openKernel(65_536)
const bytes = Buffer.from(memory, 0, 4096)
const target = new Uint32Array(memory, 8192, 2)

/** The hash that the kernel finds for the bytes of a text, with rubbish behind them. */
function hashOfBytes(text: string, lower: boolean): [number, number] {
  bytes.fill(0xa5)
  const length = bytes.write(text, 1)
  kernel.hash(1, length, lower ? 1 : 0, 8192)
  return [target[0] ?? 0, target[1] ?? 0]
}

const text = fc.string({ unit: 'grapheme', maxLength: 100 })

test('TextHash.of() is the hash of the kernel', () => {
  fc.assert(
    fc.property(text, (any) => {
      const { high, low } = new TextHash().of(any)
      expect(hashOfBytes(any, false)).toEqual([high, low])
    }),
  )
})

test('TextHash.of() is the hash of the kernel for ASCII in lower case', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (any) => {
      const { high, low } = new TextHash().of(any.toLowerCase())
      expect(hashOfBytes(any, true)).toEqual([high, low])
    }),
  )
})
