import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NEW, NOT_SURE } from '../../../src/import/preflight/key-table.ts'
import { SeenRows } from '../../../src/import/preflight/seen-rows.ts'
import { textHash } from '../../../src/table/byte-index/text-hash.ts'

interface Row {
  /** 0: none. */
  key: number
  content: number
  /** The key cannot be told from the bytes. */
  isKeyUnknown: boolean
  /** Found lost before anybody asks for the key. */
  isLost: boolean
  /** More is asked of the row than its outcome. */
  isLookedAt: boolean
}

/** What is told of a row: the line of the row it is a copy of, else of the one that had the key first. */
interface Told {
  copyOf: number
  keyOf: number
}

const keyHash = ({ key }: Row) => textHash(`key ${key}`)
const rowHash = ({ key, content }: Row) => textHash(`row ${key} ${content}`)
const numbersOf = (hashes: { high: number; low: number }[]) =>
  new Uint32Array(hashes.flatMap(({ high, low }) => [high, low]))

/** As RecordScan asks. */
function askedOf(seen: SeenRows, rows: readonly Row[], firstLine: number): Told[] {
  const outcomes = new Int32Array(rows.length)
  seen.addChunk({
    count: rows.length,
    rows: numbersOf(rows.map(rowHash)),
    keys: numbersOf(rows.map(keyHash)),
    lines: Int32Array.from(rows, (_, at) => firstLine + at),
    outcomes,
    bit: 1,
    fine: Int32Array.from(rows, ({ key, isKeyUnknown }) => (key > 0 && !isKeyUnknown ? 1 : 0)),
    unknown: Int32Array.from(rows, ({ key, isKeyUnknown }) => (key > 0 && isKeyUnknown ? 1 : 0)),
  })
  return rows.map((row, at) => {
    const outcome = outcomes[at] ?? NOT_SURE
    const isNew = outcome === NEW
    if (isNew && !row.isLost && !row.isLookedAt) return { copyOf: 0, keyOf: 0 }
    return lookedAt(seen, row, firstLine + at, outcome)
  })
}

function lookedAt(seen: SeenRows, row: Row, line: number, outcome: number): Told {
  const key = row.key > 0 ? keyHash(row) : null
  if (outcome > 0) return { copyOf: outcome, keyOf: 0 }
  if (outcome === NEW) seen.start(rowHash(row), key, line)
  const copyOf = outcome === NEW ? 0 : seen.look(rowHash(row), key, line)
  const asks = copyOf === 0 && !row.isLost && row.key > 0
  const keyOf = asks ? seen.add(`key ${row.key}`, line) : 0
  seen.end()
  return { copyOf, keyOf }
}

/** The same, told from all rows before. */
function expectedOf(rows: readonly Row[]): Told[] {
  const contents = new Map<string, number>()
  const keys = new Map<number, number>()
  return rows.map((row, at) => {
    const line = at + 2
    const content = `${row.key} ${row.content}`
    const copyOf = contents.get(content) ?? 0
    if (copyOf > 0) return { copyOf, keyOf: 0 }
    contents.set(content, line)
    if (row.isLost || row.key === 0) return { copyOf, keyOf: 0 }
    const keyOf = keys.get(row.key) ?? 0
    if (keyOf === 0) keys.set(row.key, line)
    return { copyOf, keyOf }
  })
}

/** Whether a key is unknown and a row lost depends on what is in it. */
const someRow = (keys: number): fc.Arbitrary<Row> =>
  fc
    .record({ key: fc.nat(keys), content: fc.nat(5), isLookedAt: fc.boolean() })
    .map((row) => ({ ...row, isKeyUnknown: row.content === 4, isLost: row.content === 5 || row.content === 3 }))

test.each([
  [2, 10_000],
  [300, 10_000],
  [2, 100_000],
  [300, 100_000],
])('SeenRows tells copies and repeated keys as all rows before tell them, of %d keys in room for %d', (keys, room) => {
  fc.assert(
    fc.property(fc.array(fc.array(someRow(keys), { minLength: 1, maxLength: 40 }), { maxLength: 12 }), (chunks) => {
      const seen = new SeenRows()
      let line = 2
      const told = chunks.flatMap((rows, at) => {
        if (at === 2) seen.reserve(room, true)
        const ofChunk = askedOf(seen, rows, line)
        line += rows.length
        return ofChunk
      })
      expect(told).toEqual(expectedOf(chunks.flat()))
    }),
    { numRuns: 300 },
  )
})

test.each([0, 1_000, 150_000, 400_000])('SeenRows knows 300,000 keys when room was made for %d', (reserved) => {
  const seen = new SeenRows()
  const row = (key: number): Row => ({ key, content: 0, isKeyUnknown: false, isLost: false, isLookedAt: false })
  const chunkOf = (from: number) => Array.from({ length: 10_000 }, (_, at) => row(from + at + 1))
  const isNew = ({ copyOf, keyOf }: Told) => copyOf === 0 && keyOf === 0
  const firsts = Array.from({ length: 30 }, (_, at) => {
    if (at === 1) seen.reserve(reserved, true)
    return askedOf(seen, chunkOf(at * 10_000), at * 10_000 + 2).every(isNew)
  })
  expect(firsts).toEqual(firsts.map(() => true))
  const again = askedOf(seen, chunkOf(0), 1_000_002)
  expect(again.map(({ copyOf }) => copyOf)).toEqual(again.map((_, at) => at + 2))
})
