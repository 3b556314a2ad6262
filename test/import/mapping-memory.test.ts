import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Connection, connect, wholeOf } from '../connect.ts'

const MAY = 'Email,Interest,Code\nann@example.com,Gold,1\n'
const JUNE = 'Email,Interest,Code\nbob@example.com,Silver,2\n'

/** Imports a file with a mapping no guess would find. */
async function importMay(connection: Connection): Promise<void> {
  const property = {
    objectType: 'contacts',
    label: 'Membership tier',
    type: 'enumeration',
    options: ['Gold', 'Silver'],
  }
  wholeOf(await connection.call('create_property', property))
  const { planId } = wholeOf(await connection.call('propose_mapping', { file: 'may.csv' }))
  const columns = [
    { column: 'Interest', objectTypeId: 'contacts', propertyName: 'membership_tier' },
    { column: 'Code', propertyName: null },
  ]
  wholeOf(await connection.call('revise_mapping', { planId, columns }))
  wholeOf(await connection.call('start_import', { planId }))
  await connection.sandbox.clock.settle()
  wholeOf(await connection.call('get_import', { planId, waitSeconds: 20 }))
}

test('an accepted mapping is used for the next file with the same headers', async () => {
  await using connection = await connect({ files: { 'may.csv': MAY, 'june.csv': JUNE } })
  await importMay(connection)
  expect(wholeOf(await connection.call('propose_mapping', { file: 'june.csv' }))).toMatchObject({
    files: [
      {
        columns: [
          { columnName: 'Email', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
          {
            columnName: 'Interest',
            propertyName: 'membership_tier',
            reason: expect.stringMatching(/^as in the import of \d{4}-/),
          },
          { columnName: 'Code', propertyName: null },
        ],
      },
    ],
    questions: [],
  })
})

test('an accepted mapping is kept as JSON that a person can read and correct', async () => {
  await using connection = await connect({ files: { 'may.csv': MAY, 'june.csv': JUNE } })
  await importMay(connection)
  const folder = join(connection.stateDir, 'mappings')
  const [name] = await readdir(folder)
  const path = join(folder, String(name))
  const text = await readFile(path, 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    fileName: 'may.csv',
    columns: [{ columnName: 'Email' }, { options: ['Gold', 'Silver'] }, {}],
  })
  await writeFile(path, text.replace('"propertyName": "membership_tier"', '"propertyName": "city"'))
  const { files } = wholeOf(await connection.call('propose_mapping', { file: 'june.csv' }))
  expect(files).toMatchObject([{ columns: [{}, { propertyName: 'city' }, {}] }])
})

test('an accepted mapping says when what it used is gone', async () => {
  await using connection = await connect({ files: { 'may.csv': MAY, 'june.csv': JUNE } })
  await importMay(connection)
  const folder = join(connection.stateDir, 'mappings')
  const path = join(folder, String((await readdir(folder))[0]))
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace('"Silver"', '"Platinum"'))
  const options = wholeOf(await connection.call('propose_mapping', { file: 'june.csv' }))
  expect(options.questions).toEqual([expect.stringContaining('are gone since last time: Platinum')])
  await writeFile(path, text.replace('"propertyName": "membership_tier"', '"propertyName": "tier_2019"'))
  const property = wholeOf(await connection.call('propose_mapping', { file: 'june.csv' }))
  expect(property.questions).toEqual([
    expect.stringContaining('Property "tier_2019", where "Interest" went last time, is gone.'),
  ])
})

test('an accepted mapping does not count for other headers', async () => {
  await using connection = await connect({
    files: { 'may.csv': MAY, 'other.csv': 'Email,Code,Interest\nbob@example.com,2,Silver\n' },
  })
  await importMay(connection)
  const { files } = wholeOf(await connection.call('propose_mapping', { file: 'other.csv' }))
  expect(JSON.stringify(files)).not.toContain('as in the import of')
})
