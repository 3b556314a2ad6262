import { describe, expect, test } from 'vitest'
import { inspectTable } from '../../src/table/inspect-table.ts'
import { openFile } from '../../src/table/open-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { write } = temporaryFolder()

async function inspect(
  content: string | Uint8Array,
  options: { hasHeader?: boolean; header?: readonly string[] } = {},
) {
  await using file = await openFile(write('file.csv', content))
  return await inspectTable(file, options)
}

describe('inspectTable()', () => {
  test('tells everything about a small file', async () => {
    expect(await inspect('\ufeffEmail;Name;\r\n"a@b.co";"Ann; B."\r\n\r\nc@d.co;Cy;x\r\n')).toEqual({
      fileName: 'file.csv',
      format: 'csv',
      bytes: 51,
      dialect: { encoding: 'utf-8', bom: true, delimiter: ';', hasHeader: true, firstLine: 1, columnCount: 3 },
      columns: [
        { index: 0, columnName: 'Email' },
        { index: 1, columnName: 'Name' },
        { index: 2, columnName: '' },
      ],
      sample: [
        { cells: ['a@b.co', 'Ann; B.'], line: 2, record: 1 },
        { cells: ['c@d.co', 'Cy', 'x'], line: 4, record: 2 },
      ],
      rowCount: 2,
      rowCountIsExact: true,
      sheets: [],
    })
  })

  const delimiters: [what: string, text: string, delimiter: string][] = [
    ['comma', 'a,b,c\n1,2,3\n', ','],
    ['semicolon', 'a;b;c\n1;2;3\n', ';'],
    ['tab', 'a\tb\tc\n1\t2\t3\n', '\t'],
    ['pipe', 'a|b|c\n1|2|3\n', '|'],
    ['semicolon with decimal commas', 'name;net;gross\nA;1,50;2,50\nB;2,75;3,75\nC;3,00;4,00\n', ';'],
    ['semicolon with decimal commas and no header', 'A;1,50\nB;2,75\nC;3,00\n', ';'],
    ['comma with lists of semicolons', 'name,tags\nA,x;y;z\nB,x;y;z\nC,u;v;w\n', ','],
    ['comma with one text full of semicolons', 'id,name,note\n1,A,"a; b; c; d; e"\n2,B,"f; g; h; i; j"\n', ','],
    ['semicolon with commas in addresses', 'name;address\nA;Main St 1, Rome\nB;High St 2, Oslo\n', ';'],
    ['tab with commas and semicolons in the values', 'name\tcity\nA, B\tX; Y\nC, D\tZ; W\n', '\t'],
    ['quoted cells with other delimiters inside', '"a";"b"\n"1,2,3";"4,5,6"\n"1,2,3";"4,5,6"\n', ';'],
    ['quoted cells with line breaks inside', 'id;note\n1;"one\ntwo, three\nfour"\n2;"five\nsix"\n', ';'],
    ['a stated delimiter against the looks', 'sep=;\na,b;c,d\n1,2;3,4\n', ';'],
    ['a stated tab', '"sep=\t"\r\na\tb\r\n1\t2\r\n', '\t'],
    ['one column of addresses', 'Email\na@b.co\nc@d.co\n', ','],
    ['one column of names with commas here and there', 'Company\nAcme\nFoo, Inc.\nBar\nBaz\nQux\n', ','],
    ['a semicolon file whose other reading never closes a quote', 'a;b\n1,"x;2\n3;4\n', ';'],
  ]
  test.each(delimiters)('finds the delimiter: %s', async (_what, text, delimiter) => {
    expect((await inspect(text)).dialect.delimiter).toBe(delimiter)
  })

  const MISLEADING = 'Line,Reason,Name\n3,a|b|c\n4,d|e|f,x\n5,g|h|i\n6,j|k|l\n'

  test('takes the delimiter that shows the names which its header is known to hold', async () => {
    expect((await inspect(MISLEADING)).dialect.delimiter).toBe('|')
    const { dialect, columns } = await inspect(MISLEADING, { header: ['Name', 'Reason'] })
    expect(dialect).toMatchObject({ delimiter: ',', hasHeader: true, firstLine: 1 })
    expect(columns.map(({ columnName }) => columnName)).toEqual(['Line', 'Reason', 'Name'])
  })

  test('goes by the looks of a file that has none of the names it was known for', async () => {
    expect((await inspect(MISLEADING, { header: ['Name', 'Email'] })).dialect.delimiter).toBe('|')
  })

  const headers: [what: string, text: string, hasHeader: boolean, firstLine: number][] = [
    ['names over values', 'Email,Name\na@b.co,Ann\n', true, 1],
    ['names alone', 'Email,Name\n', true, 1],
    ['names nobody knows over text', 'Foo,Bar\nx,y\nz,w\n', true, 1],
    ['names over codes', 'Kunde,Nummer\nAnn,A-1001\nBob,A-1002\n', true, 1],
    ['years as names', 'Region,2023,2024\nNorth,10,20\nSouth,30,40\n', true, 1],
    ['snake case', 'first_seen,x_score\nfoo,bar\n', true, 1],
    ['duplicate and blank names', 'email,email,,name\na@b.co,c@d.co,1,Ann\n', true, 1],
    ['names that repeat as values', 'Name,Status,Email\nAnn,Status,a@b.co\nBob,Open,b@c.co\n', true, 1],
    ['people without names over them', 'Ann,Lee,a@b.co\nBob,Ray,b@c.co\n', false, 1],
    ['one person', 'Ann,Lee,a@b.co\n', false, 1],
    ['numbered people', '1,Hans,de Boer\n2,Marie,Verkerk\n3,Jan,Gerards\n', false, 1],
    ['phones', 'Ann,+49 170 1234567\nBob,+49 170 7654321\n', false, 1],
    ['dates', '2024-01-05,Ann\n2024-01-06,Bob\n', false, 1],
    ['a title above the names', 'Customer report\n\nName,Email,City\nAnn,a@b.co,Rome\nBob,b@c.co,Oslo\n', true, 3],
    ['a title padded with delimiters', 'Clients,,,\n,,,\nName,Email,City,Zip\nAnn,a@b.co,Rome,1\n', true, 3],
    ['a title and a date above the names', 'Export,2024-05-31,,\nName,Email,City,Zip\nAnn,a@b.co,Rome,1\n', true, 2],
    [
      'lines of notes between a date and the names',
      'Report: Leads\nGenerated,2026-04-01\nFilter: all\n\nName,E-mail,Phone,Company\nAnn Lee,a@b.co,+44 20 7946 0001,Lee Co\n',
      true,
      5,
    ],
    [
      'padded notes of two cells above the names',
      'Generated,2026-04-01,,\nFrom,2026-01-01,,\n,,,\nName,Email,City,Zip\nAnn,a@b.co,Rome,1\n',
      true,
      4,
    ],
    [
      'sparse values above a full row of words',
      'Name,Email,City,Team,Note\nAnn,a@b.co,,,\nBob,b@c.co,,,\nCy,Dee,Oslo,Blue,new\n',
      true,
      1,
    ],
    ['sparse people without names, and a full one', 'Ann,Lee,,\nBob,Ray,,\nCy,Dee,Oslo,Blue\n', true, 1],
    ['a title in quotes over two lines', '"Export\nof May"\nName,Email\nAnn,a@b.co\nBob,b@c.co\n', true, 3],
    ['blank lines above the names', '\n\r\n  \nName,Email\nAnn,a@b.co\n', true, 4],
    ['sep= above the names', 'sep=;\r\nName;Email\r\nAnn;a@b.co\r\n', true, 2],
    ['a title above values without names', 'Customers\n\nAnn,a@b.co,Rome\nBob,b@c.co,Oslo\n', false, 3],
    ['names with data cells more than names', 'Name,Email\nAnn,a@b.co,\nBob,b@c.co,\n', true, 1],
    ['sparse rows under the names', 'Name,Email,City,Zip,Note\nAnn,,,,\nBob,,,,\nCy,c@d.co,,,\n', true, 1],
    ['lone CR as line end', 'Mac export\r\rName,Email\rAnn,a@b.co\rBob,b@c.co\r', true, 3],
  ]
  test.each(headers)('finds the header: %s', async (_what, text, hasHeader, firstLine) => {
    expect((await inspect(text)).dialect).toMatchObject({ hasHeader, firstLine })
  })

  test('believes the person about the header', async () => {
    const text = 'Ann,Lee\nBob,Ray\n'
    expect(await inspect(text, { hasHeader: false })).toMatchObject({
      columns: [{ columnName: '' }, { columnName: '' }],
      sample: [{ cells: ['Ann', 'Lee'], line: 1, record: 1 }, { record: 2 }],
      rowCount: 2,
    })
    expect(await inspect('a@b.co,1\nc@d.co,2\n', { hasHeader: true })).toMatchObject({
      columns: [{ columnName: 'a@b.co' }, { columnName: '1' }],
      rowCount: 1,
    })
  })

  test('keeps column names that are dangerous as keys, duplicate or blank', async () => {
    const { columns, sample } = await inspect('__proto__,constructor,toString,,email,email\n1,2,3,4,a@b.co,c@d.co\n')
    expect(columns.map(({ columnName }) => columnName)).toEqual([
      '__proto__',
      'constructor',
      'toString',
      '',
      'email',
      'email',
    ])
    expect(sample[0]?.cells).toEqual(['1', '2', '3', '4', 'a@b.co', 'c@d.co'])
    expect(Object.hasOwn(Object.prototype, 'email')).toBe(false)
  })

  test('shows the columns and 0 rows of a file with only a header', async () => {
    for (const text of ['Email,Name', 'Email,Name\r\n']) {
      expect(await inspect(text)).toMatchObject({ columns: [{}, {}], sample: [], rowCount: 0, rowCountIsExact: true })
    }
  })

  test.each([['\ufeff'], ['\n\n'], [' \r\n\t\r\n']])('says file_empty of %j', async (text) => {
    await expect(inspect(text)).rejects.toMatchObject({ code: 'file_empty' })
  })

  test('estimates the rows of a large file from its beginning, within 5 %', async () => {
    const rows = 40_000
    const text = `Email,Name\n${Array.from({ length: rows }, (_, i) => `user${i + 100_000}@example.com,Jürgen ${i}`).join('\n')}\n`
    const table = await inspect(text)
    expect(table.rowCountIsExact).toBe(false)
    expect(Math.abs(table.rowCount - rows)).toBeLessThan(rows * 0.05)
    expect(table.sample).toHaveLength(200)
    expect(table.sample.at(-1)).toMatchObject({ line: 201, record: 200 })
  })

  test.each([
    ['utf16le', Buffer.from('\ufeffName\tCity\r\nJürgen\tKöln\r\n', 'utf16le'), 'utf-16le'],
    ['windows-1252', Buffer.from('Name\tCity\r\nJürgen\tKöln\r\n', 'latin1'), 'windows-1252'],
  ])('reads %s', async (_what, bytes, encoding) => {
    expect(await inspect(bytes)).toMatchObject({
      dialect: { encoding, delimiter: '\t' },
      sample: [{ cells: ['Jürgen', 'Köln'], line: 2 }],
    })
  })

  test('names the line of a broken byte in the head', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Name\nJürgen\nRenée\nZoë\nAndré\nFrançois\nA'),
      Buffer.from([0xff, 0x0a]),
    ])
    await expect(inspect(bytes)).rejects.toMatchObject({
      code: 'encoding_invalid',
      message: expect.stringContaining('on line 7'),
    })
  })

  test('names the line of a quote that is never closed, also when 300 kB or 3 MB follow', async () => {
    for (const [rows, code] of [
      [3, 'csv_malformed'],
      [30_000, 'csv_malformed'],
      [300_000, 'csv_record_too_large'],
    ] as const) {
      const text = `Email,Name\nx@y.zz,"open\n${'row,row,row\n'.repeat(rows)}`
      await expect(inspect(text)).rejects.toMatchObject({ code, message: expect.stringContaining('opens on line 2') })
    }
  })

  test('names the line of a NUL', async () => {
    await expect(inspect('Name,City\nAnn,Rome\nBob,\0slo\n')).rejects.toMatchObject({
      code: 'csv_malformed',
      message: expect.stringContaining('Line 3 holds a NUL'),
    })
  })

  test('reads a first record that is longer than the head', async () => {
    const long = 'x'.repeat(400_000)
    expect(await inspect(`Name,"Note\n${long}"\nAnn,1\n`)).toMatchObject({
      dialect: { delimiter: ',', firstLine: 1, columnCount: 2 },
      columns: [{ columnName: 'Name' }, { columnName: `Note\n${long}` }],
      sample: [{ cells: ['Ann', '1'], line: 3 }],
    })
  })

  test('refuses 10,000 columns with the count', async () => {
    await expect(inspect(`${'a,'.repeat(9_999)}a\n`)).rejects.toMatchObject({
      code: 'csv_too_many_columns',
      message: expect.stringContaining('10000 cells'),
    })
  })

  test('reads a wide file with another delimiter in its values', async () => {
    const wide = Array.from({ length: 900 }, () => '1,5,5').join(';')
    expect(
      (await inspect(`${Array.from({ length: 900 }, (_, i) => `c${i}x`).join(';')}\n${wide}\n`)).dialect.columnCount,
    ).toBe(900)
  })

  test('reads cells that are made to hurt patterns', async () => {
    const cells = [
      `a@${'a.'.repeat(30_000)}!`,
      `${'1,'.repeat(30_000)}x`,
      ' '.repeat(50_000),
      `+${'1 '.repeat(150)}x`,
      `${'1.'.repeat(140)}x`,
    ]
    const table = await inspect(`A,B\n${cells.map((cell) => `"${cell}",1\n`).join('')}`)
    expect(table.columns).toHaveLength(2)
  })
})
