import { describe, expect, test } from 'vitest'
import { rowsOfText } from '../../src/table/read-rows.ts'
import { COLUMN_CAP, RECORD_CAP, RowScanner } from '../../src/table/row-scanner.ts'
import type { Row } from '../../src/table/table.ts'

const SIZES = [65_536, RECORD_CAP * 4]

async function rows(text: string, size: number, options: { firstLine?: number } = {}) {
  const { firstLine = 1 } = options
  const all: Row[] = []
  for await (const batch of rowsOfText(pieces(text, size), { delimiter: ',', firstLine, hasHeader: false }))
    all.push(...batch)
  return all
}

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

describe('RowScanner', () => {
  test('skips the lines before the first, whatever they hold', async () => {
    const text = 'Report "Q1\r\n\rsep=;\na,b\n1,2\n'
    for (const size of [1, 2, 3, 100]) {
      expect(await rows(text, size, { firstLine: 4 })).toEqual([
        { cells: ['a', 'b'], line: 4, record: 1 },
        { cells: ['1', '2'], line: 5, record: 2 },
      ])
      expect(await rows(text, size, { firstLine: 7 })).toEqual([])
    }
  })

  test('refuses a record over 1 MB where its quote opened, without holding more', () => {
    const scanner = new RowScanner({ delimiter: ',', firstLine: 1, firstRecord: 1 })
    scanner.push('a,b\n1,2\n3,"open\n')
    const filler = 'row,row\n'.repeat(8 * 1024)
    let most = 0
    const flood = () => {
      for (let round = 0; round < 10_000; round += 1) {
        scanner.push(filler)
        most = Math.max(most, scanner.pending)
      }
    }
    expect(flood).toThrow(
      expect.objectContaining({ code: 'csv_record_too_large', message: expect.stringMatching(/opens on line 3 /) }),
    )
    expect(most).toBeLessThanOrEqual(RECORD_CAP)
  })

  test.each(SIZES)('accepts a record of 1 MB with its line end, in chunks of %i', async (size) => {
    expect(await rows(`a\n${'x'.repeat(RECORD_CAP - 1)}\nb\n`, size)).toMatchObject([
      { line: 1 },
      { line: 2 },
      { line: 3 },
    ])
  })

  const tooLong: [what: string, line: string][] = [
    ['a line', 'x'.repeat(RECORD_CAP)],
    ['a line of white space', ' '.repeat(RECORD_CAP)],
    ['a line of quoted cells', '"x",'.repeat(RECORD_CAP / 4)],
  ]
  test.each(tooLong)(
    'refuses %s over 1 MB in chunks of any size, also before the first record',
    async (_what, line) => {
      for (const size of SIZES) {
        for (const firstLine of [1, 4]) {
          await expect(rows(`a\n${line}\nb\nc,d\n`, size, { firstLine })).rejects.toMatchObject({
            code: 'csv_record_too_large',
            message: expect.stringMatching(/^The record on line 2 is longer/),
          })
        }
      }
    },
  )

  test.each(SIZES)(
    'tells a quote that closes only behind 1 MB from a record that is too long, in chunks of %i',
    async (size) => {
      const rest = 'x'.repeat(RECORD_CAP)
      for (const [record, message] of [
        [`"a\n${rest}",b`, /^The record on line 2 .* the quote that opens on line 2 is not closed in it\.$/],
        [
          `"a\n",${rest},"b\n"`,
          /^The record on line 2 is longer than 1048576 characters, the most one record may have\.$/,
        ],
        [`"a\n","${rest}"`, /^The record on line 2 .* the quote that opens on line 3 is not closed in it\.$/],
      ] as const) {
        await expect(rows(`a\n${record}\n`, size)).rejects.toMatchObject({ message: expect.stringMatching(message) })
      }
    },
  )

  test('refuses more than 2,000 columns, telling line and count', async () => {
    expect((await rows(`${','.repeat(COLUMN_CAP - 1)}`, 64))[0]?.cells).toHaveLength(COLUMN_CAP)
    await expect(rows(`a\n${','.repeat(9_999)}\n`, 64)).rejects.toMatchObject({
      code: 'csv_too_many_columns',
      message: expect.stringMatching(/^Line 2 has 10000 cells/),
    })
  })

  test('tells the first of several problems, in chunks of any size', async () => {
    for (const size of [1, 64, 100_000]) {
      await expect(rows(`a,b\n${','.repeat(2_500)}\n\0\n"`, size)).rejects.toMatchObject({
        code: 'csv_too_many_columns',
      })
    }
  })
})
