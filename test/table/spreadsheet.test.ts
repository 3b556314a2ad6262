import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inspectTable } from '../../src/table/inspect-table.ts'
import { openFile } from '../../src/table/open-file.ts'
import { type BuiltWorkbook, type Part, sheetXml, textRow, xlsx, zip } from './build-xlsx.ts'
import { type ReadOptions, readWorkbook } from './read-workbook.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { letteredHeader, PEOPLE, testWorkbook } from './workbook-cases.ts'

const { write } = temporaryFolder()

const readBytes = (bytes: Uint8Array, options?: ReadOptions) => readWorkbook(write('book.xlsx', bytes), options)
const read = (workbook: BuiltWorkbook, options?: ReadOptions) => readBytes(xlsx(workbook), options)
const oneSheet = (rows: string) => ({ sheets: [{ name: 'Sheet1', rows }] })
const people = PEOPLE.map((cells, row) => textRow(row + 1, cells)).join('')

describe('inspectTable() and readRows() of a workbook', () => {
  testWorkbook('xlsx', (name) => write(name, xlsx(oneSheet(people))))

  test('read every kind of cell', async () => {
    const strings =
      '<si><t>Name</t></si><si><r><t>An</t></r><r><rPr/><t xml:space="preserve">n </t></r><rPh><t>アン</t></rPh></si><si/>'
    const styles =
      '<numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy hh:mm"/><numFmt numFmtId="171" formatCode="00000"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>'
    const cells: [xml: string, text: string][] = [
      ['<c r="A2" t="s"><v>1</v></c>', 'Ann '],
      ['<c r="B2" t="b"><v>1</v></c>', 'TRUE'],
      ['<c r="C2" t="b"><v>0</v></c>', 'FALSE'],
      ['<c r="D2" s="1"><v>45443</v></c>', '2024-05-31'],
      ['<c r="E2" s="2"><v>45443.5</v></c>', '2024-05-31T12:00:00'],
      ['<c r="F2" s="3"><v>1067</v></c>', '01067'],
      ['<c r="G2"><f>A1*2</f><v>0.30000000000000004</v></c>', '0.3'],
      ['<c r="H2" t="str"><f>CONCAT()</f><v>a_x000D_&amp;b</v></c>', 'a\r&b'],
      ['<c r="I2" t="str"><f>IF(A1,"","")</f></c>', ''],
      ['<c r="J2" t="e"><v>#N/A</v></c>', '#N/A'],
      ['<c r="K2" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>x</t></rPh></is></c>', 'inline'],
      ['<c r="L2" t="d"><v>2024-05-31</v></c>', '2024-05-31'],
      ['<c r="M2" s="1"/>', ''],
      ['<c r="N2" t="s"><v>2</v></c>', ''],
      ['<c r="O2"><v>4.9170123456789E12</v></c>', '4917012345678.9'],
      ['<c r="P2" t="inlineStr"><is><t>R<![CDATA[&D <b>]]>!</t></is></c>', 'R&D <b>!'],
      ['<c r="Q2" t="str"><f>IF(A1,"","")</f><v></v></c>', ''],
      ['<c r="R2"><v/></c>', ''],
      ['<c r="S2" t="b"><v/></c>', ''],
      ['<c r="T2" t="b"><v>true</v></c>', 'TRUE'],
      ['<c r="U2" t="d"><v>2024-05-31T00:00:00.000Z</v></c>', '2024-05-31'],
      ['<c r="V2" t="d"><v>2024-05-31T14:30:00</v></c>', '2024-05-31T14:30:00'],
      ['<c r="W2"><v>120210123456789012</v></c>', '120210123456789012'],
      ['<c r="X2"><v>1.2021012345678901E17</v></c>', '120210123456789000'],
      ['<c r="Y2" t="str"><v>Ann_x0000__x0000_</v></c>', 'Ann'],
    ]
    const header = textRow(1, letteredHeader(cells.length))
    const { rows } = await read({
      ...oneSheet(`${header}<row r="2">${cells.map(([xml]) => xml).join('')}</row>`),
      strings,
      styles,
    })
    expect(rows[0]?.cells).toEqual(cells.map(([, text]) => text))
  })

  test('count days from 1904 where the workbook says so', async () => {
    const { rows } = await read({
      ...oneSheet(`${textRow(1, ['Date'])}<row><c s="1"><v>43981</v></c></row>`),
      styles: '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>',
      is1904: true,
    })
    expect(rows[0]?.cells).toEqual(['2024-05-31'])
  })

  test('read files that write prefixes and leave out cell and row numbers', async () => {
    const xml =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Name</x:t></x:is></x:c></x:row><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    const { rows } = await read({ ...oneSheet(''), parts: [{ name: 'xl/worksheets/sheet1.xml', content: xml }] })
    expect(rows).toEqual([{ cells: ['7'], line: 2, record: 1 }])
  })

  test.each(['Sheet 1.xml', 'Sheet%201.xml', 'Blätter.xml', '100%.xml'])(
    'read a sheet whose part is named %s',
    async (name) => {
      const relations = `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/${name}"/></Relationships>`
      const parts = [
        { name: 'xl/_rels/workbook.xml.rels', content: relations },
        { name: `xl/worksheets/${name}`, content: sheetXml(people) },
      ]
      expect((await read({ ...oneSheet(''), parts })).rows).toHaveLength(2)
    },
  )

  test('fill short rows, leave out blank ones and keep gaps cheap', async () => {
    const rows = `${textRow(3, ['Report'])}${textRow(5, ['Name', 'City', 'Zip'])}<row r="7"><c r="B7"><v>1</v></c></row><row r="8"><c r="A8" s="1"/><c r="XFD8" s="1"/></row>${textRow(9, ['  '])}<row r="1048576"><c r="A1048576"><v>2</v></c></row>`
    const result = await read(oneSheet(rows))
    expect(result.table.dialect).toMatchObject({ firstLine: 5, columnCount: 3 })
    expect(result.rows).toEqual([
      { cells: ['', '1', ''], line: 7, record: 1 },
      { cells: ['2', '', ''], line: 1_048_576, record: 2 },
    ])
  })

  test('give values beside the named columns a column without a name', async () => {
    const { table } = await read(oneSheet(textRow(1, ['Email', 'Name']) + textRow(2, ['a@b.co', 'Ann', 'x', 'y'])))
    expect(table.columns.map(({ columnName }) => columnName)).toEqual(['Email', 'Name', '', ''])
  })

  const book = {
    sheets: [
      { name: 'Hidden', rows: people, state: 'hidden' as const },
      { name: 'Empty', rows: '' },
      { name: 'Kunden &amp; Co', rows: people },
      { name: 'Deals', rows: textRow(1, ['Deal']) + textRow(2, ['Big one']) },
    ],
  }
  test('take the first visible sheet with values, and tell all names and the hidden ones', async () => {
    const { table } = await read(book)
    expect(table.dialect.sheet).toBe('Kunden & Co')
    expect(table).toMatchObject({ sheets: ['Hidden', 'Empty', 'Kunden & Co', 'Deals'], hiddenSheets: ['Hidden'] })
    expect(table.otherSheets).toEqual(['Deals', 'Hidden'])
  })

  test('take the sheet that is named', async () => {
    expect((await read(book, { sheet: 'Deals' })).rows).toEqual([{ cells: ['Big one'], line: 2, record: 1 }])
    expect((await read(book, { sheet: 'Hidden' })).rows).toHaveLength(2)
  })

  test('name the sheets when there is none of that name, and say so when it is empty', async () => {
    await expect(read(book, { sheet: 'Leads' })).rejects.toMatchObject({
      code: 'invalid_arguments',
      message: 'book.xlsx has no sheet "Leads"; its sheets are "Hidden" (hidden), "Empty", "Kunden & Co", "Deals".',
    })
    await expect(read(book, { sheet: 'Empty' })).rejects.toMatchObject({ code: 'file_empty' })
    await expect(read(oneSheet(''))).rejects.toMatchObject({ code: 'file_empty' })
  })

  test('estimate the rows of a long sheet and read all of them', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) =>
      textRow(i + 2, [`user${i + 10_000}@example.com`, `Name ${i + 10_000}`]),
    )
    const { table, rows } = await read(oneSheet(textRow(1, ['Email', 'Name']) + many.join('')))
    expect(table.rowCountIsExact).toBe(false)
    expect(Math.abs(table.rowCount - 20_000)).toBeLessThan(1_000)
    expect(rows).toHaveLength(20_000)
    expect(rows.at(-1)).toEqual({ cells: ['user29999@example.com', 'Name 29999'], line: 20_001, record: 20_000 })
  })

  test('read only as many shared texts as the head needs', async () => {
    const strings = `${'<si><t>Name</t></si><si><t>Ann</t></si>'}<broken`
    const rows = '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>'
    await using file = await openFile(
      write(
        'head.xlsx',
        xlsx({ ...oneSheet(rows), strings: strings.replace('<broken', '<si><t>x</t></si>'.repeat(100_000)) }),
      ),
    )
    expect((await inspectTable(file)).sample[0]?.cells).toEqual(['Ann'])
  })
})

describe('a workbook that is not what it should be', () => {
  const cell = (xml: string) => oneSheet(`${textRow(1, ['Name'])}<row r="2">${xml}</row>`)
  const sheetPart = (content: string): BuiltWorkbook => ({
    ...oneSheet(''),
    parts: [{ name: 'xl/worksheets/sheet1.xml', content }],
  })

  const refused: [what: string, workbook: BuiltWorkbook, code: string, message: RegExp][] = [
    [
      'a value in column XFD',
      oneSheet(`${textRow(1, ['Name'])}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`),
      'spreadsheet_too_large',
      /cell XFD1048576/,
    ],
    [
      'a DOCTYPE',
      sheetPart(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${sheetXml(people).replace(/^.*?\?>/, '')}`),
      'file_unreadable',
      /DOCTYPE/,
    ],
    [
      'a DOCTYPE in the shared texts',
      {
        ...oneSheet('<row><c t="s"><v>0</v></c></row>'),
        strings: 'x',
        parts: [{ name: 'xl/sharedStrings.xml', content: '<!DOCTYPE x><sst/>' }],
      },
      'file_unreadable',
      /DOCTYPE/,
    ],
    ['an entity that is not defined', cell('<c t="str"><v>&boom;</v></c>'), 'file_unreadable', /damaged/],
    ['a shared text out of range', cell('<c t="s"><v>7</v></c>'), 'file_unreadable', /refers to text 7/],
    ['a negative index of a shared text', cell('<c r="A2" t="s"><v>-1</v></c>'), 'file_unreadable', /cell A2 refers/],
    [
      'a formula without its result',
      cell('<c r="A2"><f>1+1</f></c>'),
      'file_unreadable',
      /cell A2 holds a formula without its result/,
    ],
    [
      'formulas with an empty result, as libraries write them',
      cell('<c r="A2"><f>1+1</f><v></v></c><c r="B2" t="b"><f>1=1</f><v/></c><c r="C2" t="s"><f>A1</f><v/></c>'),
      'file_unreadable',
      /cells A2, B2, C2 hold formulas without their results/,
    ],
    ['text where a number should be', cell('<c r="A2"><v>1e999</v></c>'), 'file_unreadable', /cell A2 holds "1e999"/],
    ['rows that go back', oneSheet(textRow(2, ['a']) + textRow(1, ['b'])), 'file_unreadable', /row 1 is out of order/],
    [
      'cells that go back',
      cell('<c r="B2"><v>1</v></c><c r="A2"><v>1</v></c>'),
      'file_unreadable',
      /cell A2 is out of order/,
    ],
    ['XML that ends too early', sheetPart('<worksheet><sheetData><row>'), 'file_unreadable', /damaged/],
    ['deep nesting', sheetPart(`<worksheet>${'<a>'.repeat(200)}`), 'file_unreadable', /nested more than 100 deep/],
    [
      'a text without end',
      cell(`<c t="str"><v>${'x'.repeat(2_000_000)}</v></c>`),
      'spreadsheet_too_large',
      /characters in row 2/,
    ],
    [
      'an attribute without end',
      sheetPart(`<worksheet a="${'x'.repeat(6_000_000)}"/>`),
      'spreadsheet_too_large',
      /a text of more than/,
    ],
    [
      'two parts of one name',
      {
        ...oneSheet(people),
        parts: [
          { name: 'a', content: '' },
          { name: 'A', content: '' },
        ],
      },
      'file_unreadable',
      /two parts are named/,
    ],
    [
      'bytes that are not UTF-8',
      {
        ...oneSheet(''),
        parts: [{ name: 'xl/worksheets/sheet1.xml', content: Buffer.from(sheetXml(textRow(1, ['\xff'])), 'latin1') }],
      },
      'file_unreadable',
      /damaged/,
    ],
    [
      'a part with a password',
      { ...oneSheet(people), parts: [{ name: 'xl/workbook.xml', content: 'x', inflated: Buffer.from('x'), flags: 1 }] },
      'file_encrypted',
      /password/,
    ],
    [
      'a wrong check sum',
      { ...oneSheet(''), parts: [{ name: 'xl/worksheets/sheet1.xml', content: sheetXml(people), crc: 1 }] },
      'file_unreadable',
      /check sum/,
    ],
    ['no sheet', { sheets: [] }, 'file_unreadable', /no sheet with cells/],
    [
      'more than 2,000 parts',
      { ...oneSheet(people), parts: Array.from({ length: 2_001 }, (_, i): Part => ({ name: `p${i}`, content: '' })) },
      'spreadsheet_too_large',
      /parts; at most 2000/,
    ],
  ]
  test.each(refused)('is refused for %s', async (_what, workbook, code, message) => {
    await expect(read(workbook)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  test('is refused when its end is missing', async () => {
    const bytes = xlsx(oneSheet(people))
    for (const share of [0.3, 0.6, 0.99]) {
      await expect(readBytes(bytes.subarray(0, Math.floor(bytes.length * share)))).rejects.toMatchObject({
        code: 'file_unreadable',
      })
    }
  })

  test('is refused when it is only a zip file', async () => {
    await expect(readBytes(zip([{ name: 'a.txt', content: 'x' }]))).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining('"xl/workbook.xml" is missing'),
    })
  })

  test('is refused when a part grows more than 200 times', async () => {
    const bomb = sheetXml(`${textRow(1, ['Name'])}<row r="2">${' '.repeat(30 * 1024 * 1024)}</row>`)
    const compressed = deflateRawSync(bomb, { level: 9 })
    expect(bomb.length / compressed.length).toBeGreaterThan(200)
    const workbook = {
      ...oneSheet(''),
      parts: [{ name: 'xl/worksheets/sheet1.xml', content: compressed, inflated: Buffer.from(bomb) }],
    }
    await expect(read(workbook)).rejects.toMatchObject({
      code: 'spreadsheet_too_large',
      message: expect.stringMatching(/200 times|characters/),
    })
  })
})
