import { expect, test } from 'vitest'
import { connect, textOf, wholeOf } from '../connect.ts'
import { createManualClock } from '../manual-clock.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'
import { withLostAnswer } from './lost-answer.ts'
import { CLEAN, FAULTY, importFile, propose } from './plan-files.ts'

test('get_import tells rows and records of a finished import', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  expect(wholeOf(await connection.call('get_import', { planId }))).toMatchObject({
    planId,
    environment: 'sandbox',
    state: 'DONE',
    finished: true,
    allImported: true,
    records: { created: 2, updated: 0 },
    rows: { total: 2, lost: 0 },
    valuesLost: 0,
    errors: 0,
    nextStep: 'Everything was imported. Nothing more to do.',
  })
})

test('get_import takes a record without a value for no loss', async () => {
  const csv = 'Email,Company domain,Company name\nann@example.com,acme.example,Acme\nbob@example.com,,\n'
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const planId = await importFile(connection, 'leads.csv')
  const result = await connection.call('get_import', { planId })
  expect(wholeOf(result)).toMatchObject({ state: 'DONE', allImported: true, errors: 1, records: { created: 3 } })
  expect(textOf(result)).toContain('is DONE: 3 records created, 0 updated, nothing lost.')
  expect(textOf(result)).toContain('HubSpot noted 1 record without a value, which it did not make: that is no loss.')
})

test('get_import never calls an import with errors a success', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const result = await connection.call('get_import', { planId })
  expect(wholeOf(result)).toMatchObject({
    state: 'DONE',
    allImported: false,
    rows: { total: 4, lost: 2 },
    valuesLost: 1,
    errors: 3,
  })
  expect(textOf(result)).toContain('is DONE, but not everything was imported')
  expect(textOf(result)).toContain('2 rows and 1 value lost')
  expect(textOf(result)).toContain('Call get_import_errors with this planId')
})

test.each([
  ['DONE', {}, 'The import ended DONE and HubSpot counts no record that was written'],
  ['FAILED', {}, 'Nothing was imported. Call get_import_errors'],
  ['FAILED', { CREATED_OBJECTS: 1 }, 'The import broke off after 1 record. Call get_import_errors'],
  ['CANCELED', { CREATED_OBJECTS: 1 }, 'rows that were not reached are not imported'],
  ['REVERTED', { CREATED_OBJECTS: 2 }, 'The import was reverted in HubSpot'],
])('get_import does not call %s with the counters %j a success', async (state, counters, text) => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  const time = '2026-05-01T12:00:00Z'
  const body = { id: '1', state, createdAt: time, updatedAt: time, metadata: { counters } }
  connection.sandbox.faults.add({ method: 'GET', path: /\/imports\/\d+$/, status: 200, body })
  const result = await connection.call('get_import', { planId })
  expect(wholeOf(result)).toMatchObject({ finished: true, allImported: false })
  expect(textOf(result)).toContain(text)
  expect(textOf(result)).not.toContain('Everything was imported')
})

test('get_import looks again, while it waits, for an import whose answer was lost', async () => {
  await using crashed = await withLostAnswer()
  const { planId, sandbox, stateDir } = crashed
  sandbox.faults.clear()
  await sandbox.clock.settle()
  const unlisted = sandbox.faults.add({ method: 'GET', path: '*/imports', status: 200, body: { results: [] } })
  const clock = createManualClock()
  await using connection = await connect({ sandbox, stateDir, clock })
  const call = connection.call('get_import', { planId, waitSeconds: 20 })
  await clock.untilWaiting(1)
  expect(unlisted.hits()).toBe(1)
  clock.next()
  expect(wholeOf(await call)).toMatchObject({ planId, state: 'DONE', allImported: true })
})

test.each([
  [{}, 'invalid_arguments: Neither importId nor planId was given.'],
  [{ importId: 999 }, 'hubspot_not_found'],
  [{ importId: 'abc' }, 'invalid_arguments: get_import: importId: an id is digits.'],
  [{ planId: UNKNOWN_PLAN_ID }, 'plan_unknown'],
])('get_import refuses %j', async (args, text) => {
  await using connection = await connect()
  expect(textOf(await connection.call('get_import', args))).toContain(text)
})

test.each(['get_import', 'get_import_errors', 'export_failed_rows', 'cancel_import'])(
  '%s says where the importIds are',
  async (tool) => {
    await using connection = await connect()
    expect(textOf(await connection.call(tool, { importId: 999 }))).toMatch(
      /^hubspot_not_found: .*999.*\nFix: .*list_imports/,
    )
  },
)

test('get_import says that a plan was never started', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  expect(textOf(await connection.call('get_import', { planId }))).toContain('This plan was never started.')
})
