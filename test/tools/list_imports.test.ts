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
