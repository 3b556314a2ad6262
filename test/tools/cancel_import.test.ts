import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import timers from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { resumeImports } from '../../src/tools/resume-imports.ts'
import { type Connection, type ConnectOptions, connect, textOf, wholeOf } from '../connect.ts'
import { stepsOf } from '../faults/journal-steps.ts'
import { CLEAN, FAULTY, importFile, propose } from './plan-files.ts'

/** Its imports stay as they were started, however slow the machine is. */
async function still(options: ConnectOptions): Promise<Connection> {
  const sandbox = await startSandbox({ clock: manualClock() })
  const connection = await connect({ ...options, sandbox })
  return {
    ...connection,
    async [Symbol.asyncDispose]() {
      await connection.close()
      await sandbox.close()
    },
  }
}

test('cancel_import stops an import that has not ended', async () => {
  await using connection = await still({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('start_import', { planId })
  expect(wholeOf(await connection.call('cancel_import', { planId }))).toMatchObject({
    actionStatus: 'COMPLETE',
    state: 'CANCELED',
    counters: {},
    nextStep: 'The import is cancelled.',
  })
  expect(wholeOf(await connection.call('get_import', { planId }))).toMatchObject({
    state: 'CANCELED',
    rows: { lost: null },
    nextStep:
      'The import was cancelled: rows that were not reached are not imported. To import the file again, call start_import with allowRepeat: true.',
  })
  expect(textOf(await connection.call('get_import_errors', { planId }))).toContain(
    'The import was cancelled: rows that it did not reach are not among these. There is nothing to repair.',
  )
  expect(textOf(await connection.call('export_failed_rows', { planId }))).toContain(
    'Fix: To import the file again, call start_import with its planId and allowRepeat: true.',
  )
})

test('an import that still runs has all its rows before it, and its errors too', async () => {
  await using connection = await still({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  expect(textOf(await connection.call('cancel_import', { planId }))).toContain('There is no import of it.')
  await connection.call('start_import', { planId })
  expect(wholeOf(await connection.call('get_import', { planId }))).toMatchObject({
    finished: false,
    rows: { total: 2 },
  })
  expect(textOf(await connection.call('get_import_errors', { planId }))).toContain('errors can still come.')
  expect(textOf(await connection.call('export_failed_rows', { planId }))).toContain('it has no failed rows so far')
})

test('cancel_import reads the state when the answer is lost', async () => {
  await using connection = await still({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('start_import', { planId })
  connection.sandbox.faults.add({ method: 'POST', path: '*/cancel', after: true, reset: true })
  const cancelled = wholeOf(await connection.call('cancel_import', { planId }))
  expect(cancelled).toMatchObject({ actionStatus: 'UNKNOWN', stateBefore: 'STARTED', state: 'CANCELED' })
  expect(cancels(connection)).toHaveLength(1)
})

test.each([{ reset: true }, { status: 502 }])(
  'cancel_import tells the real state when the request was lost (%o), and sends it once',
  async (fault) => {
    await using connection = await still({ files: { 'leads.csv': CLEAN } })
    const planId = await propose(connection, 'leads.csv')
    await connection.call('start_import', { planId })
    connection.sandbox.faults.add({ method: 'POST', path: '*/cancel', takeBody: true, ...fault })
    const told = wholeOf(await connection.call('cancel_import', { planId }))
    expect(told).toMatchObject({
      actionStatus: 'UNKNOWN',
      state: 'STARTED',
      nextStep: `Call get_import with importId: "${told.importId}".`,
    })
    expect(cancels(connection)).toHaveLength(1)
    expect(wholeOf(await connection.call('cancel_import', { planId })).state).toBe('CANCELED')
  },
)

test('errors of a cancelled import come with a word on the rows that it did not reach', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await importFile(connection, 'leads.csv')
  const told = async (tool: string) => wholeOf(await connection.call(tool, { planId })).nextStep
  expect(await told('get_import_errors')).not.toContain('cancelled')
  const { importId } = wholeOf(await connection.call('get_import', { planId }))
  const record = await (await connection.context.connect()).imports.get(String(importId))
  const body = { ...record, state: 'CANCELED' }
  connection.sandbox.faults.add({ method: 'GET', path: `*/imports/${importId}`, status: 200, body, times: 2 })
  for (const tool of ['get_import_errors', 'export_failed_rows']) {
    expect(await told(tool)).toMatch(/^The import was cancelled: rows that it did not reach are not among these\. \S/)
  }
})

test('cancel_import asks first', async () => {
  await using connection = await still({ flags: ['--sandbox', '--confirm', 'elicit'], files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  const { confirm } = wholeOf(await connection.call('validate_import', { planId }))
  const { imports } = wholeOf(await connection.call('start_import', { planId, confirm }))
  const refused = await connection.call('cancel_import', { planId })
  expect(textOf(refused)).toContain('confirmation_required')
  const [started] = Array.isArray(imports) ? imports : []
  const subject = `cancel ${started.importId}`
  expect(textOf(refused)).toContain(`confirm: "${subject}"`)
  expect(wholeOf(await connection.call('cancel_import', { planId, confirm: subject })).state).toBe('CANCELED')
})

test('cancel_import says of a finished import that it has ended, and asks HubSpot nothing', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  const refused = textOf(await connection.call('cancel_import', { planId }))
  expect(refused).toMatch(
    /^hubspot_conflict: Import \d+ has ended: it is DONE\. Nothing was cancelled, and what it wrote stays\.\n/,
  )
  expect(refused).toContain('No tool undoes it: a person deletes records in HubSpot.\nOutcome: not_started')
  expect(cancels(connection)).toEqual([])
})

test('cancel_import says the same of an import that ends just when it is cancelled', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await importFile(connection, 'leads.csv')
  const { importId } = wholeOf(await connection.call('get_import', { planId }))
  const running = { id: importId, state: 'PROCESSING', createdAt: NOW, updatedAt: NOW }
  connection.sandbox.faults.add({ method: 'GET', path: `*/imports/${importId}`, status: 200, body: running })
  const refused = textOf(await connection.call('cancel_import', { planId }))
  expect(refused).toMatch(/^hubspot_conflict: Import \d+ has ended: it is DONE\./)
  expect(cancels(connection)).toMatchObject([{ status: 400 }])
})

test('cancel_import of a cancelled import says so, without a question and without a request', async () => {
  await using connection = await still({ flags: ['--sandbox', '--confirm', 'elicit'], files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  const { confirm } = wholeOf(await connection.call('validate_import', { planId }))
  const { imports } = wholeOf(await connection.call('start_import', { planId, confirm }))
  const [started] = Array.isArray(imports) ? imports : []
  wholeOf(await connection.call('cancel_import', { planId, confirm: `cancel ${started.importId}` }))
  expect(wholeOf(await connection.call('cancel_import', { planId }))).toMatchObject({
    actionStatus: 'NONE',
    stateBefore: 'CANCELED',
    state: 'CANCELED',
  })
  expect(cancels(connection)).toHaveLength(1)
})

test('cancel_import tells what was written before, and that it stays', async () => {
  await using connection = await still({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  wholeOf(await connection.call('start_import', { planId }))
  const counters = { CREATED_OBJECTS: 1200, UPDATED_OBJECTS: 34 }
  const body = { id: '1', state: 'CANCELED', createdAt: NOW, updatedAt: NOW, metadata: { counters } }
  connection.sandbox.faults.add({ method: 'GET', path: /\/imports\/\d+$/, skip: 1, status: 200, body })
  expect(wholeOf(await connection.call('cancel_import', { planId }))).toMatchObject({
    stateBefore: 'STARTED',
    counters,
    nextStep: 'The import is cancelled. 1,234 records written before stay as they are: no tool can undo them.',
  })
})

test('a cancelled call of get_import ends the watching only, and not the import', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  const { imports } = wholeOf(await connection.call('start_import', { planId }))
  const [{ importId }] = Array.isArray(imports) ? imports : []
  const cancel = new AbortController()
  const watching = connection.client.callTool(
    { name: 'get_import', arguments: { planId, waitSeconds: 40 } },
    { signal: cancel.signal },
  )
  await expect
    .poll(() => connection.sandbox.requests().filter(({ path }) => path.endsWith(`/${importId}`)), { timeout: 10_000 })
    .not.toEqual([])
  cancel.abort()
  await expect(watching).rejects.toThrow()
  await connection.sandbox.clock.settle()
  const progress = wholeOf(await connection.call('get_import', { planId }))
  expect(progress).toMatchObject({ state: 'DONE', allImported: true })
  expect(cancels(connection)).toEqual([])
})

test.each(['../oauth', '1/cancel', '12a'])('cancel_import refuses the id %j without a request', async (importId) => {
  await using connection = await connect()
  const refused = textOf(await connection.call('cancel_import', { importId }))
  expect(refused).toMatch(/^invalid_arguments: /)
  expect(connection.sandbox.requests()).toEqual([])
})

describe('cancel_import of an upload', () => {
  /** More than the buffers of a connection take at once: its last byte waits. */
  const LONG = `First Name,Email\n${Array.from({ length: 60_000 }, (_, index) => `${'Ann '.repeat(40)},a${index}@example.com\n`).join('')}`
  const imports = async (connection: Connection) => wholeOf(await connection.call('list_imports')).imports

  test('ends it before its last byte: nothing exists, and nothing is taken up again', async () => {
    await using connection = await connect({ files: { 'leads.csv': LONG } })
    const planId = await propose(connection, 'leads.csv')
    await connection.call('validate_import', { planId })
    const slow = connection.sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 100_000 })
    const started = connection.call('start_import', { planId })
    await vi.waitFor(() => expect(slow.hits()).toBe(1), 20_000)
    expect(wholeOf(await connection.call('cancel_import', { planId }))).toMatchObject({
      importId: null,
      actionStatus: 'COMPLETE',
      stateBefore: 'UPLOADING',
      state: 'NOT_STARTED',
    })
    const told = textOf(await started)
    expect(told).toMatch(/^cancelled: /)
    expect(told).toContain('Outcome: not_started')
    await resumeImports(connection.context)
    expect(await imports(connection)).toEqual([])
    expect(slow.hits()).toBe(1)
    expect(await connection.context.plans.underWay.isStopped(planId)).toBe(true)
  })

  test('that another process sends ends it before its last byte too, and it needs a new yes to be sent after all', async () => {
    const flags = ['--sandbox', '--confirm', 'elicit']
    await using sending = await connect({ files: { 'leads.csv': LONG }, flags })
    const planId = await propose(sending, 'leads.csv')
    const { confirm } = wholeOf(await sending.call('validate_import', { planId }))
    const slow = sending.sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 5_000_000 })
    const started = sending.call('start_import', { planId, confirm })
    await vi.waitFor(() => expect(slow.hits()).toBe(1), 20_000)
    const { sandbox, stateDir } = sending
    await using other = await connect({ sandbox, stateDir, flags })
    const cancelling = { planId, confirm: `cancel ${planId}` }
    expect(wholeOf(await other.call('cancel_import', cancelling))).toMatchObject({
      importId: null,
      actionStatus: 'COMPLETE',
      state: 'NOT_STARTED',
    })
    expect(textOf(await started)).toMatch(/^cancelled: .*\nOutcome: not_started$/s)
    expect(await stepsOf(stateDir, planId)).toEqual(['1.armed', '1.refused'])
    await resumeImports(other.context)
    expect(await imports(other)).toEqual([])
    for (const args of [{ planId }, { planId, confirm }]) {
      const asking = textOf(await sending.call('start_import', args))
      expect(asking).toMatch(/^confirmation_(required|mismatch): .*Outcome: not_started/s)
    }
    expect(slow.hits()).toBe(1)
    const again = wholeOf(await sending.call('validate_import', { planId })).confirm
    expect(wholeOf(await sending.call('start_import', { planId, confirm: again })).outcome).toBe('started')
    expect(await imports(other)).toHaveLength(1)
  })

  test('cancels the import when its last byte has left', async () => {
    await using connection = await connect({ files: { 'leads.csv': CLEAN } })
    const planId = await propose(connection, 'leads.csv')
    connection.sandbox.faults.add({ method: 'POST', path: '*/imports', delayMs: 4_000 })
    const started = connection.call('start_import', { planId })
    const files = async () => (await readdir(connection.stateDir, { recursive: true })).map((path) => basename(path))
    await expect.poll(files, { timeout: 20_000 }).toContain('1.armed.json')
    // The last byte leaves only when the entry is known to be on the disk.
    await timers.setTimeout(1_000)
    const cancelled = wholeOf(await connection.call('cancel_import', { planId }))
    expect(cancelled).toMatchObject({ actionStatus: 'COMPLETE', stateBefore: 'UPLOADING', state: 'CANCELED' })
    expect(wholeOf(await started)).toMatchObject({ imports: [{ importId: cancelled.importId }] })
    expect(await imports(connection)).toMatchObject([{ importId: cancelled.importId, state: 'CANCELED' }])
  })

  test('that a crash has cut off keeps it from being taken up', async () => {
    await using crashed = await connect({ files: { 'leads.csv': LONG } })
    const planId = await propose(crashed, 'leads.csv')
    await crashed.call('validate_import', { planId })
    const slow = crashed.sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 100_000 })
    const started = crashed.call('start_import', { planId })
    await vi.waitFor(() => expect(slow.hits()).toBe(1), 20_000)
    await crashed.context.close()
    expect(textOf(await started)).toMatch(/^cancelled: /)
    const { sandbox, stateDir } = crashed
    expect(await crashed.context.plans.underWay.list()).toMatchObject([{ planId }])
    await using later = await connect({ sandbox, stateDir })
    expect(wholeOf(await later.call('cancel_import', { planId })).state).toBe('NOT_STARTED')
    await resumeImports(later.context)
    expect(textOf(await later.call('cancel_import', { planId }))).toContain('The import of this plan is not started.')
    expect(await imports(later)).toEqual([])
  })
})

const NOW = '2026-05-01T12:00:00Z'

const cancels = ({ sandbox }: Connection) => sandbox.requests().filter(({ path }) => path.endsWith('/cancel'))
