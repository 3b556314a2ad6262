import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect, structuredOf, textOf } from '../connect.ts'
import { CLEAN, FAULTY, importFile } from './plan-files.ts'

test('export_failed_rows writes the failed rows, repaired where that is safe, with the reason', async () => {
  const csv = FAULTY.replace('dan(at)example.com', '<dan@example.com>')
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const planId = await importFile(connection, 'leads.csv')
  const answer = structuredOf(await connection.call('export_failed_rows', { planId }))
  const path = join(connection.folder, 'leads-failed-rows.csv')
  expect(answer).toMatchObject({
    planId: expect.stringMatching(/^[0-9a-f]{32}$/),
    files: [{ path, rows: 3, cellsRepaired: 1, repairs: [{ name: 'clean_email', columnName: 'Email', cells: 1 }] }],
    rowsStillFailing: 1,
    leftOut: 0,
    complete: true,
  })
  expect(await readFile(path, 'utf8')).toBe(
    [
      'First Name,Email,Lifecycle Stage,Import error',
      'Bob,not-an-email,lead,INVALID_EMAIL (Email)',
      'Dan,dan@example.com,customer,"INVALID_EMAIL (Email); repaired: clean_email (Email)"',
      'Eve,eve@example.com,Nonsense,INVALID_ENUMERATION_OPTION (Lifecycle Stage)',
      '',
    ].join('\r\n'),
  )
})

test('export_failed_rows gives a plan that imports the repaired rows', async () => {
  const csv = 'First Name,Email\nAnn,mailto:ann@example.com\nBob,bob@example.com\n'
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const planId = await importFile(connection, 'leads.csv')
  const again = structuredOf(await connection.call('export_failed_rows', { planId }))
  expect(again).toMatchObject({ rowsStillFailing: 0, nextStep: `Call start_import with planId: "${again.planId}".` })
  structuredOf(await connection.call('start_import', { planId: again.planId }))
  const done = structuredOf(await connection.call('get_import', { planId: again.planId, waitSeconds: 20 }))
  expect(done).toMatchObject({ state: 'DONE', records: { created: 1, updated: 0 }, rows: { total: 1, lost: 0 } })
})

test('export_failed_rows leaves out rows that would double when sent again', async () => {
  const csv = 'Ticket name,Stage,Priority\nPrinter,1,Nonsense\n'
  await using connection = await connect({ files: { 'tickets.csv': csv } })
  const columns = [
    { columnObjectTypeId: '0-5', columnName: 'Ticket name', propertyName: 'subject' },
    { columnObjectTypeId: '0-5', columnName: 'Stage', propertyName: 'hs_pipeline_stage' },
    { columnObjectTypeId: '0-5', columnName: 'Priority', propertyName: 'hs_ticket_priority' },
  ]
  const page = { hasHeader: true, columnMappings: columns }
  const importRequest = {
    importOperations: { '0-5': 'UPSERT' },
    files: [{ fileName: 'tickets.csv', fileImportPage: page }],
  }
  const args = { importRequest, files: ['tickets.csv'], acceptFindings: true }
  const { planId } = structuredOf(await connection.call('start_import', args))
  await connection.sandbox.clock.settle()
  const progress = structuredOf(await connection.call('get_import', { planId, waitSeconds: 20 }))
  expect(progress).toMatchObject({ records: { created: 1 }, rows: { lost: 0 }, valuesLost: 1 })
  expect(textOf(await connection.call('export_failed_rows', { planId }))).toContain('have no identifier')
})

test('export_failed_rows never overwrites a file', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY, 'mine.csv': 'precious' } })
  const planId = await importFile(connection, 'leads.csv')
  expect(textOf(await connection.call('export_failed_rows', { planId, path: 'mine.csv' }))).toContain('exists already')
  expect(await readFile(join(connection.folder, 'mine.csv'), 'utf8')).toBe('precious')
  await connection.call('export_failed_rows', { planId })
  const second = structuredOf(await connection.call('export_failed_rows', { planId }))
  expect(second.files).toMatchObject([{ path: join(connection.folder, 'leads-failed-rows-2.csv') }])
})

test.each([
  [{ path: '/etc/x.csv' }, 'path_not_allowed'],
  [{ path: '../x.csv' }, 'path_not_allowed'],
  [{ path: 'rows.exe' }, 'file_type_unsupported'],
  [{ errorTypes: ['COULD_NOT_PARSE_DATE'] }, 'invalid_arguments'],
])('export_failed_rows refuses %j', async (args, code) => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  expect(textOf(await connection.call('export_failed_rows', { planId, ...args }))).toContain(code)
})

test('export_failed_rows needs the plan, since HubSpot does not give the file back', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  const { importId } = structuredOf(await connection.call('get_import', { planId }))
  expect(textOf(await connection.call('export_failed_rows', { importId }))).toContain('its source file is not known')
})

test('export_failed_rows refuses a file that was sorted since the import', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const [header, ...rows] = FAULTY.trimEnd().split('\n')
  await writeFile(join(connection.folder, 'leads.csv'), `${[header, ...rows.reverse()].join('\n')}\n`)
  for (const tool of ['export_failed_rows', 'get_import_errors']) {
    expect(textOf(await connection.call(tool, { planId }))).toContain('file_changed')
  }
})

test('export_failed_rows writes a file whose cells hold semicolons', async () => {
  const csv =
    'First Name,Last Name,Email,Code\n"Ann; Lee; Fox","x;y;z",not-an-email,1\n"Bob; Ray","a;b",also-not,2\nCyd,q,cyd@example.com,3\nDan,r,dan@example.com,4\nEve,s,eve@example.com,5\n'
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const planId = await importFile(connection, 'leads.csv')
  const answer = structuredOf(await connection.call('export_failed_rows', { planId }))
  expect(answer).toMatchObject({
    files: [{ rows: 2 }],
    rowsStillFailing: 2,
    findings: [{ errorType: 'INVALID_EMAIL', count: 2 }],
  })
})
