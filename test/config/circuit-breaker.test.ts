import { expect, test } from 'vitest'
import { errorOf } from '../hubspot/client.ts'
import { type Step, startScriptedServer } from '../hubspot/scripted-server.ts'
import { clientOf, type SetClient } from './client-of.ts'

const EMPTY: Step = { body: { results: [] } }
const START = { request: { files: [] }, files: [] }
/** The limit of calls never waits here; each failed read is one call. */
const ONCE = ['--retry-count', '0']

async function codesOf({ hubspot }: SetClient, calls: number): Promise<string[]> {
  const codes: string[] = []
  for (let call = 0; call < calls; call += 1) {
    codes.push(
      await hubspot.imports.list().then(
        () => 'ok',
        (error: unknown) => String(error instanceof Error && 'code' in error ? error.code : error),
      ),
    )
  }
  return codes
}

const times = (count: number, code: string) => Array.from({ length: count }, () => code)

test('half of ten calls in a minute open the circuit for 30 s; then nothing is sent', async () => {
  await using server = await startScriptedServer((_, count) => (count % 2 === 0 ? { status: 503 } : EMPTY))
  await using client = await clientOf([...ONCE, '--base-url', server.url])
  await codesOf(client, 10)
  expect(await codesOf(client, 3)).toEqual(times(3, 'circuit_open'))
  const write = await errorOf(client.hubspot.imports.cancel('7'))
  const start = await errorOf(client.hubspot.imports.start(START))
  for (const error of [write, start]) expect([error.code, error.outcome]).toEqual(['circuit_open', 'not_started'])
  expect(start.fix).toMatch(/^Call again in \d+ s\./)
  expect(server.requests).toHaveLength(10)
  client.clock.set(client.clock.now() + 30_001)
  expect(await client.hubspot.imports.start(START).catch(errorCode)).not.toBe('circuit_open')
  expect(server.requests).toHaveLength(11)
})

const errorCode = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error)

test.each<[string, string[], (count: number) => boolean, number, number]>([
  ['too small a share', ['--circuit-failure-threshold', '0.6'], (count) => count % 2 === 0, 30, 30],
  ['a share', ['--circuit-failure-threshold', '0.3'], (count) => count % 3 === 0, 30, 10],
  ['too few calls', ['--circuit-request-volume', '31'], () => true, 30, 30],
  ['few calls', ['--circuit-request-volume', '4'], () => true, 30, 4],
  ['no circuit breaker', ['--no-circuit-breaker'], () => true, 30, 30],
  ['another status', ['--circuit-status', '502'], () => true, 30, 30],
])('%s decides how many calls are sent', async (_, argv, fails, calls, sent) => {
  await using server = await startScriptedServer((_request, count) => (fails(count) ? { status: 503 } : EMPTY))
  await using client = await clientOf([...ONCE, ...argv, '--base-url', server.url])
  await codesOf(client, calls)
  expect(server.requests).toHaveLength(sent)
})

test('only the calls of the window count, also where few are made', async () => {
  await using server = await startScriptedServer([{ status: 503 }])
  const argv = ['--circuit-request-volume', '3', '--circuit-window', '10', '--base-url', server.url]
  await using client = await clientOf([...ONCE, ...argv])
  for (let call = 0; call < 10; call += 1) {
    expect(await codesOf(client, 1)).toEqual(['hubspot_unavailable'])
    client.clock.set(client.clock.now() + 6000)
  }
  expect(await codesOf(client, 2)).toEqual(['hubspot_unavailable', 'hubspot_unavailable'])
  expect(await codesOf(client, 1)).toEqual(['circuit_open'])
})

test('no answer at all is a failure; a refusal is an answer', async () => {
  let step: Step = { status: 404, body: { message: 'no' } }
  await using server = await startScriptedServer(() => step)
  await using client = await clientOf([...ONCE, '--circuit-request-volume', '4', '--base-url', server.url])
  expect(await codesOf(client, 6)).toEqual(times(6, 'hubspot_not_found'))
  step = { break: 'reset' }
  expect(await codesOf(client, 8)).toEqual([...times(6, 'network'), ...times(2, 'circuit_open')])
})

test('after the reset time one call may try, and its result decides', async () => {
  let step: Step = { status: 503 }
  await using server = await startScriptedServer(() => step)
  const argv = ['--circuit-request-volume', '2', '--circuit-reset', '5', '--base-url', server.url]
  await using client = await clientOf([...ONCE, ...argv])
  expect(await codesOf(client, 3)).toEqual([...times(2, 'hubspot_unavailable'), 'circuit_open'])

  client.clock.set(client.clock.now() + 5001)
  expect(await codesOf(client, 2)).toEqual(['hubspot_unavailable', 'circuit_open'])

  client.clock.set(client.clock.now() + 5001)
  step = { ...EMPTY, delayMs: 300 }
  const trying = client.hubspot.imports.list()
  await expect.poll(() => server.requests.length).toBe(4)
  expect(await codesOf(client, 1)).toEqual(['circuit_open'])
  expect(await trying).toEqual({ results: [], after: null })

  step = EMPTY
  expect(await codesOf(client, 2)).toEqual(['ok', 'ok'])
  step = { status: 503 }
  expect(await codesOf(client, 3)).toEqual([...times(2, 'hubspot_unavailable'), 'circuit_open'])
})

test('a call that is cancelled while it tries leaves the try to the next', async () => {
  let step: Step = { status: 503 }
  await using server = await startScriptedServer(() => step)
  await using client = await clientOf([...ONCE, '--circuit-request-volume', '1', '--base-url', server.url])
  await codesOf(client, 1)
  client.clock.set(client.clock.now() + 30_001)
  step = { break: 'never' }
  const stop = new AbortController()
  const trying = errorOf(client.hubspot.imports.list({}, { signal: stop.signal }))
  await expect.poll(() => server.requests.length).toBe(2)
  stop.abort()
  expect((await trying).code).toBe('cancelled')
  step = EMPTY
  expect(await codesOf(client, 2)).toEqual(['ok', 'ok'])
})

test('requests for tokens count too', async () => {
  await using server = await startScriptedServer([{ status: 500 }])
  const oauth = {
    HUBSPOT_CLIENT_ID: 'client-0123',
    HUBSPOT_CLIENT_SECRET: 'secret-0123',
    HUBSPOT_REFRESH_TOKEN: 'refresh-0123',
  }
  await using client = await clientOf([...ONCE, '--circuit-request-volume', '4', '--base-url', server.url], oauth)
  await codesOf(client, 2)
  const error = await errorOf(client.hubspot.imports.cancel('7'))
  expect([error.code, error.outcome]).toEqual(['circuit_open', 'not_started'])
  expect(server.requests.map(({ path }) => path)).toEqual(times(4, '/oauth/v1/token'))
})
