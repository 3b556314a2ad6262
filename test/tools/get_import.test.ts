import { expect, test } from 'vitest'
import { connect, structuredOf, textOf } from '../connect.ts'
import { CLEAN, FAULTY, importFile, propose } from './plan-files.ts'

test('get_import tells rows and records of a finished import', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  expect(structuredOf(await connection.call('get_import', { planId }))).toMatchObject({
    planId,
    environment: 'sandbox',
    state: 'DONE',
    finished: true,
    records: { created: 2, updated: 0 },
    rows: { total: 2, lost: 0 },
    valuesLost: 0,
    errors: 0,
    nextStep: 'Everything was imported. Nothing more to do.',
  })
})

test('get_import never calls an import with errors a success', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const result = await connection.call('get_import', { planId })
  expect(structuredOf(result)).toMatchObject({ state: 'DONE', rows: { total: 4, lost: 2 }, valuesLost: 1, errors: 3 })
  expect(textOf(result)).toContain('2 rows and 1 value lost')
  expect(textOf(result)).toContain(`Call get_import_errors with planId: "${planId}"`)
})

test('get_import waits for the end and tells progress meanwhile', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('start_import', { planId })
  const progress: (string | undefined)[] = []
  const params = { name: 'get_import', arguments: { planId, waitSeconds: 20 } }
  const result = await connection.client.callTool(params, { onprogress: ({ message }) => progress.push(message) })
  expect(result.structuredContent).toMatchObject({ state: 'DONE', finished: true })
  expect(progress.length).toBeGreaterThan(0)
})

test.each([
  [{}, 'invalid_arguments: Neither importId nor planId was given.'],
  [{ importId: 999 }, 'hubspot_not_found'],
  [{ importId: 'abc' }, 'invalid_arguments: get_import: importId: an id is digits.'],
  [{ planId: 'f'.repeat(32) }, 'plan_unknown'],
])('get_import refuses %j', async (args, text) => {
  await using connection = await connect()
  expect(textOf(await connection.call('get_import', args))).toContain(text)
})

test('get_import says that a plan was never started', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  expect(textOf(await connection.call('get_import', { planId }))).toContain('This plan was never started.')
})
