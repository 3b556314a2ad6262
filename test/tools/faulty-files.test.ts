import { appendFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Connection, connect, textOf, wholeOf } from '../connect.ts'
import { importFile, propose } from './plan-files.ts'

/** What each tool that looks at a file answers: the code and the whole text of its refusal. */
async function refusals(content: string | Uint8Array, tools: readonly string[] = ['inspect_file', 'propose_mapping']) {
  await using connection = await connect({ files: { 'leads.csv': content } })
  const results = await Promise.all(tools.map((tool) => connection.call(tool, { file: 'leads.csv' })))
  return results.map((result) => ({ isError: result.isError, text: textOf(result) }))
}

async function validate(connection: Connection, args: Record<string, unknown> = {}) {
  const planId = await propose(connection, 'leads.csv')
  return await connection.call('validate_import', { planId, ...args })
}

const columnsOf = async (connection: Connection, tool: string) => {
  const answer = wholeOf(await connection.call(tool, { file: 'leads.csv' }))
  return JSON.stringify(answer.files ?? answer.columns)
}

describe('a file without rows', () => {
  test.each([
    ['no byte', ''],
    ['only a byte order mark', '\ufeff'],
    ['only lines of white space', ' \r\n\t\n\n'],
    ['only a byte order mark and blank lines', '\ufeff\r\n\r\n'],
  ])('of %s is refused as empty', async (_what, content) => {
    for (const { isError, text } of await refusals(content)) {
      expect(isError).toBe(true)
      expect(text).toMatch(/^file_empty: leads\.csv /)
    }
  })

  test.each(['Email,First Name', 'Email,First Name\r\n'])(
    'of a header shows its columns and makes no plan (%j)',
    async (content) => {
      await using connection = await connect({ files: { 'leads.csv': content } })
      expect(wholeOf(await connection.call('inspect_file', { file: 'leads.csv' }))).toMatchObject({
        file: { rowCount: 0, rowCountIsExact: true },
        columns: [{ columnName: 'Email' }, { columnName: 'First Name' }],
      })
      expect(textOf(await connection.call('propose_mapping', { file: 'leads.csv' }))).toMatch(/^file_header_only: /)
    },
  )
})

/** Also where the person would accept losses. */
async function expectNotStarted(connection: Connection, fault: { errorType: string; line: number; message: RegExp }) {
  const planId = await propose(connection, 'leads.csv')
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    ready: false,
    findings: [
      {
        errorType: fault.errorType,
        outcome: 'file_refused',
        message: expect.stringMatching(fault.message),
        examples: [{ line: fault.line }],
      },
    ],
  })
  const refused = textOf(await connection.call('start_import', { planId, acceptFindings: true }))
  expect(refused).toMatch(/^findings_block: .* cannot be read to its end/)
  expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
}

describe('a file that is no table to its end', () => {
  const LEADS = Array.from({ length: 20_000 }, (_, row) => `ann${row}@example.com,"Zoë, ${row}"\n`).join('')
  const PARSE = 'COULD_NOT_PARSE_ROW'

  test.each([
    [
      'a quote that is never closed',
      'a@b.co,"open\nb@b.co,Bob\n',
      PARSE,
      /^The quote that opens on line 20002 is never/,
    ],
    [
      'a quote that is never closed, with megabytes behind it',
      `a@b.co,"open\n${'row,row\n'.repeat(200_000)}`,
      'ROW_DATA_TOO_LARGE',
      /^The record on line 20002 .* the quote that opens on line 20002 is not closed/,
    ],
    ['a NUL', 'b@example.com,B\0b\n', PARSE, /^Line 20002 holds a NUL character/],
  ])('for %s is not started, and the line is told', async (_what, end, errorType, message) => {
    await using connection = await connect({ files: { 'leads.csv': `Email,First Name\n${LEADS}${end}` } })
    await expectNotStarted(connection, { errorType, line: 20_002, message })
  })

  test('for a byte that is not UTF-8 is not started, and its place is told', async () => {
    const rows = Array.from({ length: 900_000 }, (_, row) => `a${row}@b.co\n`).join('')
    const good = Buffer.from(`Email\nzoë@b.co\n${rows}ab`)
    await using connection = await connect({
      files: { 'leads.csv': Buffer.concat([good, Buffer.from('\xff@b.co\nb@b.co\n', 'latin1')]) },
    })
    const message = new RegExp(`^Byte FF on line 900003 of leads\\.csv \\(offset ${good.length}\\)`)
    await expectNotStarted(connection, { errorType: PARSE, line: 900_003, message })
  })

  test('for what follows in a file longer than an import may be is not cut into parts either', async () => {
    await using connection = await connect({ files: { 'leads.csv': `Email,First Name\n${LEADS}` } })
    // Sparse: takes no room on the disk.
    truncateSync(join(connection.folder, 'leads.csv'), 600 * 1024 * 1024)
    const planId = await propose(connection, 'leads.csv')
    const refused = textOf(await connection.call('start_import', { planId, acceptFindings: true }))
    expect(refused).toMatch(/^findings_block: A file of the plan cannot be read to its end/)
    expect(refused).toContain('Outcome: not_started')
    expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
  })

  test('but has one row more than an import may have is sent in two parts', async () => {
    await using connection = await connect({ files: { 'leads.csv': 'Email,City\na@b.co,Rome\n' } })
    const rows = Array.from({ length: 1_048_576 }, (_, row) => `${row}@b.co,\n`).join('')
    appendFileSync(join(connection.folder, 'leads.csv'), rows)
    const planId = await propose(connection, 'leads.csv')
    expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
      rows: 1_048_577,
      limits: expect.arrayContaining([
        { name: 'rows', fileName: 'leads.csv', value: 1_048_577, limit: 1_048_576, exceeded: true, parts: 2 },
      ]),
    })
    const { imports } = wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
    expect(imports).toMatchObject([
      { part: 1, rows: 1_048_576 },
      { part: 2, rows: 1 },
    ])
  })
})

/** What every object has, with its value. */
const prototype = () =>
  Reflect.ownKeys(Object.prototype).map((key) => [key, Reflect.getOwnPropertyDescriptor(Object.prototype, key)])

describe('columns', () => {
  test('more than are read are refused with their number, in a short answer', async () => {
    const row = `${'x,'.repeat(9_999)}x\n`
    for (const { text } of await refusals(row.repeat(3))) {
      expect(text).toMatch(/^csv_too_many_columns: Line 1 has 10000 cells; at most 2000 /)
      expect(text.length).toBeLessThan(500)
    }
  })

  test('of one name stay two, and both can be imported', async () => {
    const content = 'email,email,firstname\na@example.com,b@example.com,Ann\n'
    await using connection = await connect({ files: { 'leads.csv': content } })
    const both = [
      { index: 0, columnName: 'email' },
      { index: 1, columnName: 'email' },
      { index: 2, columnName: 'firstname' },
    ]
    expect(wholeOf(await connection.call('inspect_file', { file: 'leads.csv' })).columns).toMatchObject(both)
    const proposed = wholeOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
    expect(proposed.files).toMatchObject([{ columns: both }])
    const { planId } = proposed
    const columns = [{ column: 1, objectTypeId: '0-1', propertyName: 'work_email' }]
    wholeOf(await connection.call('revise_mapping', { planId, columns }))
    wholeOf(await connection.call('start_import', { planId }))
    await connection.sandbox.clock.settle()
    expect(connection.sandbox.store.findByUniqueValue('0-1', 'email', 'a@example.com')).toMatchObject([
      { properties: { work_email: 'b@example.com', firstname: 'Ann' } },
    ])
  })

  test('named like members of Object are imported with their values', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const content = `${names.join(',')},email\nA,B,C,D,a@example.com\n`
    const before = prototype()
    await using connection = await connect({ files: { 'leads.csv': content } })
    const shown = [...names, 'email'].map((columnName, index) => ({ index, columnName }))
    const inspected = wholeOf(await connection.call('inspect_file', { file: 'leads.csv', rows: 1 }))
    expect(inspected).toMatchObject({ columns: shown, rows: [{ cells: ['A', 'B', 'C', 'D', 'a@example.com'] }] })
    const proposed = wholeOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
    expect(proposed).toMatchObject({ files: [{ columns: shown }] })
    const { planId } = proposed
    const properties = ['firstname', 'lastname', 'city', 'company']
    const columns = properties.map((propertyName, place) => ({
      column: names[place],
      objectTypeId: '0-1',
      propertyName,
    }))
    wholeOf(await connection.call('revise_mapping', { planId, columns }))
    wholeOf(await connection.call('start_import', { planId }))
    await connection.sandbox.clock.settle()
    expect(connection.sandbox.store.findByUniqueValue('0-1', 'email', 'a@example.com')).toMatchObject([
      { properties: { firstname: 'A', lastname: 'B', city: 'C', company: 'D' } },
    ])
    expect(prototype()).toEqual(before)
  })

  test('without a name are told by their number, and a long name is cut', async () => {
    const long = 'x'.repeat(20_000)
    await using connection = await connect({ files: { 'leads.csv': `,   ,${long},email\n1,2,3,a@example.com\n` } })
    for (const tool of ['inspect_file', 'propose_mapping']) {
      const columns = await columnsOf(connection, tool)
      expect(columns).not.toContain('x'.repeat(200))
      expect(columns).toContain(`"${'x'.repeat(199)}…"`)
    }
    const { questions } = wholeOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
    expect(questions).toEqual([expect.stringMatching(/^3 columns have no match: column 1, column 2, "x+…"\./)])
  })

  test('that a row has too many or too few of are counted, with the first lines, and nothing is started', async () => {
    const ragged = Array.from({ length: 500 }, (_, row) => `a${row}@example.com,Ann${row % 2 === 0 ? '' : ',Rome,x'}\n`)
    const rows = Array.from({ length: 500 }, (_, row) => `b${row}@example.com,"B\n${row}",Rome\n`)
    const content = `email,firstname,city\n${rows.map((row, index) => row + ragged[index]).join('')}`
    await using connection = await connect({ files: { 'leads.csv': content } })
    const planId = await propose(connection, 'leads.csv')
    const report = wholeOf(await connection.call('validate_import', { planId, maxExamples: 10 }))
    expect(report).toMatchObject({
      rows: 1_000,
      rowsLost: 500,
      findings: [
        {
          errorType: 'INCORRECT_NUMBER_OF_COLUMNS',
          outcome: 'row_lost',
          count: 500,
          examples: Array.from({ length: 10 }, (_, index) => ({
            line: 4 + index * 3,
            value: `${index % 2 === 0 ? 2 : 4} cells instead of 3`,
          })),
        },
      ],
    })
    expect(textOf(await connection.call('start_import', { planId }))).toMatch(
      /^findings_block: The check of 1,000 rows found problems: 500 rows lost/,
    )
    expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
  })
})

test('rows with mixed line ends and line breaks in cells are counted exactly, each with its line', async () => {
  const content = 'email,firstname\r\na@b.co,"An\nn"\rb@b.co,Bob\n\nc@b.co,"C\r\n\r\ny"\r\r\nd@b.co,Dan'
  await using connection = await connect({ files: { 'leads.csv': content } })
  expect(wholeOf(await connection.call('inspect_file', { file: 'leads.csv', rows: 10 }))).toMatchObject({
    file: { rowCount: 4, rowCountIsExact: true },
    rows: [{ line: 2 }, { line: 4 }, { line: 6 }, { line: 10, cells: ['d@b.co', 'Dan'] }],
  })
  expect(wholeOf(await validate(connection))).toMatchObject({ rows: 4 })
})

test.each([
  ['utf-16le with a mark', 'utf-16le', Buffer.from('\ufeffemail,firstname\nz@example.com,Zoë\n', 'utf16le')],
  ['utf-16le without one', 'utf-16le', Buffer.from('email,firstname\nz@example.com,Zoë\n', 'utf16le')],
  ['utf-16be without one', 'utf-16be', Buffer.from('email,firstname\nz@example.com,Zoë\n', 'utf16le').swap16()],
  ['windows-1252', 'windows-1252', Buffer.from('email;firstname\nz@example.com;Zoë\n', 'latin1')],
])('a file in %s is told as such and imported as UTF-8', async (_what, encoding, content) => {
  await using connection = await connect({ files: { 'leads.csv': content } })
  expect(wholeOf(await connection.call('inspect_file', { file: 'leads.csv' }))).toMatchObject({
    file: { encoding },
  })
  await importFile(connection, 'leads.csv')
  expect(connection.sandbox.store.findByUniqueValue('0-1', 'email', 'z@example.com')).toMatchObject([
    { properties: { firstname: 'Zoë' } },
  ])
})

test('cells that are made to hurt patterns are read, mapped and checked', async () => {
  const cells = [
    `a@${'a.'.repeat(30_000)}!`,
    `${'1,'.repeat(30_000)}x`,
    ' '.repeat(60_000),
    `${' '.repeat(60_000)}x`,
    `+${'1 '.repeat(30_000)}x`,
    `https://${'a-'.repeat(30_000)}`,
    `${'1/'.repeat(30_000)}x`,
    `${'(1) '.repeat(15_000)}x`,
    'a;'.repeat(30_000),
  ]
  const names = ['email', 'firstname', 'phone', 'website', 'closedate', 'annualrevenue', 'lifecyclestage']
  const hostile = cells.map((_, row) => names.map((_, place) => `"${cells[(row + place) % cells.length]}"`))
  const sound = hostile.map((row, index) => [`a${index}@b.co`, ...row.slice(1)])
  const content = [names, ...sound, ...hostile].map((row) => row.join(',')).join('\n')
  await using connection = await connect({ files: { 'leads.csv': content } })
  wholeOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
  const columnMappings = names.map((columnName) => ({
    columnObjectTypeId: '0-1',
    columnName,
    propertyName: columnName,
    columnType: columnName === 'email' ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD',
  }))
  const importRequest = {
    name: 'Hostile',
    importOperations: { '0-1': 'UPSERT' },
    files: [{ fileName: 'leads.csv', fileFormat: 'CSV', fileImportPage: { hasHeader: true, columnMappings } }],
  }
  const report = wholeOf(await connection.call('validate_import', { importRequest, files: ['leads.csv'] }))
  expect(report).toMatchObject({ rows: 18, rowsLost: 9 })
  for (const name of ['email', 'phone', 'closedate', 'annualrevenue', 'lifecyclestage']) {
    expect(report.findings).toContainEqual(expect.objectContaining({ columnName: name, severity: 'error' }))
  }
})
