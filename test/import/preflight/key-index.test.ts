import { expect, test, vi } from 'vitest'
import { KeyIndex } from '../../../src/import/preflight/key-index.ts'
import { LineTable } from '../../../src/import/preflight/line-table.ts'
import { textHash } from '../../../src/table/byte-index/text-hash.ts'

test('KeyIndex.add() tells 300,000 similar texts apart and remembers the first line of each', () => {
  const index = new KeyIndex()
  const texts = Array.from({ length: 300_000 }, (_, number) => `contact${number}@example${number % 7}.com`)
  expect(texts.every((text, line) => index.add(text, line + 1) === 0)).toBe(true)
  expect(texts.every((text, line) => index.add(text, 999_999) === line + 1)).toBe(true)
  expect(index.size).toBe(300_000)
  expect(index.has('contact299999@example0.com')).toBe(true)
  expect(index.has('contact299999@example4.com')).toBe(false)
})

test.each([
  ['', ' '],
  ['a', 'b'],
  ['abcd', 'abce'],
  ['abc\0', 'abc'],
  ['é', 'e'],
  ['日本', '日木'],
  ['x'.repeat(100_000), `${'x'.repeat(99_999)}y`],
])('KeyIndex.add() tells one text from another (%#)', (one, other) => {
  const index = new KeyIndex()
  expect([index.add(one, 1), index.add(other, 2), index.add(one, 3), index.add(other, 4)]).toEqual([0, 0, 1, 2])
})

test('KeyIndex.addRow() takes into account where the cells are cut', () => {
  const index = new KeyIndex()
  const rows = [['ab', 'c'], ['a', 'bc'], ['abc', ''], ['', 'abc'], ['abc']]
  expect(rows.map((row, line) => index.addRow(row, line + 1))).toEqual([0, 0, 0, 0, 0])
  expect(index.addRow(['a', 'bc'], 9)).toBe(2)
})

test('KeyIndex.reserve() changes nothing about what is known', () => {
  const index = new KeyIndex()
  const texts = Array.from({ length: 5_000 }, (_, number) => `text ${number}`)
  for (const [line, text] of texts.slice(0, 100).entries()) index.add(text, line + 1)
  index.reserve(200_000)
  expect(texts.map((text, line) => index.add(text, line + 1))).toEqual(
    texts.map((_, line) => (line < 100 ? line + 1 : 0)),
  )
  expect(index.size).toBe(5_000)
})

test('KeyIndex.addHash() is add() for a text whose hash is known', () => {
  const index = new KeyIndex()
  const { high, low } = textHash('ann@acme.com')
  expect([index.addHash(high, low, 7), index.add('ann@acme.com', 8)]).toEqual([0, 7])
})

test('KeyIndex.put() changes the line of a text, wherever that is kept', () => {
  const index = new KeyIndex()
  const texts = Array.from({ length: 300_000 }, (_, number) => `text ${number}`)
  for (const [line, text] of texts.entries()) index.put(text, line + 1)
  for (const [line, text] of texts.entries()) if (line % 3 === 0) index.put(text, 1_000_000 + line)
  const lines = texts.map((_, line) => (line % 3 === 0 ? 1_000_000 + line : line + 1))
  expect(texts.map((text) => index.lineOf(text))).toEqual(lines)
  expect([index.size, index.lineOf('text')]).toEqual([300_000, 0])
})

test('KeyIndex looks for a text in few tables, however many there are', () => {
  const index = new KeyIndex()
  for (let line = 1; line <= 1_500_000; line += 1) {
    index.addHash(Math.imul(line, 0x9e3779b1) >>> 0, Math.imul(line ^ 0x5bd1e995, 0x85ebca6b) >>> 0, line)
  }
  const looked = vi.spyOn(LineTable.prototype, 'lineOf')
  try {
    expect(index.lineOf('a text that was not seen')).toBe(0)
    expect(looked.mock.calls.length).toBeLessThanOrEqual(6)
  } finally {
    looked.mockRestore()
  }
})
