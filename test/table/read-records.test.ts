import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KERNEL_SOURCE_SHA256 } from '../../src/table/byte-index/kernel-code.ts'
import { isWhole, lineOf, rowOf } from '../../src/table/byte-index/record-chunk.ts'
import { openFile } from '../../src/table/open-file.ts'
import { type ReadRecordsOptions, readRecords, type SourceRow } from '../../src/table/read-records.ts'
import { readRows } from '../../src/table/read-rows.ts'
import type { Dialect } from '../../src/table/table.ts'
import { fileInMemory } from './file-in-memory.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { write } = temporaryFolder()

const DIALECT: Dialect = {
  encoding: 'utf-8',
  bom: false,
  delimiter: ',',
  hasHeader: true,
  firstLine: 1,
  columnCount: 2,
}

const SIZES: [chunkBytes: number, mostKept: number][] = [
  [1, 8],
  [2, 3],
  [3, 64],
  [7, 64],
  [64, 64],
  [100, 1000],
  [100_000, 100_000],
]

type Told = { rows: SourceRow[] } | { error: string }

async function plain(text: string | Uint8Array, dialect: Dialect): Promise<Told> {
  const rows: SourceRow[] = []
  return told(async () => {
    for await (const batch of readRows(fileInMemory(text), dialect)) {
      rows.push(...batch.map(({ cells, line }) => ({ cells, line })))
    }
    return rows
  })
}

/** `asBytes`: how many of the rows came as bytes. */
async function fast(text: string | Uint8Array, dialect: Dialect, options: ReadRecordsOptions) {
  const rows: SourceRow[] = []
  let asBytes = 0
  const answer = await told(async () => {
    for await (const records of readRecords(fileInMemory(text), dialect, options)) {
      if ('rows' in records) rows.push(...records.rows.map(({ cells, line }) => ({ cells, line })))
      else {
        for (let record = 0; record < records.chunk.count; record += 1) {
          const row = rowOf(records.chunk, record)
          if (row === null) continue
          expect(lineOf(records.chunk, record)).toBe(row.line)
          rows.push(row)
          asBytes += 1
        }
      }
    }
    return rows
  })
  return { answer, asBytes }
}

async function told(read: () => Promise<SourceRow[]>): Promise<Told> {
  try {
    return { rows: await read() }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

async function expectSame(text: string | Uint8Array, more: Partial<Dialect> = {}): Promise<void> {
  const dialect = { ...DIALECT, ...more }
  const expected = await plain(text, dialect)
  for (const [chunkBytes, mostKept] of SIZES) {
    expect((await fast(text, dialect, { chunkBytes, mostKept })).answer).toEqual(expected)
  }
}

const TORTURE: readonly string[] = [
  'a,b\n1,2\n',
  'a,b\n1,2',
  'a,b\r\n1,2\r\n3,4',
  'a,b\r1,2\r',
  'a,b\nb,c\r\nc,d\rd,e\n\re,f',
  'a,b\n\n\r\n  \t\n\u00a0\nb,c\n',
  'h\nx\n\n \n\u00a0\n""\n" "\ny',
  '"a\nb",c\n1,2\n',
  'x,y\n"a\r\nb\rc",d\r\n1,2',
  'x,y\n"a,b",c',
  'x,y\n"a""b",""""\n"""",""""""\n"""a""",b\n"",""\n',
  ',,\n"",,""\n,\n,',
  'a,b\n1\n1,2,3,4\n5,6\n',
  'a,b\n a , b \n',
  'a,b\n5" pipe,6"\nx,y\n"z",w\n',
  'a,b\na, "b"\n1,2\n',
  'a,b\n"ab"cd,f\n1,2\n',
  'a,b\n"a"b"c,d"\nx,y\n',
  'a,b\n"a\\",b\n',
  'h,i\n👍,"👍\n"\n山,本',
  'h,i\na\u2028b\u0085c\fd,e\n',
  `h,i\n"${'""'.repeat(50)}",x\n`,
  'h,i\n"never closed,b\n1,2\n',
  'h,i\n1,2\n"a\nb",\0\n',
  'h,i\n1,"\r"\n"2\r",3\n4,5\r\n',
  'h,i\n"1"\r\n"2",3\r\n',
  '',
  '\n\r\n \n',
  'only,a header',
  'only,a header\n',
]

describe('readRecords()', () => {
  test.each(TORTURE)('gives the rows and lines of readRows() at any chunk size (%#)', async (text) => {
    for (const columnCount of [1, 2]) {
      for (const hasHeader of [true, false]) await expectSame(text, { columnCount, hasHeader })
    }
  })

  test('skips the lines before the header, whatever they hold', async () => {
    await expectSame('Report "Q1\r\n\rsep=;\na;b\n1;2\n"3;\n";4', { firstLine: 4, delimiter: ';' })
    await expectSame('a\nb', { firstLine: 5 })
  })

  test.each([',', ';', '\t', '|'] as const)(
    'reads any text with the delimiter %j as readRows() does',
    async (delimiter) => {
      const unit = fc.constantFrom('a', 'b', 'ü', '👍', '"', '"', '""', delimiter, delimiter, '\n', '\r\n', '\r', ' ')
      const text = fc.string({ unit, maxLength: 80 })
      const sizes = fc.constantFrom(...SIZES)
      await fc.assert(
        fc.asyncProperty(
          text,
          sizes,
          fc.integer({ min: 1, max: 3 }),
          async (hostile, [chunkBytes, mostKept], columns) => {
            const dialect = { ...DIALECT, delimiter, columnCount: columns }
            const { answer } = await fast(hostile, dialect, { chunkBytes, mostKept })
            expect(answer).toEqual(await plain(hostile, dialect))
          },
        ),
        { numRuns: 1_000 },
      )
    },
  )

  test('reads well-formed tables as bytes, also with quotes, line breaks and letters of any script', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'Z', 'é', '日', '👍', '"', ',', '\n', ' ', '\r\n'),
      maxLength: 12,
    })
    const table = fc.array(fc.tuple(cell, cell), { minLength: 40, maxLength: 60 })
    const lineEnds = fc.constantFrom('\n', '\r\n')
    await fc.assert(
      fc.asyncProperty(table, lineEnds, fc.boolean(), async (cells, lineEnd, quoteAll) => {
        const quote = (text: string) => (quoteAll || /["\r\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
        const text = ['h,i', ...cells.map((pair) => pair.map(quote).join(','))].join(lineEnd)
        const { answer, asBytes } = await fast(text, DIALECT, { chunkBytes: 64, mostKept: 256 })
        expect(answer).toEqual(await plain(text, DIALECT))
        expect(asBytes).toBeGreaterThan(30)
      }),
      { numRuns: 200 },
    )
  })

  test('reads pieces of a window one after the other, and rows that end in none of them', async () => {
    const row = (number: number) => `${number},"ü ${'x'.repeat(number % 700)}\n,"\r\n`
    const rows = Array.from({ length: 4_000 }, (_, number) => row(number))
    const long = `long,"${'y\n'.repeat(200_000)}"\r\n`
    const text = `h,i\r\n${rows.join('')}${long}${rows.join('')}`
    const { answer, asBytes } = await fast(text, DIALECT, {})
    expect(answer).toEqual(await plain(text, DIALECT))
    expect(asBytes).toBeGreaterThan(5_000)
  })

  test('marks the rows with a cell for every column', async () => {
    const text = `h,i\n${'1,2\n'.repeat(4_500)}1\n1,2,3\n\n${'"x\ny",2\r\n'.repeat(5)}`
    const marks: [cells: number, isWhole: boolean][] = []
    for await (const records of readRecords(fileInMemory(text), DIALECT, { chunkBytes: 200_000 })) {
      if ('rows' in records) continue
      for (let record = 0; record < records.chunk.count; record += 1) {
        marks.push([rowOf(records.chunk, record)?.cells.length ?? 0, isWhole(records.chunk, record)])
      }
    }
    const two = [2, true]
    expect(marks.slice(-9)).toEqual([two, [1, false], [3, false], [0, false], two, two, two, two, two])
  })

  test('reads on as bytes after a quote in the wrong place', async () => {
    const good = 'a,b\n'.repeat(1_000)
    const text = `h,i\n${good}5" pipe,b\n${good}`
    const { answer, asBytes } = await fast(text, DIALECT, { chunkBytes: 256, mostKept: 256 })
    expect(answer).toEqual(await plain(text, DIALECT))
    expect(asBytes).toBeGreaterThan(1_800)
  })

  test.each([
    ['a wrong byte', Buffer.from(`h,i\n${'a,b\n'.repeat(50)}\xff,x\n${'a,b\n'.repeat(50)}`, 'latin1')],
    ['half a character at the end', Buffer.from(`h,i\n${'a,b\n'.repeat(50)}x,\xc3`, 'latin1')],
    ['a record over the cap', Buffer.from(`h,i\n${'a,b\n'.repeat(50)}x,${'y'.repeat(1_100_000)}\n`)],
    ['a quote that swallows the file', Buffer.from(`h,i\na,b\n"x,b\n${'a,b\n'.repeat(300_000)}`)],
    ['a row of too many cells', Buffer.from(`h,i\n${'a,b\n'.repeat(50)}${','.repeat(2_500)}\n`)],
  ])('refuses %s as readRows() does', async (_what, bytes) => {
    const expected = await plain(bytes, DIALECT)
    expect(expected).toHaveProperty('error')
    for (const chunkBytes of [16_384, 262_144]) {
      expect((await fast(bytes, DIALECT, { chunkBytes })).answer).toEqual(expected)
    }
  })

  test('reads a record of 1 MB that is no longer than the cap', async () => {
    const text = `h,i\n${'ü'.repeat(1_000_000)},b\nc,d\n`
    const { answer } = await fast(text, DIALECT, { chunkBytes: 100_000 })
    expect(answer).toEqual(await plain(text, DIALECT))
  })

  test('leaves a byte order mark out', async () => {
    await expectSame('\ufeffh,i\na,b\n"c\n",d', { bom: true })
  })

  test('refuses a file that became shorter', async () => {
    const file = await openFile(write('shorter.csv', `h,i\n${'a,b\n'.repeat(100_000)}`))
    const read = async () => {
      for await (const _records of readRecords({ ...file, bytes: file.bytes + 10 }, DIALECT));
    }
    await expect(read()).rejects.toMatchObject({ code: 'file_changed' })
    await file.close()
  })

  test('stops at an abort between chunks', async () => {
    const controller = new AbortController()
    const read = async () => {
      const file = fileInMemory(`h,i\n${'a,b\n'.repeat(1_000)}`)
      for await (const _records of readRecords(file, DIALECT, { signal: controller.signal, chunkBytes: 64 })) {
        controller.abort()
      }
    }
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' })
  })
})

test('KERNEL_CODE is made from kernel.as as it is', () => {
  const source = readFileSync(new URL('../../src/table/byte-index/kernel.as', import.meta.url))
  expect(createHash('sha256').update(source).digest('hex')).toBe(KERNEL_SOURCE_SHA256)
})
