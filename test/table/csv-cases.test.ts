import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import type { Encoding } from '../../src/table/encoding/encodings.ts'
import { inspectTable } from '../../src/table/inspect-table.ts'
import type { Dialect } from '../../src/table/table.ts'
import { DIALECT, READERS, readAsBytes, SIZES, WHOLE } from './both-readers.ts'
import { CSV_CASES, type CsvCase, ENCODED_CASES, REFUSED_CASES } from './csv-cases.ts'
import { fileInMemory } from './file-in-memory.ts'

type Encoded = [name: string, dialect: Pick<Dialect, 'encoding' | 'bom'>, encode: (text: string) => Buffer]

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

const ENCODINGS: Encoded[] = [
  ['UTF-8', { encoding: 'utf-8', bom: false }, (text) => Buffer.from(text)],
  ['UTF-8 with a mark', { encoding: 'utf-8', bom: true }, (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16LE', { encoding: 'utf-16le', bom: false }, (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16LE with a mark', { encoding: 'utf-16le', bom: true }, (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16BE', { encoding: 'utf-16be', bom: false }, utf16be],
  ['UTF-16BE with a mark', { encoding: 'utf-16be', bom: true }, (text) => utf16be(`\ufeff${text}`)],
]

/** A long record would be looked at again for each of its bytes. */
const sizesFor = (text: string) => (text.length > 1_000 ? [64, WHOLE] : SIZES)

const rowsOf = ({ cells, lines }: Pick<CsvCase, 'cells' | 'lines'>, linesBefore = 0) =>
  cells.map((row, index) => ({ cells: row, line: linesBefore + (lines[index] ?? 0) }))

describe.each(READERS)('the reader of %s', (_reader, read) => {
  describe.each(ENCODINGS)('in %s', (_encoding, encoding, encode) => {
    test.each(CSV_CASES)('$name', async (one) => {
      const { text, delimiter = ',' } = one
      const rows = rowsOf(one)
      for (const chunkBytes of sizesFor(text)) {
        for (const columnCount of [1, 2]) {
          const dialect = { ...DIALECT, ...encoding, delimiter, columnCount }
          const file = fileInMemory(encode(text))
          expect(await read(file, dialect, { chunkBytes })).toEqual({ rows })
          expect(await read(file, { ...dialect, hasHeader: true }, { chunkBytes })).toEqual({ rows: rows.slice(1) })
        }
      }
    })

    test.each(REFUSED_CASES)('refuses $name', async ({ text, code, message }) => {
      for (const chunkBytes of sizesFor(text)) {
        const reading = await read(fileInMemory(encode(text)), { ...DIALECT, ...encoding }, { chunkBytes })
        expect(reading).toEqual({ code, message: expect.stringMatching(message) })
      }
    })
  })
})

describe.each(READERS)('the reader of %s', (_reader, read) => {
  test.each(ENCODED_CASES)('$name', async (one) => {
    const { bytes, encoding, delimiter = ',' } = one
    for (const chunkBytes of SIZES) {
      const reading = await read(fileInMemory(bytes), { ...DIALECT, encoding, delimiter }, { chunkBytes })
      expect(reading).toEqual({ rows: rowsOf(one) })
    }
  })
})

test.each(ENCODED_CASES)('inspectTable() knows how the reader $name', async ({ bytes, encoding, delimiter }) => {
  expect((await inspectTable(fileInMemory(bytes))).dialect).toMatchObject({ encoding, delimiter, firstLine: 1 })
})

/** Letters with their bytes; second halves are `|`, `\\`, `a`, digits. */
const LEGACY: [Encoding, [string, string][]][] = [
  [
    'big5',
    [
      ['弋', 'a47c'],
      ['功', 'a55c'],
      ['四', 'a57c'],
    ],
  ],
  [
    'gb18030',
    [
      ['😀', '9439fc36'],
      ['亅', '817c'],
      ['鉧', 'e361'],
    ],
  ],
  [
    'euc-kr',
    [
      ['김', 'b1e8'],
      ['민', 'b9ce'],
      ['수', 'bcf6'],
    ],
  ],
  [
    'euc-jp',
    [
      ['丂', '8fb0a1'],
      ['ｱ', '8eb1'],
      ['あ', 'a4a2'],
    ],
  ],
  [
    'windows-1250',
    [
      ['ř', 'f8'],
      ['ů', 'f9'],
      ['š', '9a'],
    ],
  ],
]

describe.each(READERS)('the reader of %s takes no half of a letter for a delimiter, in', (_reader, read) => {
  test.each(LEGACY)('%s', async (encoding, letters) => {
    const [x = '', y = '', z = ''] = letters.map(([letter]) => letter)
    const text = `${x}${y}|"${z}|${x}""${y}"|a\r\n${z}|${x}`
    const bytes = Buffer.concat(
      [...text].map((one) => Buffer.from(new Map(letters).get(one) ?? Buffer.from(one).toString('hex'), 'hex')),
    )
    for (const chunkBytes of SIZES) {
      expect(await read(fileInMemory(bytes), { ...DIALECT, encoding, delimiter: '|' }, { chunkBytes })).toEqual({
        rows: [
          { cells: [x + y, `${z}|${x}"${y}`, 'a'], line: 1 },
          { cells: [z, x], line: 2 },
        ],
      })
    }
  })
})

/** Bytes that are compared at once. */
const BLOCK = 64
/** The first chunk is read as text. */
const CHUNK = { chunkBytes: 512, mostKept: 512 }

describe('the reader of bytes, wherever in a block it begins,', () => {
  test.each(CSV_CASES)('$name', async (one) => {
    const { text, delimiter = ',' } = one
    const filler = `x${delimiter}\n`.repeat(CHUNK.chunkBytes / 2)
    for (let shift = 1; shift <= BLOCK; shift += 1) {
      const before = `${filler}${'y'.repeat(shift)}\n`
      const linesBefore = before.split('\n').length - 1
      const { reading } = await readAsBytes(fileInMemory(before + text), { ...DIALECT, delimiter }, CHUNK)
      const rows = 'rows' in reading ? reading.rows.slice(linesBefore) : reading
      expect(rows).toEqual(rowsOf(one, linesBefore))
    }
  })
})

describe('papaparse', () => {
  const papaRows = ({ text, delimiter = ',' }: CsvCase) =>
    Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true }).data

  test.each(CSV_CASES.filter(({ because }) => because === undefined))('too $name', (one) => {
    expect(papaRows(one)).toEqual(one.cells)
  })

  test.each(CSV_CASES.filter(({ because }) => because !== undefined))('does not: $name ($because)', (one) => {
    expect(papaRows(one)).not.toEqual(one.cells)
  })
})
