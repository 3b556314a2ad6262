import { describe, expect, test, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { connect, textOf } from '../connect.ts'
import { stepsOf } from '../faults/journal-steps.ts'
import { importIdOf, outcomeOf, startedOnce } from '../faults/start-calls.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { CLEAN, propose } from '../tools/plan-files.ts'
import { fastClock, patientClock } from './fast-clock.ts'

/** More than the buffers of a connection take at once: its last byte waits. */
const LONG = `First Name,Email\n${Array.from({ length: 60_000 }, (_, row) => `${'Ann '.repeat(40)},a${row}@example.com\n`).join('')}`

const LIST = { method: 'GET', path: '*/imports' } as const
const UPLOAD = { method: 'POST', path: '*/imports' } as const

async function newSandbox() {
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  return { ...sandbox, [Symbol.asyncDispose]: sandbox.close }
}

const accepted = (sandbox: Sandbox) =>
  sandbox
    .requests()
    .filter(({ method, path, status }) => method === 'POST' && path.endsWith('/imports') && status === 200)

describe("an import that HubSpot's list shows", () => {
  test('to one process keeps the upload of another from its last byte', async () => {
    await using sandbox = await newSandbox()
    await using lost = await connect({ sandbox, files: { 'leads.csv': LONG }, clock: patientClock })
    const importId = await startedOnce(lost, await propose(lost, 'leads.csv'))
    // Of that start the two processes know nothing, and the first one's look at the list comes too early.
    await using sending = await connect({ sandbox, files: { 'leads.csv': LONG }, clock: patientClock })
    const { stateDir, folder } = sending
    const flags = ['--sandbox', '--allow-dir', folder]
    await using looking = await connect({ sandbox, stateDir, flags, clock: patientClock })
    const planId = await propose(sending, 'leads.csv')
    await sending.call('validate_import', { planId })
    sandbox.faults.add({ ...LIST, status: 200, body: { results: [] } })
    const slow = sandbox.faults.add({ ...UPLOAD, bytesPerSecond: 4_000_000 })
    const started = sending.call('start_import', { planId })
    await vi.waitFor(() => expect(slow.hits()).toBe(1), 20_000)
    const found = await looking.call('start_import', { planId })
    expect([outcomeOf(found), importIdOf(found)]).toEqual(['already_started', importId])
    const told = await started
    expect([outcomeOf(told), importIdOf(told)]).toEqual(['already_started', importId])
    expect(await stepsOf(stateDir, planId)).toEqual(['1.armed', '1.started'])
    expect(accepted(sandbox)).toHaveLength(1)
  })

  test('is taken for the start that somebody on the way said was refused', async () => {
    await using connection = await connect({ files: { 'leads.csv': CLEAN }, clock: patientClock })
    const planId = await propose(connection, 'leads.csv')
    const body = { message: 'The answer was held back.' }
    const refusal = connection.sandbox.faults.add({ ...UPLOAD, after: true, status: 403, body })
    const refused = textOf(await connection.call('start_import', { planId }))
    expect(refused).toMatch(/^hubspot_forbidden: .*\nOutcome: not_started\n/s)
    const [one, ...others] = await importsOf(connection)
    expect(others).toEqual([])
    const again = await connection.call('start_import', { planId })
    expect([outcomeOf(again), importIdOf(again)]).toEqual(['already_started', one])
    expect(await stepsOf(connection.stateDir, planId)).toEqual(['1.armed', '1.refused', '2.armed', '2.started'])
    expect([refusal.hits(), await importsOf(connection)]).toEqual([1, [one]])
  })

  test('on two pages is one import, and not two of the same name', async () => {
    await using sandbox = await newSandbox()
    await using lost = await connect({ sandbox, files: { 'leads.csv': CLEAN }, clock: fastClock })
    const importId = await startedOnce(lost, await propose(lost, 'leads.csv'))
    const { results } = await (await lost.context.connect()).imports.list()
    await using other = await connect({ sandbox, files: { 'leads.csv': CLEAN }, clock: patientClock })
    const planId = await propose(other, 'leads.csv')
    sandbox.faults.add({ ...LIST, status: 200, body: { results, paging: { next: { after: '1' } } } })
    sandbox.faults.add({ ...LIST, status: 200, body: { results } })
    const told = await other.call('start_import', { planId })
    expect([outcomeOf(told), importIdOf(told)]).toEqual(['already_started', importId])
    expect(accepted(sandbox)).toHaveLength(1)
  })
})

async function importsOf({ context }: Awaited<ReturnType<typeof connect>>): Promise<string[]> {
  const { results } = await (await context.connect()).imports.list({ limit: 100 })
  return results.map(({ id }) => id)
}
