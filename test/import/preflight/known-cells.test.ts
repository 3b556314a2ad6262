import { expect, test } from 'vitest'
import { KnownCells } from '../../../src/import/preflight/known-cells.ts'

const bytesOf = (text: string) => Buffer.from(`,${text},`)
const has = (known: KnownCells, text: string) => known.has(bytesOf(text), 1, 1 + Buffer.byteLength(text))
const add = (known: KnownCells, text: string) => known.add(bytesOf(text), 1, 1 + Buffer.byteLength(text))

test('KnownCells.has() tells exactly the cells that were added', () => {
  const known = new KnownCells()
  const texts = Array.from({ length: 400 }, (_, number) => `option ${number * 7}`)
  expect(texts.some((text) => has(known, text))).toBe(false)
  for (const text of texts) add(known, text)
  expect(texts.every((text) => has(known, text))).toBe(true)
  expect(['option', 'option 1', 'option 70 ', 'Option 7', 'ü'].some((text) => has(known, text))).toBe(false)
})

test('KnownCells.add() forgets long cells, and cells after the first few hundred', () => {
  const known = new KnownCells()
  add(known, 'x'.repeat(33))
  expect(has(known, 'x'.repeat(33))).toBe(false)
  const texts = Array.from({ length: 2_000 }, (_, number) => `${number}`)
  for (const text of texts) add(known, text)
  expect(texts.map((text) => has(known, text)).lastIndexOf(true)).toBe(511)
})
