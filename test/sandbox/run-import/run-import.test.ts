import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ImportRequest } from '../../../src/hubspot/import-request.ts'
import type { EngineError, ImportHooks } from '../../../src/sandbox/run-import/import-job.ts'
import { runImport } from '../../../src/sandbox/run-import/run-import.ts'
import { compound } from '../../table/build-compound.ts'
import { labelRow, xls } from '../../table/build-xls.ts'
import { textRow, xlsx } from '../../table/build-xlsx.ts'
import { type Account, createAccount, type FileOfImport } from './import-fixture.ts'

let account: Account
beforeEach(async () => {
  account = await createAccount()
})
afterEach(async () => {
  await account[Symbol.asyncDispose]()
})

const TEN = Array.from({ length: 10 }, (_, index) => `First${index},Last${index},person${index}@example.com`)
const TEN_CONTACTS = {
  csv: `First Name,Last Name,Email\n${TEN.join('\n')}\n`,
  columns: ['firstname', 'lastname', 'email!'],
}

describe('the two recorded imports', () => {
  test('runImport() counts ten clean rows of CREATE as HubSpot does', async () => {
    const outcome = await account.import(TEN_CONTACTS, { importOperations: { '0-1': 'CREATE' } })
    expect(outcome).toMatchObject({ state: 'DONE', errors: [] })
    expect(outcome.counters).toStrictEqual({
      PROPERTY_VALUES_EMITTED: 10,
      TOTAL_ROWS: 10,
      MAPPED_COLUMNS: 3,
      CREATED_OBJECTS: 10,
    })
  })

  test('runImport() is DONE with CREATE_ONLY_IMPORT on every line when the same file comes again with CREATE', async () => {
    await account.import(TEN_CONTACTS, { importOperations: { '0-1': 'CREATE' } })
    const again = await account.import(TEN_CONTACTS, { importOperations: { '0-1': 'CREATE' } })
    expect(again.state).toBe('DONE')
    expect(again.counters).toStrictEqual({ PROPERTY_VALUES_EMITTED: 10, ERRORS: 10, TOTAL_ROWS: 10, MAPPED_COLUMNS: 3 })
    expect(again.errors.map(({ lineNumber }) => lineNumber)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(again.errors[0]).toMatchObject({
      errorType: 'CREATE_ONLY_IMPORT',
      fileId: 9000,
      objectTypeId: '0-1',
      columnNumber: 2,
      propertyName: 'email',
      invalidValue: 'person0@example.com',
      rowData: ['First0', 'Last0', 'person0@example.com'],
    })
  })
})

const SHEET = {
  name: 'One',
  rows: [
    textRow(1, ['Name', 'City']),
    textRow(4, ['Anna', 'Rome']),
    textRow(5, ['Ben']),
    textRow(6, ['', '', 'x']),
  ].join(''),
}
const WORKBOOK = { csv: 'Name,City', fileName: 'people.xlsx', columns: ['firstname', 'city'] }

const NAME = { csv: 'Name\nAnna\n', columns: ['firstname'] }
const key = { columnType: 'HUBSPOT_OBJECT_ID', toColumnObjectTypeId: '0-2' } as const
const label = { columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' } as const
const time = { columnObjectTypeId: '0-54', columnType: 'EVENT_TIMESTAMP' } as const

interface Refused {
  what: string
  file: FileOfImport
  request?: Partial<ImportRequest>
  errorType: string
}

const refused: Refused[] = [
  {
    what: 'the request maps fewer columns than the file has',
    file: { csv: 'Name,City\nAnna,Rome\n', columns: ['firstname'] },
    errorType: 'INCORRECT_NUMBER_OF_COLUMNS',
  },
  {
    what: 'the request maps more columns than the file has',
    file: { csv: 'Name\nAnna\n', columns: ['firstname', 'city'] },
    errorType: 'INCORRECT_NUMBER_OF_COLUMNS',
  },
  {
    what: 'the first record is a preamble and not the header',
    file: { csv: 'Export of May\nName,City\nAnna,Rome\nBen,Oslo\n', columns: ['firstname', 'city'] },
    errorType: 'INCORRECT_NUMBER_OF_COLUMNS',
  },
  { what: 'there is only a header', file: { csv: 'Name\n', columns: ['firstname'] }, errorType: 'UNKNOWN_BAD_REQUEST' },
  { what: 'the file is empty', file: { csv: '', columns: ['firstname'] }, errorType: 'INVALID_FILE_TYPE' },
  { what: 'the file is binary', file: { ...NAME, csv: '%PDF-1.7\n' }, errorType: 'INVALID_FILE_TYPE' },
  { what: 'the extension is none of a table', file: { ...NAME, fileName: 'a.pdf' }, errorType: 'INVALID_FILE_TYPE' },
  { what: 'CSV has another extension', file: { ...NAME, fileName: 'a.txt' }, errorType: 'INVALID_FILE_TYPE' },
  { what: 'the name has no extension', file: { ...NAME, fileName: 'contacts' }, errorType: 'INVALID_FILE_TYPE' },
  { what: 'text is called a spreadsheet', file: { ...NAME, fileName: 'a.xlsx' }, errorType: 'INVALID_FILE_TYPE' },
  {
    what: 'a workbook has two sheets',
    file: { ...WORKBOOK, bytes: xlsx({ sheets: [SHEET, { ...SHEET, name: 'Two' }] }) },
    errorType: 'INVALID_SHEET_COUNT',
  },
  {
    what: 'a workbook is damaged',
    file: { ...WORKBOOK, bytes: xlsx({ sheets: [SHEET] }).subarray(0, 700) },
    errorType: 'INVALID_SPREADSHEET',
  },
  {
    what: 'a workbook has a password',
    file: { ...WORKBOOK, bytes: compound([{ name: 'EncryptedPackage', content: Buffer.alloc(5_000) }]) },
    errorType: 'INVALID_SPREADSHEET',
  },
  {
    what: 'a workbook has a password and ends too early',
    file: {
      ...WORKBOOK,
      bytes: compound([{ name: 'EncryptedPackage', content: Buffer.alloc(5_000) }]).subarray(0, 700),
    },
    errorType: 'INVALID_SPREADSHEET',
  },
  {
    what: 'a workbook has a header only',
    file: { ...WORKBOOK, bytes: xlsx({ sheets: [{ name: 'One', rows: textRow(1, ['Name', 'City']) }] }) },
    errorType: 'UNKNOWN_BAD_REQUEST',
  },
  {
    what: 'a CSV is UTF-16',
    file: { ...NAME, bytes: Buffer.from('\uFEFFName\nAnna\n', 'utf16le') },
    errorType: 'COULD_NOT_PARSE_ROW',
  },
  { what: 'a quote is never closed', file: { ...NAME, csv: 'Name\n"Anna\nBen\n' }, errorType: 'COULD_NOT_PARSE_ROW' },
  {
    what: 'the object type does not exist',
    file: { ...NAME, columns: ['2-999.name'] },
    errorType: 'MISSING_OBJECT_DEFINITION',
  },
  {
    what: 'the other object of an association does not exist',
    file: { csv: 'Name,Plan\nAnna,1\n', columns: ['firstname', { ...key, toColumnObjectTypeId: '2-999' }] },
    errorType: 'MISSING_OBJECT_DEFINITION',
  },
  {
    what: 'a column has neither property nor target',
    file: { csv: 'Name,City\nAnna,Rome\n', columns: ['firstname', {}] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'two columns write one property',
    file: { csv: 'A,B\nAnna,Ann\n', columns: ['firstname', 'firstname'] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'one object has two identifiers',
    file: { csv: 'A,B\na@x.com,K-1\n', columns: ['email!', 'customer_number!'] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'one object has two record ids',
    file: { csv: 'A,B\n1,2\n', columns: ['hs_object_id#', 'hs_object_id#'] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'the identifier is not unique',
    file: { ...NAME, columns: ['firstname!'] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'the identifier does not exist',
    file: { csv: 'A,B\nAnna,1\n', columns: ['firstname', 'passport!'] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'another property is called the record id',
    file: { ...NAME, columns: ['firstname#'] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'one object has two identifiers',
    file: { csv: 'A,B\n1,a@x.com\n', columns: ['customer_number!', 'email!'] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'the file has a thousand columns',
    file: {
      csv: `${Array.from({ length: 1000 }, (_, index) => `C${index}`).join()}\n${Array(1000).fill('x').join()}\n`,
      columns: Array(1000).fill('firstname'),
    },
    errorType: 'LIMIT_EXCEEDED',
  },
  {
    what: 'objects are to be updated that an import cannot update',
    file: { csv: 'Id,Item\n1,Wheel\n', columns: ['0-8.hs_object_id#', '0-8.name'] },
    request: { importOperations: { '0-8': 'UPDATE' } },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'a label column has a property',
    file: { csv: 'A,B,C\nAnna,Acme,Boss\n', columns: ['firstname', '0-2.name', { ...label, propertyName: 'city' }] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'a label column has no target',
    file: { csv: 'A,B\nAnna,Boss\n', columns: ['firstname', { columnType: 'FLEXIBLE_ASSOCIATION_LABEL' }] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'a label column leads nowhere',
    file: { csv: 'A,B\nAnna,Boss\n', columns: ['firstname', label] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'a key column has a property',
    file: { csv: 'A,B\nAnna,1\n', columns: ['firstname', { ...key, propertyName: 'city' }] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'a key column stands without its own object',
    file: { csv: 'A,B\nAcme,1\n', columns: ['0-2.name', { ...key, toColumnObjectTypeId: '0-3' }] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'ASSOCIATION_KEYS lead to another object',
    file: { csv: 'A,B\nAnna,1\n', columns: ['firstname', { ...label, columnType: 'ASSOCIATION_KEYS' }] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'a time of participation has no kind',
    file: { csv: 'A,B\na@x.com,2024-01-01\n', columns: ['email', time] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'notes stand alone',
    file: { csv: 'A,B\nText,2024-01-01\n', columns: ['0-46.hs_note_body', '0-46.hs_timestamp'] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
  {
    what: 'no column is used',
    file: { csv: 'A\nx\n', columns: [{ ignored: true }] },
    errorType: 'INVALID_COLUMN_CONFIGURATION',
  },
]

describe('runImport() imports nothing and is FAILED when', () => {
  test.each(refused)('$what', async ({ file, request, errorType }) => {
    const outcome = await account.import([{ csv: 'Company\nAcme\n', columns: ['0-2.name'] }, file], request)
    expect(outcome.state).toBe('FAILED')
    expect(outcome.told).toEqual([`0 ${errorType}`])
    expect(outcome.errors[0]).toMatchObject({ fileId: 9001, rowData: [] })
    expect(outcome.counters).toStrictEqual({ ERRORS: 1 })
    expect(account.records('0-2')).toEqual([])
  })

  test('the time zone does not exist', async () => {
    const outcome = await account.import([NAME, NAME], { timeZone: 'Europe/Nowhere' })
    expect({ state: outcome.state, told: outcome.told }).toEqual({ state: 'FAILED', told: ['0 UNKNOWN_BAD_REQUEST'] })
  })

  test('the uploaded file is not there any more', async () => {
    const file = { fileName: 'gone.csv', fileId: 7, path: '/nowhere/gone.csv', fileFormat: 'CSV' as const }
    const errors: EngineError[] = []
    const request = { files: [{ fileName: 'gone.csv', fileImportPage: { hasHeader: true, columnMappings: [] } }] }
    const result = await runImport(
      { importId: '1', request, files: [file] },
      account.store,
      quietHooks({ error: (error) => errors.push(error) }),
    )
    expect({ state: result.state, errors: errors.map(({ errorType }) => errorType) }).toEqual({
      state: 'FAILED',
      errors: ['FILE_NOT_FOUND'],
    })
  })
})

describe('runImport()', () => {
  test('puts mappings in another order than the file in its order, by name', async () => {
    const columns = [
      { columnName: 'City', propertyName: 'city' },
      { columnName: 'Name', propertyName: 'firstname' },
    ]
    await account.import({ csv: 'Name,City\nAnna,Rome\n', columns })
    expect(account.records('0-1')[0]?.properties).toEqual({ firstname: 'Anna', city: 'Rome' })
  })

  test('goes by position where names do not tell', async () => {
    const columns = [
      { columnName: 'City', propertyName: 'firstname' },
      { columnName: 'Town', propertyName: 'city' },
    ]
    await account.import({ csv: 'Name,City\nAnna,Rome\n', columns })
    expect(account.records('0-1')[0]?.properties).toEqual({ firstname: 'Anna', city: 'Rome' })
  })

  test.each([
    ['semicolons', 'Name;City\nAnna;Rome\nBen;Oslo\n'],
    ['tabs', 'Name\tCity\nAnna\tRome\nBen\tOslo\n'],
    ['a byte order mark', '\uFEFFName,City\r\nAnna,Rome\r\nBen,Oslo\r\n'],
  ])('reads a file with %s', async (_, csv) => {
    expect((await account.import({ csv, columns: ['firstname', 'city'] })).told).toEqual([])
    expect(account.values('0-1', 'city')).toEqual(['Rome', 'Oslo'])
  })

  test('reads a workbook: rows without text are no rows, missing cells are empty', async () => {
    const { told, errors } = await account.import({ ...WORKBOOK, bytes: xlsx({ sheets: [SHEET] }) })
    expect(told).toEqual(['4 INCORRECT_NUMBER_OF_COLUMNS'])
    expect(errors[0]?.pageName).toBe('One')
    expect(account.records('0-1').map(({ properties }) => properties)).toEqual([
      { firstname: 'Anna', city: 'Rome' },
      { firstname: 'Ben' },
    ])
  })

  test('reads a workbook of Excel 97–2003', async () => {
    const cells = [...labelRow(0, ['Name', 'City']), ...labelRow(1, ['Anna', 'Rome']), ...labelRow(3, ['Ben'])]
    const bytes = xls({ sheets: [{ name: 'One', cells }] })
    expect((await account.import({ ...WORKBOOK, fileName: 'people.xls', bytes })).told).toEqual([])
    expect(account.records('0-1').map(({ properties }) => properties)).toEqual([
      { firstname: 'Anna', city: 'Rome' },
      { firstname: 'Ben' },
    ])
  })

  test('takes the width of a workbook without header from its rows', async () => {
    const rows = [textRow(1, ['Anna']), textRow(2, ['Ben', 'Oslo'])].join('')
    const bytes = xlsx({ sheets: [{ name: 'One', rows }] })
    expect((await account.import({ ...WORKBOOK, hasHeader: false, bytes })).told).toEqual([])
    expect(account.values('0-1', 'city')).toEqual([undefined, 'Oslo'])
  })

  const MANY = {
    csv: `Email\n${Array.from({ length: 30_000 }, (_, index) => `p${index}@x.com`).join('\n')}\n`,
    columns: ['email!'],
  }

  test('lets other work have its turn between slices, and tells how far it is', async () => {
    const totals: (number | undefined)[] = []
    let turns = 0
    const outcome = await account.import(
      MANY,
      {},
      {
        counters: (counters) => totals.push(counters.TOTAL_ROWS),
        yieldNow: () => {
          turns += 1
          return Promise.resolve()
        },
      },
    )
    expect(outcome.counters).toMatchObject({ TOTAL_ROWS: 30_000, CREATED_OBJECTS: 30_000 })
    expect(turns).toBeGreaterThan(1)
    expect(totals).toEqual(totals.toSorted((a, b) => (a ?? 0) - (b ?? 0)))
    expect(totals.at(-1)).toBe(30_000)
  })

  test('stops between slices when it is cancelled, and keeps what is written', async () => {
    let turns = 0
    const outcome = await account.import(
      MANY,
      {},
      {
        cancelled: () => turns > 0,
        yieldNow: () => {
          turns += 1
          return Promise.resolve()
        },
      },
    )
    expect(outcome.state).toBe('CANCELED')
    expect(outcome.counters.CREATED_OBJECTS).toBeLessThan(30_000)
    expect(account.records('0-1').length).toBe(outcome.counters.CREATED_OBJECTS)
  })

  test('writes nothing when it is cancelled before the first row', async () => {
    const outcome = await account.import(NAME, {}, { cancelled: () => true })
    expect({ state: outcome.state, records: account.records('0-1') }).toEqual({ state: 'CANCELED', records: [] })
  })

  test('ends a file that breaks off in its middle with one error; the rows before stand', async () => {
    const csv = `${MANY.csv}"p,\n${'x\n'.repeat(600_000)}`
    const outcome = await account.import({ ...MANY, csv })
    expect({ state: outcome.state, told: outcome.told }).toEqual({ state: 'DONE', told: ['30002 ROW_DATA_TOO_LARGE'] })
    expect(outcome.counters.CREATED_OBJECTS).toBe(30_000)
  })
})

describe('a row that cannot be read', () => {
  const rows = Array.from({ length: 50 }, (_, index) => `Anna ${index}\n`)
  test.each([
    ['a quote that is never closed', '"Ben\nCleo\n', 'COULD_NOT_PARSE_ROW'],
    ['a NUL', 'B\0en\nCleo\n', 'COULD_NOT_PARSE_ROW'],
    ['a record without end', `"${'x\n'.repeat(600_000)}`, 'ROW_DATA_TOO_LARGE'],
  ])('ends the file with one error on its own line: %s', async (_what, rest, errorType) => {
    const outcome = await account.import({ csv: `Name\n${rows.join('')}${rest}`, columns: ['firstname'] })
    expect({ state: outcome.state, told: outcome.told }).toEqual({ state: 'DONE', told: [`52 ${errorType}`] })
    expect(account.values('0-1', 'firstname')).toEqual(rows.map((row) => row.trim()))
  })
})

test('a row with bytes that are not UTF-8 is lost, and no other', async () => {
  const bytes = Buffer.concat([
    Buffer.from('Name\nZoë\n\uFFFD\n'),
    Buffer.from('Jürgen\nAnna\nRené\n', 'latin1'),
    Buffer.from('José\n'),
  ])
  const { state, errors, told } = await account.import({ csv: 'Name', bytes, columns: ['firstname'] })
  expect({ state, told }).toEqual({
    state: 'DONE',
    told: ['3 COULD_NOT_PARSE_ROW', '4 COULD_NOT_PARSE_ROW', '6 COULD_NOT_PARSE_ROW'],
  })
  expect(errors[1]?.rowData).toEqual(['J\uFFFDrgen'])
  expect(account.values('0-1', 'firstname')).toEqual(['Zoë', 'Anna', 'José'])
  const whole = await account.import({ csv: 'Name\n\uFFFD\n', columns: ['firstname'] })
  expect(whole.told).toEqual([])
  const semicolons = Buffer.from('Name;City\nJürgen;Bonn\nAnna;Rome\n', 'latin1')
  const other = await account.import({ csv: 'Name,City', bytes: semicolons, columns: ['firstname', 'city'] })
  expect(other.told).toEqual(['2 COULD_NOT_PARSE_ROW'])
})

function quietHooks(hooks: Partial<ImportHooks>): ImportHooks {
  return {
    error: () => undefined,
    counters: () => undefined,
    cancelled: () => false,
    yieldNow: () => Promise.resolve(),
    ...hooks,
  }
}
