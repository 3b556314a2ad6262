import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { connect, structuredOf, textOf, wholeOf } from '../connect.ts'
import { NO_RATE_LIMITS, standInEngine } from '../sandbox/call-sandbox.ts'
import { textRow, xlsx } from '../table/build-xlsx.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'
import { importRequest, requestOf } from './import-columns.ts'
import { CLEAN, FAULTY, importFile, propose } from './plan-files.ts'

test('get_import_errors counts the cells of a row in the file of the person, not in what was sent of it', async () => {
  const csv = 'First Name;Legacy;Email;Note\nAnn;1;ann@example.com;x\nBob;2\n'
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const planId = await propose(connection, 'leads.csv')
  const columns = ['Legacy', 'Note'].map((column) => ({ column, propertyName: null }))
  await connection.call('revise_mapping', { planId, columns })
  await connection.call('start_import', { planId, acceptFindings: true })
  await connection.call('get_import', { planId, waitSeconds: 20 })
  expect(structuredOf(await connection.call('get_import_errors', { planId }))).toMatchObject({
    groups: [
      {
        errorType: 'INCORRECT_NUMBER_OF_COLUMNS',
        examples: ['line 3'],
        message: 'The row has 2 cells, your file has 4 columns.',
      },
    ],
  })
})

test('get_import_errors groups errors by cause and column, with lines of the source file', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  expect(wholeOf(await connection.call('get_import_errors', { planId, limit: 1 }))).toMatchObject({
    total: 3,
    complete: true,
    linesOf: 'source file',
    groups: [
      {
        errorType: 'INVALID_EMAIL',
        columnName: 'Email',
        count: 2,
        outcome: 'row_lost',
        cause: expect.stringContaining('not a valid e-mail address'),
        fix: expect.any(String),
        examples: [
          { line: 4, value: 'not-an-email' },
          { line: 5, value: 'dan(at)example.com' },
        ],
      },
      {
        errorType: 'INVALID_ENUMERATION_OPTION',
        columnName: 'Lifecycle Stage',
        count: 1,
        outcome: 'value_lost',
        examples: [{ line: 6 }],
      },
    ],
    errors: [{ line: 4, errorType: 'INVALID_EMAIL' }],
    after: expect.any(String),
    rows: { lost: 2, withoutValue: 1, withoutAssociation: 0, unclear: 0 },
    groupsLeftOut: 0,
    nextStep: expect.stringContaining('Call export_failed_rows with importId'),
  })
})

test('get_import_errors pages through single errors, of one errorType, with their rows', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const args = { planId, errorType: 'INVALID_EMAIL', limit: 1, includeRowData: true }
  const { after } = wholeOf(await connection.call('get_import_errors', args))
  expect(wholeOf(await connection.call('get_import_errors', { ...args, after }))).toMatchObject({
    total: null,
    rows: null,
    groups: [],
    errors: [{ line: 5, row: ['Dan', 'dan(at)example.com', 'customer'] }],
    after: null,
  })
})

test.each(['1', 'NTU3', ''])('get_import_errors refuses the cursor %j of somebody else', async (after) => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  expect(textOf(await connection.call('get_import_errors', { planId, after }))).toContain('no cursor of this tool')
})

test('get_import_errors knows the source file of an import that this server started', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const { importId } = wholeOf(await connection.call('get_import', { planId }))
  const answer = wholeOf(await connection.call('get_import_errors', { importId: Number(importId) }))
  expect(answer).toMatchObject({ linesOf: 'source file', errors: [{ line: 4, columnName: 'Email' }, {}, {}] })
})

test("get_import_errors tells HubSpot's own lines of an import of another program, and leads to no dead end", async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const { importId } = wholeOf(await connection.call('get_import', { planId }))
  await using other = await connect({ sandbox: connection.sandbox })
  expect(wholeOf(await other.call('get_import', { importId }))).toMatchObject({
    planId: null,
    nextStep: `Call get_import_errors with importId: "${importId}".`,
  })
  expect(wholeOf(await other.call('get_import_errors', { importId }))).toMatchObject({
    linesOf: 'uploaded file',
    errors: [{ line: 3, columnName: 'Email' }, {}, {}],
    nextStep: expect.stringContaining('does not know the source file'),
  })
  expect(textOf(await other.call('export_failed_rows', { importId }))).toContain('was not started by this server')
})

/** An account whose import ends with these errors. */
async function withErrors(errors: NonNullable<Parameters<typeof standInEngine>[0]['errors']>) {
  const counters = { TOTAL_ROWS: 400, ERRORS: errors.length }
  const { run } = standInEngine({ errors, result: { state: 'DONE', counters } })
  const sandbox = await startSandbox({ clock: manualClock(), rateLimits: NO_RATE_LIMITS, runImport: run })
  return { ...sandbox, [Symbol.asyncDispose]: sandbox.close }
}

test('get_import_errors reads every page, counts rows once, and tells how far it is', async () => {
  const errors = Array.from({ length: 350 }, (_, index) => [
    { lineNumber: index + 2, errorType: 'COULD_NOT_PARSE_DATE' },
    ...(index % 2 === 0 ? [{ lineNumber: index + 2, errorType: 'COULD_NOT_FIND_OWNER' }] : []),
    ...(index % 5 === 0 ? [{ lineNumber: index + 2, errorType: 'INVALID_ALTERNATE_ID' }] : []),
  ]).flat()
  await using sandbox = await withErrors(errors)
  const rows = Array.from({ length: 350 }, (_, index) => `Person ${index},p${index}@example.com`)
  await using connection = await connect({ sandbox, files: { 'p.csv': `First Name,Email\n${rows.join('\n')}\n` } })
  const planId = await importFile(connection, 'p.csv')
  const told: (string | undefined)[] = []
  const params = { name: 'get_import_errors', arguments: { planId, limit: 100 } }
  const result = await connection.client.callTool(params, { onprogress: ({ message }) => told.push(message) })
  expect(wholeOf(result)).toMatchObject({
    total: 595,
    complete: true,
    rows: { lost: 70, withoutValue: 280, withoutAssociation: 0, unclear: 0 },
    groups: [
      { errorType: 'INVALID_ALTERNATE_ID', count: 70 },
      { errorType: 'COULD_NOT_PARSE_DATE', count: 350 },
      { errorType: 'COULD_NOT_FIND_OWNER', count: 175 },
    ],
  })
  expect(told[0]).toMatch(/^Read \d00 of 595 errors$/)
  const lines: number[] = []
  for (let after: unknown; after !== null; ) {
    const args = { planId, limit: 100, ...(after !== undefined && { after }) }
    const page = wholeOf(await connection.call('get_import_errors', args))
    lines.push(
      ...z
        .array(z.object({ line: z.number() }))
        .parse(page.errors)
        .map(({ line }) => line),
    )
    after = page.after
  }
  expect(lines).toEqual(errors.map(({ lineNumber }) => lineNumber))
})

test('get_import_errors ends when it is cancelled', async () => {
  const errors = Array.from({ length: 5_000 }, (_, index) => ({ lineNumber: index + 2 }))
  await using sandbox = await withErrors(errors)
  await using connection = await connect({ sandbox, files: { 'p.csv': CLEAN } })
  const planId = await importFile(connection, 'p.csv')
  const cancel = new AbortController()
  const params = { name: 'get_import_errors', arguments: { planId } }
  const calling = connection.client.callTool(params, { signal: cancel.signal, onprogress: () => cancel.abort() })
  await expect(calling).rejects.toThrow()
  const read = () => sandbox.requests().filter(({ path }) => path.includes('/errors')).length
  await connection.call('get_import', { planId: UNKNOWN_PLAN_ID })
  expect(read()).toBeLessThan(50)
})

test('get_import_errors says plainly how many errors it did not read, and how to get them', async () => {
  const errors = Array.from({ length: 250 }, (_, index) => ({ lineNumber: index + 2 }))
  await using sandbox = await withErrors(errors)
  await using connection = await connect({ sandbox, files: { 'p.csv': CLEAN } })
  const planId = await importFile(connection, 'p.csv')
  expect(wholeOf(await connection.call('get_import_errors', { planId, maxErrors: 100 }))).toMatchObject({
    total: 100,
    complete: false,
    nextStep: expect.stringMatching(
      /^Only the first 100 of 250 errors were read; call again with maxErrors: 300 to read all \(3 requests, about 1 min\)\. Call export_failed_rows/,
    ),
  })
})

test('get_import_errors tells a column that was left out as a whole at the line of the header', async () => {
  const csv = '\n\nFirst Name,Last Name,Email\nAnn,Ash,ann@example.com\n'
  await using sandbox = await withErrors([{ lineNumber: 1, errorType: 'PROPERTY_DEFINITION_NOT_FOUND' }])
  await using connection = await connect({ sandbox, files: { 'p.csv': csv } })
  const planId = await importFile(connection, 'p.csv')
  expect(wholeOf(await connection.call('get_import_errors', { planId }))).toMatchObject({
    rows: { lost: 0, withoutValue: 0 },
    groups: [{ columnName: 'Email', outcome: 'value_lost', examples: [{ line: 3 }] }],
  })
})

const PREAMBLE = 'Export of our leads;;;\r\n;;;\r\n'
const LEADS = [
  'Internal code;First Name;Email;Lifecycle Stage',
  '38;"Ann\r\nMarie";ann@example.com;lead',
  '',
  '44;Bob;not-an-email;lead',
  '41;Dan;dan@example.com;Nonsense',
  '42;"Eve ""E"" Ek";eve(at)example.com;',
].join('\r\n')

test.each([
  ['UTF-8 with semicolons, a quoted line break and a blank line', Buffer.from(LEADS), [5, 6, 7]],
  ['UTF-16', Buffer.from(`\ufeff${LEADS}`, 'utf16le'), [5, 6, 7]],
  ['UTF-8 with a preamble', Buffer.from(PREAMBLE + LEADS), [7, 8, 9]],
  ['tabs with a byte order mark', Buffer.from(`\ufeff${LEADS.replaceAll(';', '\t')}`), [5, 6, 7]],
  ['windows-1252', Buffer.from(LEADS.replace('Dan', 'D\u00e4n'), 'latin1'), [5, 6, 7]],
])('get_import_errors leads back to the lines of a file in %s', async (_what, bytes, lines) => {
  await using connection = await connect({ files: { 'leads.csv': bytes } })
  const planId = await importFile(connection, 'leads.csv')
  const { errors } = wholeOf(await connection.call('get_import_errors', { planId }))
  expect(errors).toMatchObject([
    { line: lines[0], columnName: 'Email', value: 'not-an-email' },
    { line: lines[1], columnName: 'Lifecycle Stage', value: 'Nonsense' },
    { line: lines[2], columnName: 'Email', value: 'eve(at)example.com' },
  ])
})

test('get_import_errors leads back to the rows of a workbook', async () => {
  const rows = [
    textRow(1, ['Leads']),
    textRow(3, ['Code', 'First Name', 'Email']),
    textRow(4, ['1', 'Ann', 'ann@example.com']),
    textRow(6, ['2', 'Bob', 'not-an-email']),
  ]
  await using connection = await connect({
    files: { 'leads.xlsx': xlsx({ sheets: [{ name: 'Leads', rows: rows.join('') }] }) },
  })
  const planId = await importFile(connection, 'leads.xlsx')
  const { errors } = wholeOf(await connection.call('get_import_errors', { planId }))
  expect(errors).toMatchObject([{ line: 6, columnName: 'Email', value: 'not-an-email' }])
})

test('get_import_errors takes a bad address beside a record id for a lost value', async () => {
  await using connection = await connect()
  const { id } = connection.sandbox.store.create('0-1', { email: 'ann@example.com' })
  const { id: other } = connection.sandbox.store.create('0-1', { email: 'bob@example.com' })
  const csv = `Record ID,Email,First Name\n${id},not-an-email,Ann\n${other},bob@example.com,Bob\n`
  await writeFile(join(connection.folder, 'leads.csv'), csv)
  const planId = await importFile(connection, 'leads.csv')
  expect(wholeOf(await connection.call('get_import_errors', { planId }))).toMatchObject({
    rows: { lost: 0, withoutValue: 1 },
    groups: [{ errorType: 'INVALID_EMAIL', outcome: 'value_lost' }],
  })
})

test('get_import_errors takes a bad address beside another identifier for a lost value', async () => {
  const csv = 'Number,Email,First Name\nC-1,not-an-email,Ann\n'
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const columns = ['Number: customer_number!', 'Email: email', 'First Name: firstname']
  const request = requestOf({ 'leads.csv': columns }, { '0-1': 'CREATE' })
  const planId = await importRequest(connection, request, ['leads.csv'])
  expect(wholeOf(await connection.call('get_import', { planId }))).toMatchObject({ records: { created: 1 } })
  expect(wholeOf(await connection.call('get_import_errors', { planId }))).toMatchObject({
    rows: { lost: 0, withoutValue: 1 },
    groups: [{ errorType: 'INVALID_EMAIL', outcome: 'value_lost' }],
  })
})

test('get_import_errors tells a row lost that has a link and no value, and one without anything not', async () => {
  await using connection = await connect({ files: { 'leads.csv': 'Email,Company ID\n,1\n,\n' } })
  const link = { propertyName: null, columnType: 'HUBSPOT_OBJECT_ID', toColumnObjectTypeId: '0-2' }
  const foreignKeyType = { associationTypeId: 279, associationCategory: 'HUBSPOT_DEFINED' }
  const columnMappings = [
    { columnObjectTypeId: '0-1', columnName: 'Email', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
    { columnObjectTypeId: '0-1', columnName: 'Company ID', ...link, foreignKeyType },
  ]
  const request = { files: [{ fileName: 'leads.csv', fileImportPage: { hasHeader: true, columnMappings } }] }
  const planId = await importRequest(connection, request, ['leads.csv'])
  expect((await connection.context.plans.get(planId)).preflight).toMatchObject({ rowsLost: 1 })
  expect(wholeOf(await connection.call('get_import_errors', { planId }))).toMatchObject({
    rows: { lost: 1 },
    errors: [
      { line: 2, outcome: 'row_lost' },
      { line: 3, outcome: 'nothing_lost' },
    ],
  })
})

test('get_import_errors says when there is nothing to repair', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  const result = await connection.call('get_import_errors', { planId })
  expect(wholeOf(result)).toMatchObject({ total: 0, groups: [], nextStep: 'There is nothing to repair.' })
  expect(textOf(result)).toContain('0 errors of import')
})

test('get_import_errors names the other errors when none is of the type asked for', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const told = wholeOf(await connection.call('get_import_errors', { planId, errorType: 'UNKNOWN_ERROR' }))
  expect(told).toMatchObject({ total: 0 })
  expect(told.nextStep).toBe('The import has other errors: INVALID_EMAIL, INVALID_ENUMERATION_OPTION.')
})
