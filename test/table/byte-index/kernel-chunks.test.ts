import { expect, test } from 'vitest'
import { openByteIndex } from '../../../src/table/byte-index/byte-index.ts'
import type { RecordChunk } from '../../../src/table/byte-index/record-chunk.ts'

/** A chunk of records of two columns, the first of which holds the cells. */
function open(): (cells: readonly string[]) => RecordChunk {
  const index = openByteIndex({ delimiter: ',', columnCount: 2 }, { mostKept: 0, chunkBytes: 65_536 })
  return (cells) => {
    const bytes = Buffer.from(cells.map((cell) => `${cell},other cell\n`).join(''))
    const start = index.windows.address
    new Uint8Array(index.windows.memory, start, bytes.length).set(bytes)
    // The first pieces that are indexed are small.
    for (;;) {
      const indexed = index.index({ start, length: bytes.length, position: 0, isLast: true }, 0, 1)
      if (indexed?.chunk.count === cells.length) return indexed.chunk
    }
  }
}

const COLUMN = { column: 0, place: 0 }

function known(chunk: RecordChunk): boolean[] {
  const [marks] = chunk.marks
  marks?.fine.fill(0)
  marks?.unknown.fill(0)
  chunk.markKnown(COLUMN)
  const bits = (all: Int32Array | undefined) => Array.from(all?.subarray(0, chunk.count) ?? [], (bit) => bit === 1)
  expect(bits(marks?.unknown)).toEqual(bits(marks?.fine).map((isFine) => !isFine))
  return bits(marks?.fine)
}

test('markKnown() takes exactly the cells that were learned', () => {
  const chunkOf = open()
  const texts = Array.from({ length: 400 }, (_, number) => `option ${number * 7}`)
  const chunk = chunkOf(texts)
  expect(known(chunk)).toEqual(texts.map(() => false))
  for (let record = 0; record < chunk.count; record += 1) chunk.learn(record, COLUMN)
  expect(known(chunk)).toEqual(texts.map(() => true))
  const others = ['option', 'option 1', 'option 70 ', 'Option 7', 'ü', 'x'.repeat(33)]
  expect(known(chunkOf(others))).toEqual(others.map(() => false))
  expect(known(chunkOf(['option 2793', 'option 7', '"option 7"']))).toEqual([true, true, true])
})

test('learn() tells cells apart that differ in one byte only, wherever it stands', () => {
  const chunkOf = open()
  const cell = 'abcdefghijklmnopqrstuvwxyz012345'
  const chunk = chunkOf([cell])
  chunk.learn(0, COLUMN)
  const others = Array.from(cell, (_, at) => `${cell.slice(0, at)}~${cell.slice(at + 1)}`)
  const shorter = Array.from(cell, (_, at) => cell.slice(0, at)).slice(1)
  expect(known(chunkOf([cell, ...others, ...shorter]))).toEqual([true, ...[...others, ...shorter].map(() => false)])
})

test('learn() forgets long cells, and cells after the first few hundred', () => {
  const chunkOf = open()
  const texts = ['x'.repeat(33), ...Array.from({ length: 2_000 }, (_, number) => `${number}`)]
  const chunk = chunkOf(texts)
  for (let record = 0; record < chunk.count; record += 1) chunk.learn(record, COLUMN)
  const all = known(chunk)
  expect(all[0]).toBe(false)
  expect(all.lastIndexOf(true)).toBe(512)
})
