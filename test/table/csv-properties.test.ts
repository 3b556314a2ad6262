import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import type { Delimiter } from '../../src/table/table.ts'
import { csvLines } from '../../src/table/write-csv.ts'
import { DIALECT, READERS, type Reading, readAsText, SIZES, WHOLE } from './both-readers.ts'
import { fileInMemory } from './file-in-memory.ts'

const RUNS = 300

/** With how many bytes of a record that is kept for the next chunk. */
const sizes = fc.record({ chunkBytes: fc.constantFrom(...SIZES), mostKept: fc.constantFrom(2, 8, 64, 100_000) })

const delimiters = fc.constantFrom<Delimiter[]>(',', ';', '\t', '|')
const columnCounts = fc.integer({ min: 1, max: 5 })
const breaks = fc.constantFrom('\n', '\r\n', '\r')
const hostile = fc.constantFrom(
  'a',
  'ü',
  '山',
  '👍',
  '"',
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r',
  '\r\n',
  ' ',
  '\u00a0',
  '\ufeff',
)
const anyCell = fc
  .oneof(fc.string({ unit: hostile, maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }))
  .map((text) => text.replaceAll('\0', '\u0001'))
const anyTable = fc.array(fc.array(anyCell, { minLength: 1, maxLength: 5 }), { maxLength: 12 })

describe.each(READERS)('the reader of %s', (_reader, read) => {
  test('reads back any table that csvLines() wrote', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, delimiters, sizes, columnCounts, async (cells, delimiter, options, columnCount) => {
        const file = fileInMemory(csvLines(cells, { delimiter }))
        expect(cellsOf(await read(file, { ...DIALECT, delimiter, columnCount }, options))).toEqual(cells)
      }),
      { numRuns: RUNS },
    )
  })

  test.each([',', ';', '\t', '|'] as const)(
    'gives the same for any text with the delimiter %j at any chunk size',
    async (delimiter) => {
      await fc.assert(
        fc.asyncProperty(
          anyText(delimiter),
          sizes,
          fc.boolean(),
          fc.integer({ min: 1, max: 3 }),
          async (text, options, hasHeader, columnCount) => {
            const dialect = { ...DIALECT, delimiter, hasHeader, columnCount }
            const file = fileInMemory(text)
            expect(await read(file, dialect, options)).toEqual(await readAsText(file, dialect, { chunkBytes: WHOLE }))
          },
        ),
        { numRuns: RUNS },
      )
    },
  )

  test('reads what papaparse reads of well-formed text, with every delimiter and line end', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, delimiters, breaks, sizes, async (cells, delimiter, newline, options) => {
        const text = Papa.unparse(cells, { delimiter, newline, quotes: true })
        const expected = text === '' ? [] : Papa.parse<string[]>(text, { delimiter, newline }).data
        expect(cellsOf(await read(fileInMemory(text), { ...DIALECT, delimiter }, options))).toEqual(expected)
      }),
      { numRuns: RUNS },
    )
  })

  test('refuses any bytes that are not UTF-8 at any chunk size, with the same words', async () => {
    const piece = fc.oneof(
      fc.constantFrom('a,b\n', '"ü"\n', '山\r\n').map(Buffer.from),
      fc.uint8Array({ min: 0x7f, maxLength: 3 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), sizes, async (pieces, options) => {
        const file = fileInMemory(Buffer.concat(pieces))
        expect(await read(file, DIALECT, options)).toEqual(await readAsText(file, DIALECT, { chunkBytes: WHOLE }))
      }),
      { numRuns: RUNS },
    )
  })

  test('tells the line that an editor shows, whatever stands before the header and in the cells', async () => {
    await fc.assert(
      fc.asyncProperty(numberedFile, sizes, fc.boolean(), async ({ text, firstLine, lines }, options, bom) => {
        const file = fileInMemory(bom ? `\ufeff${text}` : text)
        const reading = await read(file, { ...DIALECT, bom, firstLine }, options)
        expect(linesOf(reading)).toEqual(lines)
      }),
      { numRuns: RUNS },
    )
  })
})

const cellsOf = (reading: Reading) => ('rows' in reading ? reading.rows.map(({ cells }) => cells) : reading)

/** For each row its line, by the number in its first cell. */
const linesOf = (reading: Reading) =>
  'rows' in reading ? reading.rows.map(({ cells, line }) => [/\d+/.exec(cells[0] ?? '')?.[0], line]) : reading

const anyText = (delimiter: Delimiter) =>
  fc.string({
    unit: fc.oneof(
      {
        weight: 40,
        arbitrary: fc.constantFrom(
          'a',
          'b',
          'ü',
          '👍',
          '"',
          '"',
          '""',
          delimiter,
          delimiter,
          '\n',
          '\n',
          '\r\n',
          '\r',
          ' ',
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom('\0', '\u00a0', '\ufeff', '\u2028', '\\', ',', ';', '\t', '|') },
    ),
    maxLength: 120,
  })

const blankLines = fc.array(fc.tuple(fc.constantFrom('', ' ', '\t'), breaks), { maxLength: 2 })
const cellRest = fc.string({ unit: fc.constantFrom('x', ' ', 'é', '\n', '\r\n', '\r', ',', '""'), maxLength: 6 })

/** Rows that begin with their number, with every kind of line end, and where the counting of an editor finds them. */
const numberedFile = fc
  .record({
    preamble: fc.array(fc.tuple(fc.constantFrom('', 'Report', 'a "b', ',,', '"x"'), breaks), { maxLength: 4 }),
    rows: fc.array(fc.record({ before: blankLines, rest: cellRest, isStray: fc.boolean(), end: breaks }), {
      maxLength: 12,
    }),
  })
  .map(({ preamble, rows }) => {
    const before = preamble.flat().join('')
    let text = before
    const lines: [number: string, line: number][] = []
    for (const [index, { before: blank, rest, isStray, end }] of rows.entries()) {
      text += blank.flat().join('')
      lines.push([`${index}`, lineAt(text)])
      text += `"${index}${rest}"${isStray ? ' "' : ''},z${end}`
    }
    return { text, firstLine: lineAt(before), lines }
  })

/** Counted in the simplest way there is. */
const lineAt = (textBefore: string) => textBefore.split(/\r\n|\r|\n/).length
