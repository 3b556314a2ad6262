import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Connection, connect, wholeOf } from '../connect.ts'
import { errorCell, formulaCell, labelCell, labelRow, numberCell, stringResult, xls } from '../table/build-xls.ts'
import { textRow, xlsx } from '../table/build-xlsx.ts'
import { propose } from '../tools/plan-files.ts'

const DATES = ['Email', 'Signed on', 'Seen at', 'Called at', 'Remark']
/** 3 April 2024 as a day, at 14:30, and at 14:30:15: a day that every order reads, but only one reads rightly. */
const SERIALS = [45385, 45385.604166666664, 45385.60434027778, 45385]

const datesXlsx = xlsx({
  sheets: [
    {
      name: 'Contacts',
      rows: `${textRow(1, DATES)}<row r="2"><c t="inlineStr"><is><t>ann@example.com</t></is></c><c s="1"><v>${SERIALS[0]}</v></c><c s="2"><f>B2+0.6</f><v>${SERIALS[1]}</v></c><c s="2"><v>${SERIALS[2]}</v></c><c s="1"><v>${SERIALS[3]}</v></c></row>`,
    },
  ],
  styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>',
})
const datesXls = xls({
  sheets: [
    {
      name: 'Contacts',
      cells: [
        ...labelRow(0, DATES),
        labelCell(1, 0, 'ann@example.com'),
        numberCell(1, 1, SERIALS[0] ?? 0, 1),
        formulaCell(1, 2, SERIALS[1] ?? 0, 2),
        numberCell(1, 3, SERIALS[2] ?? 0, 2),
        numberCell(1, 4, SERIALS[3] ?? 0, 1),
      ],
    },
  ],
  formats: [0, 14, 22],
})

const ORDERS = [
  ['YEAR_MONTH_DAY', '2024-04-03'],
  ['MONTH_DAY_YEAR', '04/03/2024'],
  ['DAY_MONTH_YEAR', '03/04/2024'],
] as const

test.each(
  ORDERS.flatMap(([dateFormat, date]) => [
    { dateFormat, date, file: 'book.xlsx', bytes: datesXlsx },
    { dateFormat, date, file: 'book.xls', bytes: datesXls },
  ]),
)('dates of cells in $file are uploaded in the order $dateFormat', async ({ dateFormat, date, file, bytes }) => {
  await using connection = await connect({ files: { [file]: bytes } })
  await makeProperty(connection, 'Signed on', 'date')
  await makeProperty(connection, 'Seen at', 'datetime')
  await makeProperty(connection, 'Called at', 'datetime')
  const planId = await propose(connection, file, { dateFormat, objectTypes: ['contacts'] })
  const columns = [
    { column: 'Email', objectTypeId: '0-1', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
    { column: 'Signed on', objectTypeId: '0-1', propertyName: 'signed_on' },
    { column: 'Seen at', objectTypeId: '0-1', propertyName: 'seen_at' },
    { column: 'Called at', objectTypeId: '0-1', propertyName: 'called_at' },
    { column: 'Remark', objectTypeId: '0-1', propertyName: 'city' },
  ]
  await connection.call('revise_mapping', { planId, columns })
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    ready: true,
    findings: [],
  })
  const { imports } = wholeOf(await connection.call('start_import', { planId }))
  const [{ importId }] = Array.isArray(imports) ? imports : []
  await connection.sandbox.clock.settle()
  const sent = `${DATES.join(',')}\r\nann@example.com,${date},${date} 14:30,${date} 14:30:15,2024-04-03\r\n`
  expect(connection.sandbox.uploads(importId)).toMatchObject([{ bytes: Buffer.byteLength(sent), sha256: sha256(sent) }])
  expect(connection.sandbox.store.findByUniqueValue('0-1', 'email', 'ann@example.com')).toMatchObject([
    {
      properties: {
        signed_on: '2024-04-03',
        seen_at: '2024-04-03T14:30:00.000Z',
        called_at: '2024-04-03T14:30:15.000Z',
        city: '2024-04-03',
      },
    },
  ])
})

test('a date with a time becomes the day of a date property, and one without the midnight of a datetime property', async () => {
  await using connection = await connect({ files: { 'book.xls': datesXls } })
  await makeProperty(connection, 'Signed on', 'datetime')
  await makeProperty(connection, 'Seen at', 'date')
  const planId = await propose(connection, 'book.xls', { dateFormat: 'DAY_MONTH_YEAR', objectTypes: ['contacts'] })
  const columns = [
    { column: 'Signed on', objectTypeId: '0-1', propertyName: 'signed_on' },
    { column: 'Seen at', objectTypeId: '0-1', propertyName: 'seen_at' },
  ]
  await connection.call('revise_mapping', { planId, columns })
  wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
  await connection.sandbox.clock.settle()
  expect(connection.sandbox.store.findByUniqueValue('0-1', 'email', 'ann@example.com')).toMatchObject([
    { properties: { signed_on: '2024-04-03T00:00:00.000Z', seen_at: '2024-04-03' } },
  ])
})

/** 40,000 contacts from row 4 on; the address in row 30,004 is none. */
const MANY = 40_000
const addressOf = (index: number) => (index === 30_000 ? 'nobody(at)example.com' : `p${index}@example.com`)
const manyXlsx = () =>
  xlsx({
    sheets: [
      {
        name: 'All',
        rows:
          textRow(3, ['Email', 'First Name']) +
          Array.from({ length: MANY }, (_, index) => textRow(index + 4, [addressOf(index), `Name ${index}`])).join(''),
      },
    ],
  })
const manyXls = () =>
  xls({
    sheets: [
      {
        name: 'All',
        cells: [
          ...labelRow(2, ['Email', 'First Name']),
          ...Array.from({ length: MANY }, (_, index) =>
            labelRow(index + 3, [addressOf(index), `Name ${index}`]),
          ).flat(),
        ],
      },
    ],
  })

test.each([
  ['all.xlsx', manyXlsx],
  ['all.xls', manyXls],
] as const)('validate_import tells the row of the sheet in %s', async (file, build) => {
  await using connection = await connect({ files: { [file]: build() } })
  const planId = await propose(connection, file)
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    rows: MANY,
    rowsLost: 1,
    findings: [{ errorType: 'INVALID_EMAIL', count: 1, examples: [{ line: 30_004, value: 'nobody(at)example.com' }] }],
  })
})

const formulas = ['Email', 'City', 'Annual Revenue', 'Company Name']
const errorsXlsx = xlsx({
  sheets: [
    {
      name: 'Contacts',
      rows: `${textRow(1, formulas)}<row r="2"><c t="inlineStr"><is><t>ann@example.com</t></is></c><c t="e"><f>X</f><v>#REF!</v></c><c t="e"><v>#DIV/0!</v></c></row><row r="3"><c t="inlineStr"><is><t>bob@example.com</t></is></c><c t="str"><f>X</f><v>Rome</v></c><c><f>2*3</f><v>6</v></c></row>`,
    },
  ],
})
const errorsXls = xls({
  sheets: [
    {
      name: 'Contacts',
      cells: [
        ...labelRow(0, formulas),
        labelCell(1, 0, 'ann@example.com'),
        formulaCell(1, 1, { error: 0x17 }),
        errorCell(1, 2, 0x07),
        labelCell(2, 0, 'bob@example.com'),
        formulaCell(2, 1, 'text'),
        stringResult('Rome'),
        formulaCell(2, 2, 6),
      ],
    },
  ],
})

test.each([
  ['errors.xlsx', errorsXlsx],
  ['errors.xls', errorsXls],
])('errors of formulas in %s are findings with their cells, and not imported without a word', async (file, bytes) => {
  await using connection = await connect({ files: { [file]: bytes } })
  await makeProperty(connection, 'Turnover', 'number')
  const planId = await propose(connection, file, { objectTypes: ['contacts'] })
  const columns = [
    { column: 'City', objectTypeId: '0-1', propertyName: 'city' },
    { column: 'Annual Revenue', objectTypeId: '0-1', propertyName: 'turnover' },
    { column: 'Company Name', propertyName: null },
  ]
  await connection.call('revise_mapping', { planId, columns })
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    ready: false,
    findings: [
      { errorType: 'COULD_NOT_PARSE_NUMBER', outcome: 'value_lost', examples: [{ line: 2, value: '#DIV/0!' }] },
      {
        errorType: 'FORMULA_ERROR',
        severity: 'error',
        outcome: null,
        message: expect.stringContaining('1 cell in "City" (column B of the sheet) holds the error of a formula'),
        examples: [{ line: 2, value: '#REF!' }],
        repair: { name: 'blank_placeholder', count: 1 },
      },
    ],
  })
  await connection.call('revise_mapping', { planId, repairs: [{ repair: 'blank_placeholder' }] })
  wholeOf(await connection.call('start_import', { planId }))
  await connection.sandbox.clock.settle()
  const [ann] = connection.sandbox.store.findByUniqueValue('0-1', 'email', 'ann@example.com')
  const [bob] = connection.sandbox.store.findByUniqueValue('0-1', 'email', 'bob@example.com')
  expect([ann?.properties.city, ann?.properties.turnover]).toEqual([undefined, undefined])
  expect([bob?.properties.city, bob?.properties.turnover]).toEqual(['Rome', '6'])
})

async function makeProperty(connection: Connection, label: string, type: string): Promise<void> {
  wholeOf(await connection.call('create_property', { objectType: 'contacts', label, type }))
}

test('sheets without a value in them are none that could be meant', async () => {
  const rows = textRow(1, ['Email', 'First Name']) + textRow(2, ['ann@example.com', 'Ann'])
  const empty = (name: string) => ({ name, rows: '' })
  const book = xlsx({ sheets: [empty('Sheet1'), { name: 'People', rows }, empty('Sheet2'), empty('Sheet3')] })
  await using connection = await connect({ files: { 'book.xlsx': book } })
  const planId = await propose(connection, 'book.xlsx')
  expect(wholeOf(await connection.call('validate_import', { planId })).findings).toEqual([])
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

test.each([
  ['that nobody has named, with a warning', {}, [{ errorType: 'INVALID_SHEET_COUNT', severity: 'warning' }]],
  ['that was named, without', { sheet: 'Old' }, []],
])('a workbook of two sheets is checked for the one %s, also when it is read again', async (_about, args, expected) => {
  const rows = textRow(1, ['Email', 'First Name']) + textRow(2, ['ann@example.com', 'Ann'])
  const book = xlsx({
    sheets: [
      { name: 'All', rows },
      { name: 'Old', rows },
    ],
  })
  await using connection = await connect({ files: { 'book.xlsx': book } })
  const planId = await propose(connection, 'book.xlsx', args)
  const findings = async () => wholeOf(await connection.call('validate_import', { planId })).findings
  const before = await findings()
  expect(before).toMatchObject(expected)
  await connection.call('revise_mapping', { planId, files: ['book.xlsx'] })
  expect(await findings()).toEqual(before)
})
