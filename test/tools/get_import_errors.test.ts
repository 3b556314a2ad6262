import { expect, test } from 'vitest'
import { connect, structuredOf, textOf } from '../connect.ts'
import { CLEAN, FAULTY, importFile } from './plan-files.ts'

test('get_import_errors groups errors by cause and column, with lines of the source file', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  expect(structuredOf(await connection.call('get_import_errors', { planId, limit: 1 }))).toMatchObject({
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
    after: '1',
  })
})

test('get_import_errors pages through single errors, of one errorType, with their rows', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const args = { planId, errorType: 'INVALID_EMAIL', after: '1', includeRowData: true }
  expect(structuredOf(await connection.call('get_import_errors', args))).toMatchObject({
    total: 2,
    errors: [{ line: 5, row: ['Dan', 'dan(at)example.com', 'customer'] }],
    after: null,
  })
})

test("get_import_errors tells HubSpot's own lines for an import without a plan", async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const { importId } = structuredOf(await connection.call('get_import', { planId }))
  const answer = structuredOf(await connection.call('get_import_errors', { importId: Number(importId) }))
  expect(answer).toMatchObject({ linesOf: 'uploaded file', errors: [{ line: 3, columnName: 'Email' }, {}, {}] })
})

test('get_import_errors says when there is nothing to repair', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  const result = await connection.call('get_import_errors', { planId })
  expect(structuredOf(result)).toMatchObject({ total: 0, groups: [], nextStep: 'There is nothing to repair.' })
  expect(textOf(result)).toContain('0 errors of import')
})
