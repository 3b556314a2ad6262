import net from 'node:net'
import { expect, test } from 'vitest'
import type { HubSpot } from '../../src/hubspot/hubspot.ts'
import { errorOf } from '../hubspot/client.ts'
import { type Step, startScriptedServer } from '../hubspot/scripted-server.ts'
import { clientOf } from './client-of.ts'
import { addressOf } from './secure-server.ts'

const EMPTY: Step = { body: { results: [] } }

test.each([
  [[], 4],
  [['--retry-count', '2'], 3],
  [['--retry-count', '0'], 1],
])('%j: a read that fails is sent so often: %i', async (argv, sent) => {
  await using server = await startScriptedServer([{ status: 503 }])
  await using client = await clientOf([...argv, '--base-url', server.url])
  const error = await errorOf(client.hubspot.imports.list())
  expect(error.code).toBe('hubspot_unavailable')
  expect(server.requests).toHaveLength(sent)
})

test.each([
  [[], 500, 2],
  [['--retry-status', '503'], 500, 1],
  [['--retry-status', '503,599'], 599, 2],
])('%j: status %i makes %i requests', async (argv, status, sent) => {
  await using server = await startScriptedServer([{ status }, EMPTY])
  await using client = await clientOf([...argv, '--base-url', server.url])
  await client.hubspot.imports.list().catch(() => undefined)
  expect(server.requests).toHaveLength(sent)
})

/** The second and the third wait before a read is sent again, of ten reads. */
async function waits(argv: string[]): Promise<[number[], number[], number[]]> {
  const found: [number[], number[], number[]] = [[], [], []]
  for (let read = 0; read < 10; read += 1) {
    await using server = await startScriptedServer([{ status: 503 }, { status: 503 }, { status: 503 }, EMPTY])
    await using client = await clientOf([...argv, '--base-url', server.url])
    await client.hubspot.imports.list()
    const [first = 0, second = 0, third = 0] = client.clock.waits
    found[0].push(first)
    found[1].push(second)
    found[2].push(third)
  }
  return found
}

test('the waits grow by --retry-back-off, random below their limit, up to --retry-max-interval', async () => {
  const [first, second, third] = await waits([
    ...['--retry-interval', '0.1', '--retry-back-off', '10'],
    ...['--retry-max-interval', '5'],
  ])
  expect(Math.max(...first)).toBeLessThanOrEqual(100)
  expect(Math.max(...second)).toBeLessThanOrEqual(1000)
  expect(Math.max(...third)).toBeLessThanOrEqual(5000)
  // One of ten that is above a tenth of its limit: by chance it is none once in 10 thousand million times.
  expect(Math.max(...second)).toBeGreaterThan(100)
  expect(Math.max(...third)).toBeGreaterThan(500)
  expect(new Set([...first, ...second, ...third]).size).toBe(30)
})

const writes: [string, (hubspot: HubSpot) => Promise<unknown>][] = [
  ['the start of an import', ({ imports }) => imports.start({ request: { files: [] }, files: [] })],
  ['cancelling', ({ imports }) => imports.cancel('7')],
  ['a new label', ({ associations }) => associations.labels.create('0-1', '0-2', { name: 'boss', label: 'Boss' })],
]
const failures: [string, Step][] = [
  ['503 with Retry-After', { status: 503, headers: { 'retry-after': '1' } }],
  ['500', { status: 500 }],
  ['a reset', { break: 'reset' }],
  ['half an answer', { body: { id: '7', more: 'x'.repeat(500) }, break: 'cut' }],
]

test.each(writes.flatMap(([what, write]) => failures.map(([how, step]) => [what, how, write, step] as const)))(
  '%s is sent once, whatever --retry-count says: %s',
  async (_what, _how, write, step) => {
    await using server = await startScriptedServer((seen) => (seen.method === 'GET' ? EMPTY : step))
    await using client = await clientOf(['--retry-count', '3', '--base-url', server.url])
    const error = await errorOf(write(client.hubspot))
    expect(error.outcome).toBe('unknown')
    expect(server.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1)
  },
)

test('--timeout ends the wait for an answer; a write has an unknown outcome then', async () => {
  await using server = await startScriptedServer([{ break: 'never' }])
  await using client = await clientOf(['--timeout', '1', '--retry-count', '1', '--base-url', server.url])
  const { hubspot } = client
  const [read, write] = await Promise.all([errorOf(hubspot.imports.list()), errorOf(hubspot.imports.cancel('7'))])
  expect([read.code, read.outcome, write.code, write.outcome]).toEqual(['timeout', undefined, 'timeout', 'unknown'])
  // The wait for the first byte ended it, not that for the whole answer, which is twice as long.
  expect(write.message).toContain('(UND_ERR_HEADERS_TIMEOUT)')
  expect(server.requests.map(({ method }) => method).sort()).toEqual(['GET', 'GET', 'POST'])
})

test('an answer that comes drop by drop ends after twice --timeout', async () => {
  await using server = await startScriptedServer([{ trickleMs: 100, body: { status: 'x'.repeat(1000) } }])
  await using client = await clientOf(['--timeout', '1', '--base-url', server.url])
  const error = await errorOf(client.hubspot.imports.cancel('7'))
  expect(error.message).toContain('did not answer in full (within 2 s)')
})

// The default is 10 s: a setting that is not looked at runs into the limit of the test.
test('--connect-timeout ends the wait for a TLS handshake, and nothing was started', { timeout: 9000 }, async () => {
  const silent = net.createServer((socket) => void socket.on('error', () => undefined).resume())
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve)
  })
  const baseUrl = `https://127.0.0.1:${addressOf(silent.address()).port}`
  await using client = await clientOf(['--connect-timeout', '1', '--timeout', '600', '--base-url', baseUrl])
  const error = await errorOf(client.hubspot.imports.start({ request: { files: [] }, files: [] }))
  expect([error.code, error.outcome]).toEqual(['timeout', 'not_started'])
  expect(error.message).toContain('No connection to 127.0.0.1')
  silent.close()
})
