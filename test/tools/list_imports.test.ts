import { expect, test } from 'vitest'
import { connect, structuredOf } from '../connect.ts'
import { importFile } from './plan-files.ts'

const files = {
  'one.csv': 'Email\na@example.com\n',
  'two.csv': 'Email\nb@example.com\n',
  'three.csv': 'Email\nc@example.com\n',
}

test('list_imports pages through imports, newest first', async () => {
  await using connection = await connect({ files })
  for (const file of Object.keys(files)) await importFile(connection, file)
  const first = structuredOf(await connection.call('list_imports', { limit: 2 }))
  expect(first).toMatchObject({
    imports: [
      { importName: expect.stringMatching(/^three ~/), state: 'DONE', rows: 1, errors: 0, objectTypeIds: ['0-1'] },
      { importName: expect.stringMatching(/^two ~/) },
    ],
    after: expect.any(String),
  })
  const second = structuredOf(await connection.call('list_imports', { limit: 2, after: first.after }))
  expect(second).toMatchObject({ imports: [{ importName: expect.stringMatching(/^one ~/) }], after: null })
})

test('list_imports finds imports by name and state', async () => {
  await using connection = await connect({ files })
  for (const file of Object.keys(files)) await importFile(connection, file)
  const byName = structuredOf(await connection.call('list_imports', { name: 'TWO' }))
  expect(byName).toMatchObject({ imports: [{ importName: expect.stringMatching(/^two ~/) }], after: null })
  expect(structuredOf(await connection.call('list_imports', { state: 'canceled' }))).toMatchObject({ imports: [] })
})

test('list_imports knows the British spelling of a state, and says which states there are', async () => {
  await using connection = await connect({ files })
  const { planId } = structuredOf(await connection.call('propose_mapping', { file: 'one.csv' }))
  await connection.call('start_import', { planId })
  structuredOf(await connection.call('cancel_import', { planId }))
  for (const state of ['cancelled', 'CANCELED']) {
    const found = structuredOf(await connection.call('list_imports', { state }))
    expect(found).toMatchObject({ imports: [{ state: 'CANCELED' }] })
  }
  const none = structuredOf(await connection.call('list_imports', { state: 'RUNNING' }))
  expect(none).toMatchObject({
    imports: [],
    nextStep: expect.stringMatching(/^States are STARTED, PROCESSING, DEFERRED, DONE, FAILED, CANCELED, REVERTED\. No/),
  })
})

test('list_imports says that imports which lost rows are not FAILED', async () => {
  await using connection = await connect({ files: { 'bad.csv': 'Email\nann@example.com\nno address\n' } })
  await importFile(connection, 'bad.csv')
  const failed = structuredOf(await connection.call('list_imports', { state: 'failed' }))
  expect(failed).toMatchObject({
    imports: [],
    nextStep: expect.stringMatching(/^FAILED .* DONE ones can have lost rows/),
  })
  const all = structuredOf(await connection.call('list_imports'))
  expect(all).toMatchObject({ imports: [{ state: 'DONE', errors: 1 }], nextStep: expect.stringMatching(/^Call/) })
})

test('list_imports does not say that nothing fits while there are more to look at', async () => {
  await using connection = await connect()
  for (const after of Array.from({ length: 10 }, (_, page) => `page${page + 2}`)) {
    const body = { results: [], paging: { next: { after } } }
    connection.sandbox.faults.add({ method: 'GET', path: '/crm/v3/imports', status: 200, body })
  }
  expect(structuredOf(await connection.call('list_imports', { name: 'one' }))).toMatchObject({
    imports: [],
    after: 'page11',
    nextStep: 'None of the imports looked at fits; call again with after to look at older ones.',
  })
})
