import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KERNEL_SOURCE_SHA256 } from '../../src/table/byte-index/kernel-code.ts'
import { isWhole, rowOf } from '../../src/table/byte-index/record-chunk.ts'
import { openFile } from '../../src/table/open-file.ts'
import { readRecords } from '../../src/table/read-records.ts'
import { DIALECT as BASE, readAsBytes, readAsText } from './both-readers.ts'
import { fileInMemory } from './file-in-memory.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { write } = temporaryFolder()

const DIALECT = { ...BASE, hasHeader: true }
describe('readRecords()', () => {
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
        const { reading, asBytes } = await readAsBytes(fileInMemory(text), DIALECT, { chunkBytes: 64, mostKept: 256 })
        expect(reading).toEqual(await readAsText(fileInMemory(text), DIALECT))
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
    const { reading, asBytes } = await readAsBytes(fileInMemory(text), DIALECT, {})
    expect(reading).toEqual(await readAsText(fileInMemory(text), DIALECT))
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
    const { reading, asBytes } = await readAsBytes(fileInMemory(text), DIALECT, { chunkBytes: 256, mostKept: 256 })
    expect(reading).toEqual(await readAsText(fileInMemory(text), DIALECT))
    expect(asBytes).toBeGreaterThan(1_800)
  })

  test.each([
    ['a wrong byte', Buffer.from(`h,i\n${'a,b\n'.repeat(50)}\xff,x\n${'a,b\n'.repeat(50)}`, 'latin1')],
    ['half a character at the end', Buffer.from(`h,i\n${'a,b\n'.repeat(50)}x,\xc3`, 'latin1')],
    ['a record over the cap', Buffer.from(`h,i\n${'a,b\n'.repeat(50)}x,${'y'.repeat(1_100_000)}\n`)],
    ['a quote that swallows the file', Buffer.from(`h,i\na,b\n"x,b\n${'a,b\n'.repeat(300_000)}`)],
    ['a row of too many cells', Buffer.from(`h,i\n${'a,b\n'.repeat(50)}${','.repeat(2_500)}\n`)],
  ])('refuses %s as readRows() does', async (_what, bytes) => {
    const expected = await readAsText(fileInMemory(bytes), DIALECT)
    expect(expected).toHaveProperty('code')
    for (const chunkBytes of [16_384, 262_144]) {
      expect((await readAsBytes(fileInMemory(bytes), DIALECT, { chunkBytes })).reading).toEqual(expected)
    }
  })

  test('reads a record of 1 MB that is no longer than the cap', async () => {
    const text = `h,i\n${'ü'.repeat(1_000_000)},b\nc,d\n`
    const { reading } = await readAsBytes(fileInMemory(text), DIALECT, { chunkBytes: 100_000 })
    expect(reading).toEqual(await readAsText(fileInMemory(text), DIALECT))
  })

  test('takes no more memory than the file needs', async () => {
    const memoryOf = async (rows: number) => {
      for await (const records of readRecords(fileInMemory(`h,i\n${'a,b\n'.repeat(rows)}`), DIALECT)) {
        if ('chunk' in records) return records.chunk.bytes.buffer.byteLength
      }
      throw new Error('no chunk')
    }
    expect(await memoryOf(3_000)).toBeLessThan(2 * 1024 * 1024)
    expect(await memoryOf(3_000_000)).toBeLessThan(20 * 1024 * 1024)
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
