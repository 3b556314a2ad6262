import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutBytes } from '../../../src/import/parts/cut-bytes.ts'
import { rowsOfText } from '../../../src/table/read-rows.ts'
import { fileInMemory } from '../../table/file-in-memory.ts'

const DIALECT = { delimiter: ',', firstLine: 1, hasHeader: false } as const
const KEYS = [{ index: 0, columnName: 'Email' }]
const LIMITS = { rows: 3, bytes: 60 }

/** The rows of a text, as readRows() gives them. */
async function cellsOf(text: string): Promise<string[][]> {
  const cells: string[][] = []
  for await (const rows of rowsOfText(
    (async function* () {
      yield text
    })(),
    DIALECT,
  ))
    for (const row of rows) cells.push(row.cells)
  return cells
}

const ordinary = fc.string({ unit: fc.constantFrom('a', 'ü', '山', ' ', '\u00a0'), maxLength: 6 })
const quoted = fc
  .string({ unit: fc.constantFrom('a', 'é', ',', '\n', '\r\n', '\r', '""'), maxLength: 8 })
  .map((text) => `"${text}"`)
const record = fc.array(fc.oneof(ordinary, quoted), { minLength: 1, maxLength: 3 }).map((cells) => cells.join(','))
const blank = fc.constantFrom('', ' ', '\t', '\u00a0')
const file = fc
  .tuple(
    fc.array(fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: blank }), { maxLength: 20 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, end, isEnded]) => `Email,Name${end}${lines.join(end)}${isEnded ? end : ''}`)
const hostile = fc
  .string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\r\n', ' '), maxLength: 60 })
  .map((text) => `Email,Name\n${text}`)
const chunkBytes = fc.constantFrom(1, 3, 64, 100, 1 << 16)

describe('cutBytes()', () => {
  test('cuts any file into parts that together are its rows, each within the limits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(file, hostile), chunkBytes, fc.boolean(), async (text, size, hasKeys) => {
        const bytes = Buffer.from(text)
        const expected = await cellsOf(text).catch(() => null)
        if (expected === null) return
        const keys = hasKeys ? KEYS : []
        const cut = await cutBytes(fileInMemory(bytes), DIALECT, { limits: LIMITS, keys, chunkBytes: size })
        if (cut === null) return
        const header = bytes.subarray(0, cut.headerEnd)
        const parts = cut.ranges.map(({ start, end }) => Buffer.concat([header, bytes.subarray(start, end)]))
        const rows = await Promise.all(parts.map((part) => cellsOf(part.toString())))
        expect(rows.flatMap(([, ...data]) => data)).toEqual(expected.slice(1))
        expect(rows.map((part) => part.length - 1)).toEqual(cut.ranges.map((range) => range.rows))
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(LIMITS.bytes)
        for (const range of cut.ranges) expect(range.rows).toBeLessThanOrEqual(LIMITS.rows)
      }),
      { numRuns: 2_000, interruptAfterTimeLimit: 20_000 },
    )
  })

  test('cuts every file of ordinary quotes, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(file, chunkBytes, async (text, size) => {
        const limits = { rows: 3, bytes: 1_000_000 }
        expect(await cutBytes(fileInMemory(text), DIALECT, { limits, keys: [], chunkBytes: size })).not.toBeNull()
      }),
      { numRuns: 500, interruptAfterTimeLimit: 10_000 },
    )
  })

  test.each([
    ['a quote inside a cell', 'Email,Name\na,5" pipe\n'],
    ['text behind a closing quote', 'Email,Name\n"a"b,c\n'],
    ['a lone CR', 'Email,Name\na,b\rc,d\n'],
    ['a record that no part can hold', `Email,Name\na,${'b'.repeat(60)}\n`],
  ])('leaves a file with %s to the reader of text', async (_about, text) => {
    expect(await cutBytes(fileInMemory(text), DIALECT, { limits: LIMITS, keys: [] })).toBeNull()
  })

  test('moves a border back to where the key changes, over blank lines and line breaks in cells', async () => {
    const text = 'Email,Name\na,1\nb,"2\n2"\n\nB ,3\nb,4\nc,5\n'
    const limits = { rows: 3, bytes: 1_000 }
    const cut = await cutBytes(fileInMemory(text), DIALECT, { limits, keys: KEYS })
    expect(cut?.ranges.map(({ start, end }) => text.slice(start, end))).toEqual([
      'a,1\n',
      'b,"2\n2"\n\nB ,3\nb,4\n',
      'c,5\n',
    ])
    expect(cut?.splits).toEqual([])
  })

  test('cuts a group that is a whole part, and names its column', async () => {
    const text = `Email,Name\n${'a,1\n'.repeat(7)}b,1\n`
    const cut = await cutBytes(fileInMemory(text), DIALECT, { limits: { rows: 3, bytes: 1_000 }, keys: KEYS })
    expect(cut?.ranges.map(({ rows }) => rows)).toEqual([3, 3, 2])
    expect(cut?.splits).toEqual(['Email'])
  })
})
