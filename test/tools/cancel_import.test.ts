import { expect, test } from 'vitest'
import { connect, structuredOf, textOf } from '../connect.ts'
import { CLEAN, importFile, propose } from './plan-files.ts'

test('cancel_import stops an import that has not ended', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('start_import', { planId })
  expect(structuredOf(await connection.call('cancel_import', { planId }))).toMatchObject({
    actionStatus: 'COMPLETE',
    state: 'CANCELED',
    counters: {},
    nextStep: 'The import is cancelled.',
  })
  expect(structuredOf(await connection.call('get_import', { planId }))).toMatchObject({
    state: 'CANCELED',
    rows: { lost: null },
    nextStep: 'The import was cancelled: rows that were not reached are not imported.',
  })
})

test('cancel_import reads the state when the answer is lost', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('start_import', { planId })
  connection.sandbox.faults.add({ method: 'POST', path: '*/cancel', after: true, reset: true })
  const cancelled = structuredOf(await connection.call('cancel_import', { planId }))
  expect(cancelled).toMatchObject({ actionStatus: 'UNKNOWN', state: 'CANCELED' })
})

test('cancel_import asks first', async () => {
  await using connection = await connect({ flags: ['--sandbox', '--confirm', 'elicit'], files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  const { confirm } = structuredOf(await connection.call('validate_import', { planId }))
  const { imports } = structuredOf(await connection.call('start_import', { planId, confirm }))
  const refused = await connection.call('cancel_import', { planId })
  expect(textOf(refused)).toContain('confirmation_required')
  const [started] = Array.isArray(imports) ? imports : []
  const subject = `cancel ${started.importId}`
  expect(textOf(refused)).toContain(`confirm: "${subject}"`)
  expect(structuredOf(await connection.call('cancel_import', { planId, confirm: subject })).state).toBe('CANCELED')
})

test('cancel_import refuses a finished import with what HubSpot says', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  const refused = textOf(await connection.call('cancel_import', { planId }))
  expect(refused).toContain('hubspot_bad_request')
  expect(refused).toContain('HubSpot: 400 VALIDATION_ERROR')
})
