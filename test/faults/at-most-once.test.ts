import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElicitResult } from '@modelcontextprotocol/client'
import { afterEach, expect, test, vi } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock, type SandboxClock } from '../../src/sandbox/sandbox-clock.ts'
import { structuredOf, textOf } from '../connect.ts'
import type { Seen } from '../hubspot/scripted-server.ts'
import { fastClock, patientClock } from '../import/fast-clock.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { CLEAN, propose } from '../tools/plan-files.ts'
import type { HostFault } from './fault-host.ts'
import { connectGuarded, type GuardedConnection } from './guarded.ts'
import { stepsOf } from './journal-steps.ts'
import { importIdOf, largeLeads, outcomeOf, startedOnce } from './start-calls.ts'

const UPLOAD = { method: 'POST', path: /\/imports$/ } as const
const LIST = { method: 'GET', path: /\/imports$/ } as const
const NOTHING_LISTED = { status: 200, body: { results: [] } }
const ASKING = ['--sandbox', '--confirm', 'elicit']

afterEach(() => vi.restoreAllMocks())

/** Until the call is told that nobody knows. */
const untilUnknown = (connection: GuardedConnection, planId: string) =>
  expect
    .poll(async () => outcomeOf(await connection.call('start_import', { planId })), { timeout: 20_000 })
    .toBe('unknown')

test('an import that HubSpot lists late is unknown first and found later, after one upload', async () => {
  let isListed = false
  const play: HostFault['play'] = () => (isListed ? { forward: true } : NOTHING_LISTED)
  const lost = { ...UPLOAD, forward: true, status: 504, body: '<html>' }
  await using connection = await connectGuarded({ faults: [lost, { ...LIST, play }], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  await untilUnknown(connection, planId)
  const followed = textOf(await connection.call('get_import', { planId }))
  expect(followed).toMatch(/^outcome_unknown: .*Nothing is sent again by itself\.$/s)
  expect(connection.posts()).toBe(1)
  isListed = true
  const importId = await startedOnce(connection, planId)
  expect(structuredOf(await connection.call('get_import', { planId })).importId).toBe(importId)
  expect(connection.posts()).toBe(1)
  expect(await connection.imports()).toMatchObject([{ id: importId }])
})

test('an import that HubSpot lists twenty seconds late is found by the call that sent it, after one upload', async () => {
  const lost = { ...UPLOAD, forward: true, status: 504, body: '<html>' }
  // Once before the upload; then at once, after 5 s and after 20 s.
  const unlisted = { ...LIST, to: 3, ...NOTHING_LISTED }
  await using connection = await connectGuarded({ faults: [lost, unlisted], clock: patientClock })
  const planId = await propose(connection, 'leads.csv')
  const started = await connection.call('start_import', { planId })
  expect(outcomeOf(started)).toBe('started')
  expect(await connection.imports()).toMatchObject([{ id: importIdOf(started) }])
  const isOne = ({ method, path }: Seen) => path.endsWith('/imports') && (method === 'GET' || method === 'POST')
  const asked = connection.host.requests.filter(isOne).map(({ method }) => method)
  expect(asked).toEqual(['GET', 'POST', 'GET', 'GET', 'GET'])
  expect(await stepsOf(connection.stateDir, planId)).toEqual(['1.armed', '1.started'])
})

test('with the token of another app a lost answer stays unknown, and the answer says why', async () => {
  await using sandbox = await newSandbox()
  const lost: HostFault = { ...UPLOAD, forward: true, break: 'reset' }
  const faults = [lost, { ...LIST, ...NOTHING_LISTED }]
  await using connection = await connectGuarded({ sandbox, faults, clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  await untilUnknown(connection, planId)
  const { accessToken } = sandbox.addApp({ kind: 'private', name: 'Another app' })
  const { stateDir, folder } = connection
  const restarted = { stateDir, flags: ['--sandbox', '--allow-dir', folder], clock: fastClock }
  await using other = await connectGuarded({ ...restarted, sandbox: { ...sandbox, accessToken: accessToken ?? '' } })
  for (let count = 0; count < 3; count += 1) {
    expect(outcomeOf(await other.call('start_import', { planId }))).toBe('unknown')
  }
  const told = textOf(await other.call('get_import', { planId }))
  expect(told).toContain('with another token than at the upload it is not found here')
  expect(other.posts()).toBe(0)
  await using same = await connectGuarded({ ...restarted, sandbox })
  await startedOnce(same, planId)
  expect(same.posts()).toBe(0)
})

type Forge = (connection: GuardedConnection) => Promise<(state: string) => string>

const forgeries: { name: string; forge: Forge }[] = [
  { name: 'changed in one bit', forge: async () => flipped },
  { name: 'given to another plan', forge: stateOfAnotherPlan },
  { name: 'given to another server', forge: stateOfAnotherServer },
  {
    name: 'older than ten minutes',
    forge: async () => (state) => {
      const now = Date.now()
      vi.spyOn(Date, 'now').mockImplementation(() => now + 11 * 60_000)
      return state
    },
  },
]

const YES: ElicitResult = { action: 'accept', content: { answer: 'yes' } }
const NO: ElicitResult = { action: 'decline' }

test.each(forgeries)('a consent that is $name starts nothing', async ({ forge }) => {
  const answers: ElicitResult[] = []
  await using connection = await connectGuarded({ flags: ASKING, elicit: () => answers.shift() ?? NO })
  const planId = await propose(connection, 'leads.csv')
  exchangeStates(connection, await forge(connection))
  answers.push(YES)
  const told = await connection.call('start_import', { planId }).catch((error: unknown) => String(error))
  expect(answers).toEqual([])
  expect(typeof told === 'string' || told.isError).toBe(true)
  expect(connection.posts()).toBe(0)
})

test('a consent that is not changed starts the import', async () => {
  await using connection = await connectGuarded({ flags: ASKING, elicit: () => YES })
  const planId = await propose(connection, 'leads.csv')
  let exchanged = 0
  exchangeStates(connection, (state) => {
    exchanged += 1
    return state
  })
  expect(outcomeOf(await connection.call('start_import', { planId }))).toBe('started')
  expect(exchanged).toBe(1)
})

test('a repetition after a lost answer needs the consent of a person', async () => {
  await using sandbox = await newSandbox()
  const lost: HostFault = { ...UPLOAD, to: 1, break: 'reset' }
  await using connection = await connectGuarded({ sandbox, flags: ASKING, faults: [lost], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  const { confirm } = structuredOf(await connection.call('validate_import', { planId }))
  await expect
    .poll(async () => outcomeOf(await connection.call('start_import', { planId, confirm })), { timeout: 20_000 })
    .toBe('unknown')
  let later = 0
  const { stateDir, folder } = connection
  const clock = { ...fastClock, now: () => Date.now() + later }
  await using restarted = await connectGuarded({
    ...{ sandbox, stateDir, clock, flags: [...ASKING, '--allow-dir', folder] },
  })
  const repeat = { planId, allowRepeat: true }
  const asking = textOf(await restarted.call('start_import', repeat))
  expect(asking).toMatch(/^confirmation_required: .*\nOutcome: not_started$/s)
  const agreed = { ...repeat, confirm: /confirm: "([^"]+)"/.exec(asking)?.[1] }
  expect(textOf(await restarted.call('start_import', agreed))).toMatch(/^outcome_unknown: .*may still appear/)
  later = 20 * 60_000
  expect(textOf(await restarted.call('start_import', repeat))).toMatch(/^confirmation_required: /)
  expect(restarted.posts()).toBe(0)
  expect(outcomeOf(await restarted.call('start_import', agreed))).toBe('started')
  expect(await restarted.imports()).toHaveLength(1)
})

test('an upload is stopped before its last byte, and nothing was started', async () => {
  const files = { 'leads.csv': largeLeads() }
  await using connection = await connectGuarded({ direct: true, files, clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('validate_import', { planId })
  connection.sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 100_000 })
  expect(outcomeOf(await connection.call('start_import', { planId }))).toBe('uploading')
  expect(structuredOf(await connection.call('cancel_import', { planId }))).toMatchObject({
    importId: null,
    stateBefore: 'UPLOADING',
    state: 'NOT_STARTED',
  })
  expect(await connection.imports()).toEqual([])
  await startedOnce(connection, planId)
  expect(await connection.imports()).toHaveLength(1)
})

test('after the last byte it is the import that is cancelled', async () => {
  const slowly = { ...UPLOAD, forward: true, delayMs: 2_000 }
  // Nothing ends by itself there.
  await using sandbox = await newSandbox(manualClock())
  await using connection = await connectGuarded({ sandbox, faults: [slowly], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('validate_import', { planId })
  expect(outcomeOf(await connection.call('start_import', { planId }))).toBe('uploading')
  await expect.poll(async () => (await connection.imports()).length, { timeout: 20_000 }).toBe(1)
  const cancelled = structuredOf(await connection.call('cancel_import', { planId }))
  expect(cancelled).toMatchObject({ importId: expect.stringMatching(/^\d+$/), state: 'CANCELED' })
  expect(await connection.imports()).toMatchObject([{ state: 'CANCELED' }])
})

/** What the client sends back with a person's answer is exchanged on its way. */
function exchangeStates({ client }: GuardedConnection, exchange: (state: string) => string): void {
  const { transport } = client
  if (transport === undefined) throw new Error('the client is not connected')
  const send = transport.send.bind(transport)
  transport.send = async (message, options) => {
    if ('params' in message && typeof message.params?.requestState === 'string') {
      const requestState = exchange(message.params.requestState)
      return send({ ...message, params: { ...message.params, requestState } }, options)
    }
    return send(message, options)
  }
}

function flipped(state: string): string {
  const at = Math.floor(state.length / 2)
  return `${state.slice(0, at)}${state[at] === 'A' ? 'B' : 'A'}${state.slice(at + 1)}`
}

/** The question about another plan of the same server, as its client would send it back. */
async function stateOfAnotherPlan(connection: GuardedConnection): Promise<() => string> {
  await writeFile(join(connection.folder, 'other.csv'), CLEAN)
  const state = await questionOf(connection, await propose(connection, 'other.csv'))
  return () => state
}

async function stateOfAnotherServer(): Promise<() => string> {
  await using other = await connectGuarded({ flags: ASKING, elicit: () => NO })
  const state = await questionOf(other, await propose(other, 'leads.csv'))
  return () => state
}

/** What the client sends back when the person has declined. */
async function questionOf(connection: GuardedConnection, planId: string): Promise<string> {
  let asked = ''
  exchangeStates(connection, (state) => {
    asked = state
    return state
  })
  await connection.call('start_import', { planId }).catch(() => undefined)
  return asked
}

async function newSandbox(clock?: SandboxClock) {
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, ...(clock !== undefined && { clock }) })
  return { ...sandbox, [Symbol.asyncDispose]: sandbox.close }
}
