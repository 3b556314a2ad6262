import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Connection, connect, structuredOf, textOf } from '../connect.ts'
import { propose } from '../tools/plan-files.ts'

/** What HubSpot got: the bytes that were uploaded, told by their hash, and the mapping it echoes. */
async function uploadOf(connection: Connection, file: string, changes: Record<string, unknown> = {}) {
  const planId = await propose(connection, file)
  if (Object.keys(changes).length > 0) structuredOf(await connection.call('revise_mapping', { planId, ...changes }))
  const { imports } = structuredOf(await connection.call('start_import', { planId, acceptFindings: true }))
  const [started] = Array.isArray(imports) ? imports : []
  await connection.sandbox.clock.settle()
  const record = await (await connection.context.connect()).imports.get(String(started.importId))
  const records = connection.sandbox.uploads(String(started.importId))
  return { uploads: records, counters: record.metadata.counters, echo: JSON.stringify(record.importRequestJson) }
}

test('prepareUpload() sends only mapped columns, as UTF-8 with commas', async () => {
  const csv = Buffer.from('Vorname;E-Mail;Interne Nr\r\nJürgen;j@example.com;7\r\n', 'latin1')
  await using connection = await connect({ files: { 'kunden.csv': csv } })
  const { uploads, counters, echo } = await uploadOf(connection, 'kunden.csv')
  expect(uploads).toMatchObject([
    { fileName: 'kunden.csv', bytes: Buffer.byteLength('Vorname,E-Mail\r\nJürgen,j@example.com\r\n') },
  ])
  expect(counters).toMatchObject({ MAPPED_COLUMNS: 2, TOTAL_ROWS: 1, CREATED_OBJECTS: 1 })
  expect(echo).not.toContain('Interne')
})

test('prepareUpload() applies the repairs of the plan', async () => {
  await using connection = await connect({ files: { 'leads.csv': 'Email\n"Ann <ann@example.com>"\n' } })
  const { counters } = await uploadOf(connection, 'leads.csv', { repairs: [{ repair: 'clean_email' }] })
  expect(counters).toMatchObject({ CREATED_OBJECTS: 1 })
  expect(connection.sandbox.store.findByUniqueValue('0-1', 'email', 'ann@example.com')).toHaveLength(1)
})

test('prepareUpload() gives blank and repeated headers names of their own', async () => {
  const csv = 'Email,,Name,Name\nann@example.com,Berlin,Ann,Lee\n'
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const target = (column: number, propertyName: string) => ({ column, objectTypeId: '0-1', propertyName })
  const columns = [target(0, 'email'), target(1, 'city'), target(2, 'firstname'), target(3, 'lastname')]
  const { echo } = await uploadOf(connection, 'leads.csv', { columns })
  expect([...echo.matchAll(/"columnName":"([^"]*)"/g)].map(([, name]) => name)).toEqual([
    'Email',
    'Column 2',
    'Name',
    'Name (2)',
  ])
  expect(connection.sandbox.store.findByUniqueValue('0-1', 'email', 'ann@example.com')).toMatchObject([
    { properties: { city: 'Berlin', firstname: 'Ann', lastname: 'Lee' } },
  ])
})

test('prepareUpload() keeps a row with a wrong number of cells wrong, whichever columns are left out', async () => {
  const csv = 'First Name,Email,Internal code\nAnn,ann@example.com,1\nBob,bob@example.com\nEve,eve@example.com,3,4\n'
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const { counters } = await uploadOf(connection, 'leads.csv')
  expect(counters).toMatchObject({ TOTAL_ROWS: 3, CREATED_OBJECTS: 1, ERRORS: 2 })
})

test('prepareUpload() removes its copy when the upload has ended', async () => {
  await using connection = await connect({ files: { 'kunden.csv': 'Vorname;E-Mail\nJ;j@example.com\n' } })
  await uploadOf(connection, 'kunden.csv')
  expect(await readdir(`${connection.stateDir}/spool`)).toEqual([])
})

test('prepareUpload() removes what a crash left behind, and nothing newer', async () => {
  await using connection = await connect({ files: { 'kunden.csv': 'Vorname;E-Mail\nJ;j@example.com\n' } })
  const spool = join(connection.stateDir, 'spool')
  await mkdir(spool, { recursive: true, mode: 0o700 })
  for (const name of ['old.csv', 'new.csv']) await writeFile(join(spool, name), 'x')
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600
  await utimes(join(spool, 'old.csv'), twoDaysAgo, twoDaysAgo)
  await uploadOf(connection, 'kunden.csv')
  expect(await readdir(spool)).toEqual(['new.csv'])
})

test('prepareUpload() says that nothing was started when its folder cannot be used', async () => {
  await using connection = await connect({ files: { 'kunden.csv': 'Vorname;E-Mail\nJ;j@example.com\n' } })
  const planId = await propose(connection, 'kunden.csv')
  await writeFile(join(connection.stateDir, 'spool'), 'a file where the folder should be')
  const refused = textOf(await connection.call('start_import', { planId }))
  expect(refused).toContain('journal_unavailable')
  expect(refused).toContain('Outcome: not_started')
})
