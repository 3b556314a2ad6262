import { describe, expect, test } from 'vitest'
import type { BuildOptions } from '../build-compound.ts'
import {
  type BuiltXls,
  begin,
  blankCell,
  errorCell,
  formulaCell,
  labelCell,
  labelRow,
  longRecord,
  mulBlankCell,
  mulRkCell,
  numberCell,
  record,
  richCell,
  rkCell,
  rkDouble,
  rkInteger,
  sharedCell,
  stringResult,
  text,
  truthCell,
  uint16,
  xls,
} from '../build-xls.ts'
import { type ReadOptions, readWorkbook } from '../read-workbook.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { letteredHeader, PEOPLE, testWorkbook } from '../workbook-cases.ts'

const { write } = temporaryFolder()

const read = (workbook: BuiltXls, options?: ReadOptions, build?: BuildOptions) =>
  readWorkbook(write('book.xls', xls(workbook, build)), options)

const oneSheet = (cells: readonly Buffer[]) => ({ sheets: [{ name: 'Sheet1', cells }] })
const people = PEOPLE.flatMap((cells, row) => labelRow(row, cells))

describe('inspectTable() and readRows() of an .xls workbook', () => {
  testWorkbook('xls', (name) => write(name, xls(oneSheet(people))))

  test('read every kind of cell', async () => {
    const codes = ['dd.mm.yyyy', 'dd.mm.yyyy hh:mm', '00000', 'General']
    const cells: [cells: (column: number) => Buffer | Buffer[], text: string][] = [
      [(column) => labelCell(1, column, 'Jürgen'), 'Jürgen'],
      [(column) => labelCell(1, column, '日本'), '日本'],
      [(column) => labelCell(1, column, 'Ann\0\0'), 'Ann'],
      [(column) => richCell(1, column, 'rich'), 'rich'],
      [(column) => sharedCell(1, column, 1), 'shared'],
      [(column) => truthCell(1, column, true), 'TRUE'],
      [(column) => truthCell(1, column, false), 'FALSE'],
      [(column) => errorCell(1, column, 0x2a), '#N/A'],
      [(column) => errorCell(1, column, 0x17), '#REF!'],
      [(column) => numberCell(1, column, 45443, 1), '2024-05-31'],
      [(column) => numberCell(1, column, 45443.5, 2), '2024-05-31T12:00:00'],
      [(column) => rkCell(1, column, rkInteger(45443), 1), '2024-05-31'],
      [(column) => rkCell(1, column, rkInteger(1067), 3), '01067'],
      [(column) => rkCell(1, column, rkInteger(-5)), '-5'],
      [(column) => rkCell(1, column, rkInteger(1999, true)), '19.99'],
      [(column) => rkCell(1, column, rkDouble(-1024.25)), '-1024.25'],
      [(column) => numberCell(1, column, 0.1 + 0.2), '0.3'],
      [(column) => numberCell(1, column, 491701234567890), '491701234567890'],
      [(column) => formulaCell(1, column, 12.5), '12.5'],
      [(column) => formulaCell(1, column, 45443, 1), '2024-05-31'],
      [(column) => formulaCell(1, column, true), 'TRUE'],
      [(column) => formulaCell(1, column, { error: 0x07 }), '#DIV/0!'],
      [(column) => [formulaCell(1, column, 'text'), stringResult('Dear 😀')], 'Dear 😀'],
      [(column) => formulaCell(1, column, 'blank'), ''],
      [(column) => blankCell(1, column), ''],
      [(column) => labelCell(1, column, 'last'), 'last'],
    ]
    const records = cells.flatMap(([cell], column) => cell(column))
    const workbook = {
      ...oneSheet([...labelRow(0, letteredHeader(cells.length)), ...records]),
      codes,
      strings: ['other', 'shared'],
    }
    const { rows } = await read(workbook)
    expect(rows[0]?.cells).toEqual(cells.map(([, shown]) => shown))
  })

  test('read several numbers and blanks in one record', async () => {
    const { rows } = await read({
      ...oneSheet([
        ...labelRow(0, ['A', 'B', 'C', 'D', 'E', 'F']),
        mulRkCell(1, 0, [rkInteger(7), rkInteger(1999, true), rkInteger(45443)], 1),
        mulBlankCell(1, 3, 2),
        labelCell(1, 5, 'x'),
      ]),
      formats: [0, 14],
    })
    expect(rows[0]?.cells).toEqual(['1900-01-07', '1900-01-19', '2024-05-31', '', '', 'x'])
  })

  test('count days from 1904 where the workbook says so', async () => {
    const workbook = { ...oneSheet([labelCell(0, 0, 'Date'), numberCell(1, 0, 43981, 1)]), formats: [0, 14] }
    expect((await read({ ...workbook, is1904: true })).rows[0]?.cells).toEqual(['2024-05-31'])
    expect((await read(workbook)).rows[0]?.cells).toEqual(['2020-05-30'])
  })

  test.each([17, 31, 100, 8224])('put shared texts together that records of %d bytes cut', async (splitAt) => {
    const strings = [
      'Name',
      'plain',
      'Ⅷ wide 日本語'.repeat(9),
      { text: 'rich', runs: 30 },
      { text: 'アン', runs: 2, phonetic: 50 },
      '',
      'x'.repeat(9000),
      'ツ'.repeat(9000),
      'last',
    ]
    const cells = strings.map((_text, index) => sharedCell(index, 0, index))
    // The header of a text, up to nine bytes, is never cut.
    const { rows } = await read({ ...oneSheet(cells), strings, splitAt })
    const texts = strings.map((one) => (typeof one === 'string' ? one : one.text))
    expect(rows.map(({ cells: [cell] }) => cell)).toEqual(texts.slice(1).filter((one) => one !== ''))
  })

  test('put the result of a formula together that records cut', async () => {
    const whole = text('a'.repeat(3000))
    const pieces = [whole.subarray(0, 1000), Buffer.concat([Buffer.from([0]), whole.subarray(1000)])]
    const { rows } = await read(
      oneSheet([labelCell(0, 0, 'Name'), formulaCell(1, 0, 'text'), longRecord(0x207, pieces)]),
    )
    expect(rows[0]?.cells).toEqual(['a'.repeat(3000)])
  })

  test('pass over a chart within the sheet', async () => {
    const chart = [begin(0x20), ...labelRow(7, ['not', 'a', 'row']), record(0x0a)]
    const [first, ...rest] = people
    expect((await read(oneSheet([first ?? record(0), ...chart, ...rest]))).rows).toHaveLength(2)
  })

  test('fill short rows, leave out blank ones and go as far as sheets go', async () => {
    const { rows } = await read(
      oneSheet([
        ...labelRow(2, ['Name', 'City', 'Zip']),
        labelCell(4, 1, 'Rome'),
        labelCell(5, 0, '  '),
        labelCell(65_535, 255, 'x'),
      ]),
    )
    expect(rows[0]).toEqual({ cells: ['', 'Rome', '', ...Array(253).fill('')], line: 5, record: 1 })
    expect(rows[1]).toMatchObject({ line: 65_536, record: 2 })
    expect(rows).toHaveLength(2)
  })

  const book: BuiltXls = {
    sheets: [
      { name: 'Versteckt', cells: people, state: 'hidden' },
      { name: 'Leer', cells: [] },
      { name: 'Diagramm', cells: people, kind: 2 },
      { name: 'Kunden 顧客', cells: people },
      { name: 'Deals', cells: [...labelRow(0, ['Deal']), ...labelRow(1, ['Big one'])], state: 'veryHidden' },
    ],
  }
  test('take the first visible sheet with values, and tell the others', async () => {
    const { table } = await read(book)
    expect(table.dialect.sheet).toBe('Kunden 顧客')
    expect(table).toMatchObject({
      sheets: ['Versteckt', 'Leer', 'Kunden 顧客', 'Deals'],
      hiddenSheets: ['Versteckt', 'Deals'],
      otherSheets: ['Versteckt', 'Deals'],
    })
  })

  test('take the sheet that is named', async () => {
    const { table, rows } = await read(book, { sheet: 'Deals' })
    expect(rows).toEqual([{ cells: ['Big one'], line: 2, record: 1 }])
    expect(table.otherSheets).toBeUndefined()
    await expect(read(book, { sheet: 'Leer' })).rejects.toMatchObject({ code: 'file_empty' })
    await expect(read(book, { sheet: 'Leads' })).rejects.toMatchObject({
      code: 'invalid_arguments',
      message: expect.stringContaining('"Versteckt" (hidden), "Leer", "Kunden 顧客", "Deals" (hidden)'),
    })
  })

  const many = Array.from({ length: 20_000 }, (_, row) => [
    sharedCell(row + 1, 0, row + 2),
    numberCell(row + 1, 1, row),
  ])
  const long: BuiltXls = {
    ...oneSheet([sharedCell(0, 0, 0), sharedCell(0, 1, 1), ...many.flat()]),
    strings: ['Email', 'Number', ...many.map((_cells, index) => `user${index}@example.com`)],
  }
  test('estimate the rows of a long sheet and read all of them', async () => {
    const { table, rows } = await read(long)
    expect(table.rowCountIsExact).toBe(false)
    expect(Math.abs(table.rowCount - 20_000)).toBeLessThan(1_000)
    expect(rows).toHaveLength(20_000)
    expect(rows.at(-1)).toEqual({ cells: ['user19999@example.com', '19999'], line: 20_001, record: 20_000 })
  })

  test('find the sectors of a file that is in pieces', async () => {
    expect((await read(long, {}, { isReversed: true })).rows).toEqual((await read(long)).rows)
  })

  test('take the workbook of the root, not one that is embedded', async () => {
    const bytes = Buffer.from('not a workbook')
    const entries = [
      { name: 'MBD0001', content: Buffer.alloc(0), isStorage: true },
      { name: 'Workbook', content: bytes, parent: 0 },
    ]
    expect((await read({ ...oneSheet(people), entries })).rows).toHaveLength(2)
  })

  test('read what LibreOffice writes', async () => {
    const path = new URL('../fixtures/libreoffice.xls', import.meta.url).pathname
    const { table, rows } = await readWorkbook(path)
    const long = `😀 ${'long '.repeat(40)}`
    expect(table).toMatchObject({
      sheets: ['Leads', 'Hidden', 'Empty'],
      hiddenSheets: ['Hidden'],
      otherSheets: ['Hidden'],
      dialect: { sheet: 'Leads', hasHeader: true },
    })
    // biome-ignore format: one line for each row of the sheet
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['ann@example.com', 'Jürgen', '1980-02-29', '2024-05-31T14:30:00', '1234.5', '2469', 'Dear Jürgen', 'TRUE', '', '01067', '0.25', '49170123456782', '14:30:00'],
      ['ben@example.com', '日本太郎', '2024-12-01', '2024-01-02', '-0.1', '-0.2', 'Dear 日本太郎', 'FALSE', '#DIV/0!', '99999', '0.25', '49170123456783', '14:30:00'],
      ['cy@example.com', long, '1900-03-01', '1999-12-31T23:59:59', '3000000000000000', '6000000000000000', `Dear ${long}`, 'FALSE', '', '00001', '0.25', '49170123456784', '14:30:00'],
    ])
  })
})

describe('an .xls workbook that is not what it should be', () => {
  const cell = (...cells: Buffer[]) => oneSheet([labelCell(0, 0, 'Name'), ...cells])
  const refused: [what: string, workbook: BuiltXls, code: string, message: RegExp][] = [
    ['a password', { ...oneSheet(people), globals: [record(0x2f, Buffer.alloc(54))] }, 'file_encrypted', /password/],
    ['Excel 95', { ...oneSheet(people), stream: 'Book' }, 'file_type_unsupported', /Excel 95 or older/],
    ['an old version', { ...oneSheet(people), version: 0x500 }, 'file_type_unsupported', /Excel 95 or older/],
    ['another stream', { ...oneSheet(people), stream: 'WordDocument' }, 'file_unreadable', /no workbook/],
    ['no sheet', { sheets: [] }, 'file_unreadable', /no sheet with cells/],
    ['a shared text out of range', { ...cell(sharedCell(1, 0, 7)), strings: ['x'] }, 'file_unreadable', /text 7/],
    ['rows that go back', oneSheet([...labelRow(2, ['a']), ...labelRow(1, ['b'])]), 'file_unreadable', /row 2 is out/],
    ['a cell twice', cell(labelCell(1, 0, 'a'), labelCell(1, 0, 'b')), 'file_unreadable', /cell A2 is out of order/],
    ['a column beyond all', cell(labelCell(1, 60_000, 'a')), 'spreadsheet_too_large', /at most 2000 columns/],
    ['a number that is none', cell(numberCell(1, 0, Number.NaN)), 'file_unreadable', /cell A2 holds a number/],
    ['a record that is too short', cell(record(0x203, uint16(1))), 'file_unreadable', /ends too early/],
    [
      'a text that is too short',
      cell(record(0x204, Buffer.from('010000000000ff0000', 'hex'))),
      'file_unreadable',
      /A2 ends/,
    ],
    [
      'half a character',
      cell(record(0x204, Buffer.from('010000000000ff000141', 'hex'))),
      'file_unreadable',
      /ends too/,
    ],
    [
      'results that are missing',
      cell(...[1, 2, 3].map((row) => formulaCell(row, 1, 'text'))),
      'file_unreadable',
      /cells B2, B3, B4 hold formulas without their results/,
    ],
    [
      'more than 2,000 sheets',
      { sheets: Array.from({ length: 2_001 }, (_, index) => ({ name: `S${index}`, cells: [] })) },
      'spreadsheet_too_large',
      /more than 2000 sheets/,
    ],
    [
      'a row of more than a million characters',
      {
        ...oneSheet(Array.from({ length: 40 }, (_, column) => sharedCell(0, column, 0))),
        strings: ['x'.repeat(30_000)],
      },
      'spreadsheet_too_large',
      /characters in row 1/,
    ],
  ]
  test.each(refused)('is refused for %s', async (_what, workbook, code, message) => {
    await expect(read(workbook)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  test('is refused wherever it is cut off', async () => {
    const bytes = xls(oneSheet(people.concat(labelRow(3, ['x'.repeat(20_000)]))))
    for (let length = 8; length < bytes.length - 512; length += 499) {
      await expect(readWorkbook(write('cut.xls', bytes.subarray(0, length)))).rejects.toMatchObject({
        code: 'file_unreadable',
      })
    }
  })

  test('is refused when its sheets lie over each other', async () => {
    const blank = Array.from({ length: 1_000 }, (_, row) => blankCell(row, 0))
    const others = Array.from({ length: 200 }, (_, index) => ({ name: `S${index}`, cells: [], startOf: 0 }))
    await expect(read({ sheets: [{ name: 'Blank', cells: blank }, ...others] })).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringMatching(/lie over each other/),
    })
  })
})
