import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { rowsOfText } from '../../src/table/read-rows.ts'
import { COLUMN_CAP, RECORD_CAP, RowScanner } from '../../src/table/row-scanner.ts'
import type { Delimiter, Row } from '../../src/table/table.ts'
import { csvLines } from '../../src/table/write-csv.ts'

const SIZES = [1, 2, 3, 7, 64, Number.POSITIVE_INFINITY]

async function rows(text: string, size: number, options: { delimiter?: Delimiter; firstLine?: number } = {}) {
  const { delimiter = ',', firstLine = 1 } = options
  const all: Row[] = []
  for await (const batch of rowsOfText(pieces(text, size), { delimiter, firstLine, hasHeader: false }))
    all.push(...batch)
  return all
}

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  const step = Math.min(size, text.length)
  for (let at = 0; at < text.length; at += step) yield text.slice(at, at + step)
}

describe('RowScanner', () => {
  const torture: [what: string, text: string, cells: string[][], lines?: number[]][] = [
    [
      'reads plain rows',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      [1, 2],
    ],
    [
      'reads a last row without a line end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      [1, 2],
    ],
    [
      'ends a record at CRLF',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      [1, 2],
    ],
    [
      'ends a record at a lone CR',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      [1, 2],
    ],
    ['takes LF, CRLF and CR mixed', 'a\nb\r\nc\rd\n\re', [['a'], ['b'], ['c'], ['d'], ['e']], [1, 2, 3, 4, 6]],
    ['skips blank lines and counts them', 'a\n\n\r\n  \t\nb\n', [['a'], ['b']], [1, 5]],
    [
      'keeps a line break inside quotes',
      '"a\nb",c\n1,2\n',
      [
        ['a\nb', 'c'],
        ['1', '2'],
      ],
      [1, 3],
    ],
    [
      'keeps CRLF and CR inside quotes',
      '"a\r\nb\rc",d\r\n1,2',
      [
        ['a\r\nb\rc', 'd'],
        ['1', '2'],
      ],
      [1, 4],
    ],
    ['keeps delimiters inside quotes', '"a,b",c', [['a,b', 'c']]],
    ['takes a doubled quote for one', '"a""b","""",""""""', [['a"b', '"', '""']]],
    [
      'reads empty cells',
      ',,\n"",,""',
      [
        ['', '', ''],
        ['', '', ''],
      ],
    ],
    [
      'keeps trailing delimiters',
      'a,b,\n1,2,\n',
      [
        ['a', 'b', ''],
        ['1', '2', ''],
      ],
    ],
    ['keeps a delimiter as the last character', 'a,', [['a', '']]],
    ['keeps an empty quoted cell as the last character', 'a,""', [['a', '']]],
    ['keeps a quoted empty line as a record', '""\na\n', [[''], ['a']], [1, 2]],
    ['keeps ragged rows', 'a,b,c\n1\n1,2,3,4\n', [['a', 'b', 'c'], ['1'], ['1', '2', '3', '4']]],
    ['keeps spaces', ' a , b ', [[' a ', ' b ']]],
    [
      'takes a quote inside a plain cell for itself',
      '5" pipe,6"\nx,y',
      [
        ['5" pipe', '6"'],
        ['x', 'y'],
      ],
      [1, 2],
    ],
    [
      'takes a quote after a space for itself',
      'a, "b"\n1,2',
      [
        ['a', ' "b"'],
        ['1', '2'],
      ],
    ],
    [
      'adds what follows a closing quote',
      '"ab"cd,"e" ,f\n1,2',
      [
        ['abcd', 'e ', 'f'],
        ['1', '2'],
      ],
      [1, 2],
    ],
    ['does not open quotes again in the same cell', '"a"b"c,d"\nx', [['ab"c', 'd"'], ['x']], [1, 2]],
    ['reads backslashes as text', '"a\\",b\n', [['a\\', 'b']]],
    [
      'reads characters outside the basic plane',
      '👍,"👍\n"\n山,本',
      [
        ['👍', '👍\n'],
        ['山', '本'],
      ],
      [1, 3],
    ],
    ['keeps unusual line separators in the cell', 'a\u2028b\u0085c\fd', [['a\u2028b\u0085c\fd']]],
    ['reads a long run of quotes', `"${'""'.repeat(50)}"`, [['"'.repeat(50)]]],
    [
      'reads names that are dangerous as keys',
      '__proto__,constructor\n1,2',
      [
        ['__proto__', 'constructor'],
        ['1', '2'],
      ],
    ],
    ['reads nothing from nothing', '', []],
    ['reads nothing from blank lines', '\n\r\n \n', []],
  ]
  test.each(torture)('%s, at any chunk size', async (_what, text, cells, lines) => {
    for (const size of SIZES) {
      const read = await rows(text, size)
      expect(read.map((row) => row.cells)).toEqual(cells)
      if (lines !== undefined) expect(read.map((row) => row.line)).toEqual(lines)
      expect(read.map((row) => row.record)).toEqual(cells.map((_row, index) => index + 1))
    }
  })

  test('skips the lines before the first, whatever they hold', async () => {
    const text = 'Report "Q1\r\n\rsep=;\na;b\n1;2\n'
    for (const size of SIZES) {
      expect(await rows(text, size, { delimiter: ';', firstLine: 4 })).toEqual([
        { cells: ['a', 'b'], line: 4, record: 1 },
        { cells: ['1', '2'], line: 5, record: 2 },
      ])
    }
  })

  test('gives no row when the file has fewer lines than the preamble had', async () => {
    for (const size of SIZES) expect(await rows('a\nb', size, { firstLine: 5 })).toEqual([])
  })

  const refused: [what: string, text: string, code: string, message: RegExp][] = [
    ['a quote that is never closed', 'a,b\n"x\ny",1\n2,"z\n\n', 'csv_malformed', /opens on line 4 is never closed/],
    [
      'a quote that is never closed in a later cell',
      'a,b\n"1\n2","z\n',
      'csv_malformed',
      /opens on line 3 is never closed/,
    ],
    ['a NUL', 'a,b\n"1\n2",\0\n', 'csv_malformed', /Line 3 holds a NUL/],
  ]
  test.each(refused)('refuses %s, naming the line', async (_what, text, code, message) => {
    for (const size of SIZES) {
      await expect(rows(text, size)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
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

  test('refuses a line over 1 MB and accepts one of 1 MB', async () => {
    const text = `a\n${'x'.repeat(RECORD_CAP - 1)}\n`
    expect(await rows(text, 65_536)).toHaveLength(2)
    for (const size of [65_536, Number.POSITIVE_INFINITY]) {
      await expect(rows(`a\n${'x'.repeat(RECORD_CAP)}\n`, size)).rejects.toMatchObject({
        code: 'csv_record_too_large',
        message: expect.stringMatching(/line 2 is longer/),
      })
    }
  })

  test('refuses more than 2,000 columns, telling line and count', async () => {
    expect((await rows(`${','.repeat(COLUMN_CAP - 1)}`, 64))[0]?.cells).toHaveLength(COLUMN_CAP)
    await expect(rows(`a\n${','.repeat(9_999)}\n`, 64)).rejects.toMatchObject({
      code: 'csv_too_many_columns',
      message: expect.stringMatching(/^Line 2 has 10000 cells/),
    })
  })

  const cell = fc.string({ unit: fc.constantFrom('a', 'ü', '👍', '"', ',', ';', '\t', '|', '\n', '\r', ' ', "'", '=') })
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 })

  test('reads back any table that csvLines() writes, at any chunk size', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(...SIZES), async (cells, size) => {
        expect((await rows(csvLines(cells), size)).map((row) => row.cells)).toEqual(cells)
      }),
      { numRuns: 400 },
    )
  })

  test('reads what papaparse reads, with every delimiter and line end', async () => {
    const delimiters = fc.constantFrom<Delimiter[]>(',', ';', '\t', '|')
    const lineEnds = fc.constantFrom('\n', '\r\n', '\r')
    await fc.assert(
      fc.asyncProperty(
        table,
        delimiters,
        lineEnds,
        fc.constantFrom(...SIZES),
        async (cells, delimiter, newline, size) => {
          const text = Papa.unparse(cells, { delimiter, newline, quotes: true })
          const expected = Papa.parse<string[]>(text, { delimiter, newline }).data
          expect((await rows(text, size, { delimiter })).map((row) => row.cells)).toEqual(text === '' ? [] : expected)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('gives the same rows and lines for any text at any chunk size', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' '), maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...SIZES), async (hostile, size) => {
        const outcome = (at: number) => rows(hostile, at).catch((error: Error) => error.message)
        expect(await outcome(size)).toEqual(await outcome(Number.POSITIVE_INFINITY))
      }),
      { numRuns: 1_000 },
    )
  })

  test('counts lines as an editor does', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r'), maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(text, async (before) => {
        const closed = before.split('"').length % 2 === 1 ? before : `${before}"`
        const all = await rows(`"${closed.replaceAll('"', '""')}"\nlast`, 3)
        expect(all.at(-1)).toMatchObject({ cells: ['last'], line: closed.split(/\r\n|\r|\n/).length + 1 })
      }),
      { numRuns: 300 },
    )
  })
})
