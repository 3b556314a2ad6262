import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyIndex } from '../../../src/sandbox/run-import/key-index.ts'

const keys = fc.array(fc.string({ maxLength: 6, unit: 'grapheme' }), { maxLength: 4 })

test('createKeyIndex() remembers the last number of each key, like a Map of whole keys', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, fc.nat()), { maxLength: 300 }), keys, (entries, unknown) => {
      const index = createKeyIndex()
      const expected = new Map<string, number>()
      for (const [key, number] of entries) {
        index.set(key, number)
        expected.set(JSON.stringify(key), number)
      }
      for (const [key] of [...entries, [unknown] as const]) {
        expect(index.get(key)).toBe(expected.get(JSON.stringify(key)))
      }
    }),
  )
})

test('createKeyIndex() tells 200,000 similar keys apart, past many doublings', () => {
  const index = createKeyIndex()
  for (let number = 0; number < 200_000; number += 1) index.set([`person${number}@example.com`], number)
  const wrong = Array.from({ length: 200_000 }, (_, number) => index.get([`person${number}@example.com`]) === number)
  expect(wrong.includes(false)).toBe(false)
  expect(index.get(['person200000@example.com'])).toBeUndefined()
})

test('createKeyIndex() does not take one long cell for two short ones', () => {
  const index = createKeyIndex()
  index.set(['ab', 'c'], 1)
  expect([index.get(['a', 'bc']), index.get(['abc']), index.get(['ab', 'c', ''])]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
