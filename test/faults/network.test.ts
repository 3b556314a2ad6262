import dns from 'node:dns'
import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { loadConfig } from '../../src/config.ts'
import { IMPORT_ANSWER_MS } from '../../src/hubspot/connection.ts'
import { createHubSpot } from '../../src/hubspot/create-hubspot.ts'
import type { HubSpot } from '../../src/hubspot/hubspot.ts'
import { DEFAULT_SETTINGS } from '../../src/hubspot/settings.ts'
import { structuredOf, textOf } from '../connect.ts'
import { type Client, connect as connectClient, errorOf, TOKEN } from '../hubspot/client.ts'
import { createFakeClock } from '../hubspot/fake-clock.ts'
import type { Step } from '../hubspot/scripted-server.ts'
import { fastClock } from '../import/fast-clock.ts'
import { propose } from '../tools/plan-files.ts'
import type { HostFault } from './fault-host.ts'
import { connectGuarded } from './guarded.ts'
import { importIdOf, largeLeads, outcomeOf, startedOnce } from './start-calls.ts'

const UPLOAD = { method: 'POST', path: /\/imports$/, to: 1 } as const

describe('an upload', () => {
  const files = { 'leads.csv': largeLeads() }

  test.each<[string, HostFault]>([
    ['before the first byte', { ...UPLOAD, takeBytes: () => 0 }],
    ['in the middle of the body', { ...UPLOAD, takeBytes: (length) => length / 2 }],
  ])('that is reset %s has not started, and starts one import when it is asked for again', async (_, fault) => {
    await using connection = await connectGuarded({ faults: [fault], files })
    const planId = await propose(connection, 'leads.csv')
    const accepted = { planId, acceptFindings: true }
    const refused = textOf(await connection.call('start_import', accepted))
    expect(refused).toMatch(/^network: .*\nOutcome: not_started$/s)
    expect(await connection.imports()).toEqual([])
    expect(structuredOf(await connection.call('start_import', accepted)).outcome).toBe('started')
    expect(await connection.imports()).toHaveLength(1)
  })
})

test.each<[string, HostFault]>([
  ['lost', { ...UPLOAD, forward: true, break: 'reset' }],
  ['cut in its middle', { ...UPLOAD, forward: true, break: 'cut' }],
  ['shorter than announced', { ...UPLOAD, forward: true, headers: { 'content-length': '5000' }, break: 'cut' }],
  ['JSON cut in its middle', { ...UPLOAD, forward: true, body: '{"id":"5571' }],
  ['without an id', { ...UPLOAD, forward: true, body: {} }],
])('an import whose answer is %s is found again, with one upload however often it is asked for', async (_, fault) => {
  await using connection = await connectGuarded({ faults: [fault], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  const importId = await startedOnce(connection, planId)
  for (let count = 0; count < 5; count += 1) {
    const again = await connection.call('start_import', { planId })
    expect([outcomeOf(again), importIdOf(again)]).toEqual(['already_started', importId])
  }
  expect(connection.posts()).toBe(1)
  expect(await connection.imports()).toMatchObject([{ id: importId }])
})

const EMPTY: Step = { body: { results: [] } }
const NO_FILES = { request: { files: [] }, files: [] }
const ONE_TRY = { count: 0, intervalMs: 1, backOffFactor: 1, maxIntervalMs: 1, statusCodes: [] }

describe('a host', () => {
  afterEach(restoreLookup)

  test('without an address is told with its name and the step, after a few tries', async () => {
    await using client = await connectClient([EMPTY], { baseUrl: 'https://crm.example' })
    const names = lookUp(() => failure('ENOTFOUND'))
    const error = await errorOf(client.hubspot.imports.list())
    expect([error.code, error.message]).toEqual([
      'network',
      'The name crm.example could not be resolved (DNS, ENOTFOUND). (tried 4 times)',
    ])
    expect(error.fix).toBe('Check the network, the proxy and HUBSPOT_BASE_URL, then call again.')
    expect(names).toEqual(Array(4).fill('crm.example'))
    expect(client.clock.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(10_000)
    expect(client.logged()).not.toContain(TOKEN)
  })

  test('whose name server fails once costs one more try', async () => {
    await using client = await connectClient([EMPTY])
    const names = lookUp((count) => (count === 1 ? failure('EAI_AGAIN') : [{ address: '127.0.0.1', family: 4 }]))
    const hubspot = atLocalhost(client)
    expect(await hubspot.imports.list()).toEqual({ results: [], after: null })
    expect([names.length, client.server.requests.length]).toEqual([2, 1])
    await hubspot.close()
  })

  test('with two addresses of which one is dead is reached by the other', async () => {
    await using client = await connectClient([EMPTY])
    lookUp(() => [
      { address: '100::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ])
    const hubspot = atLocalhost(client)
    expect(await hubspot.imports.list()).toEqual({ results: [], after: null })
    expect(client.server.requests).toHaveLength(1)
    await hubspot.close()
  })
})

test('a connection that never comes about is given up in time, and nothing has started', async () => {
  const sockets = new Set<net.Socket>()
  // Takes the connection and never says a word of TLS.
  const silent = net.createServer((socket) => sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = addressInfo.parse(silent.address())
  await using client = await connectClient([EMPTY], {
    ...{ baseUrl: `https://127.0.0.1:${port}`, connectMs: 200, retry: ONE_TRY },
  })
  const { imports } = client.hubspot
  for (const [work, outcome] of [
    [() => imports.start(NO_FILES), 'not_started'],
    [() => imports.cancel('7'), 'not_started'],
    [() => imports.list(), undefined],
  ] as const) {
    const { code, message, outcome: told } = await errorOf(work())
    expect([code, message, told]).toEqual([
      'timeout',
      `No connection to 127.0.0.1:${port} came about in time.`,
      outcome,
    ])
  }
  for (const socket of sockets) socket.destroy()
  silent.close()
})

test('an upload waits for its answer longer than a read does', async () => {
  const slow: Step = { body: { id: '7', results: [] }, delayMs: 1_500 }
  await using client = await connectClient([slow], { timeoutMs: 200, retry: ONE_TRY })
  expect((await errorOf(client.hubspot.imports.list())).code).toBe('timeout')
  expect((await client.hubspot.imports.start(NO_FILES)).id).toBe('7')
})

test('an upload that is never answered is given up in the end, and nobody knows what became of it', async () => {
  await using client = await connectClient([{ break: 'never' }], { timeoutMs: 200, importAnswerMs: 1_000 })
  const { code, outcome, fix } = await errorOf(client.hubspot.imports.start(NO_FILES))
  expect([code, outcome]).toEqual(['timeout', 'unknown'])
  expect(fix).toMatch(/^The import may have begun: look for it with list_imports\. Do not send it again /)
  expect(client.server.requests).toHaveLength(1)
})

test('a connection is waited for up to ten seconds, the answer to an upload two minutes and more', async () => {
  const place = { workingFolder: '/data', homeFolder: '/home/ada', tempFolder: '/tmp/p1', platform: 'linux' }
  const { connectMs, importAnswerMs } = loadConfig([], { HUBSPOT_ACCESS_TOKEN: TOKEN }, place).hubspot
  expect(connectMs).toBeLessThanOrEqual(10_000)
  expect([importAnswerMs, IMPORT_ANSWER_MS >= 120_000]).toEqual([undefined, true])
})

test('an answer that drips is given up, and nothing of it is taken', async () => {
  const results = Array.from({ length: 50 }, (_, index) => ({ id: String(index) }))
  await using client = await connectClient([{ body: { results }, trickleMs: 30 }], { timeoutMs: 200 })
  const error = await errorOf(client.hubspot.imports.errors('7'))
  expect([error.code, error.outcome]).toEqual(['timeout', undefined])
})

test('a connection that the host closed meanwhile costs a read one more try', async () => {
  const used = new Set<number>()
  let closed = 0
  await using client = await connectClient(({ connection }) => {
    if (!used.has(connection) || closed > 0) {
      used.add(connection)
      return EMPTY
    }
    closed += 1
    return { break: 'reset' }
  })
  for (let count = 0; count < 5; count += 1) {
    expect(await client.hubspot.imports.list()).toEqual({ results: [], after: null })
  }
  expect([closed, client.server.requests.length]).toEqual([1, 6])
})

const addressInfo = z.object({ port: z.number() })

function atLocalhost({ server }: Client): HubSpot {
  const baseUrl = server.url.replace('127.0.0.1', 'localhost')
  const credentials = { kind: 'access-token', token: TOKEN } as const
  const clock = createFakeClock()
  return createHubSpot({ ...DEFAULT_SETTINGS, baseUrl, credentials }, { clock, log: () => undefined })
}

type Address = { address: string; family: number }

const systemLookup = dns.lookup

/** The system's name service answers so, until it is restored. Gives the names that were asked for. */
function lookUp(answer: (count: number) => readonly Address[] | Error): string[] {
  const names: string[] = []
  const lookup = (name: string, options: { all?: boolean }, done: (...result: unknown[]) => void) => {
    const found = answer(names.push(name))
    const [first] = found instanceof Error ? [] : found
    setImmediate(() => {
      if (found instanceof Error) done(found)
      else if (options.all === true) done(null, found)
      else done(null, first?.address, first?.family)
    })
  }
  Reflect.set(dns, 'lookup', lookup)
  return names
}

function restoreLookup(): void {
  Reflect.set(dns, 'lookup', systemLookup)
}

const failure = (code: string) => Object.assign(new Error(code), { code })
