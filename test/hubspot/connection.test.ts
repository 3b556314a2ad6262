import type { Server } from 'node:net'
import net from 'node:net'
import { expect, test } from 'vitest'
import { createHubSpot } from '../../src/hubspot/create-hubspot.ts'
import type { HubSpot } from '../../src/hubspot/hubspot.ts'
import { DEFAULT_SETTINGS, type HubSpotSettings } from '../../src/hubspot/settings.ts'
import { connect, errorOf, TOKEN } from './client.ts'
import { createFakeClock } from './fake-clock.ts'

const LIST = JSON.stringify({ results: [] })
const ONE_TRY = { count: 0, intervalMs: 1, backOffFactor: 1, maxIntervalMs: 1, statusCodes: [] }

test.each([
  'http://api.hubapi.com',
  'http://127.0.0.1.evil.example',
  'ftp://localhost',
  'https://user:secret@api.hubapi.com',
  'https://api.hubapi.com/?x=1',
  'nonsense',
])('createHubSpot() refuses the base URL %s', (baseUrl) => {
  expect(() => create({ baseUrl })).toThrow(/neither https nor http on loopback/)
})

test('a base URL may have a path before the API’s own', async () => {
  await using client = await connect([{ body: LIST }])
  const hubspot = create({ baseUrl: `${client.server.url}/gateway/` })
  await hubspot.imports.list()
  expect(client.server.requests[0]?.path).toBe('/gateway/crm/v3/imports')
  await hubspot.close()
})

test('a timeout is told as such', async () => {
  await using client = await connect([{ break: 'never' }], { timeoutMs: 60, retry: ONE_TRY })
  const error = await errorOf(client.hubspot.imports.list())
  expect([error.code, error.outcome]).toEqual(['timeout', undefined])
  const write = await errorOf(client.hubspot.imports.cancel('7'))
  expect([write.code, write.outcome]).toEqual(['timeout', 'unknown'])
})

test.each([
  ['bare nonsense', 'hello\r\n\r\n'],
  ['64 kB of headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(65_536)}\r\n\r\n`],
  ['a header with a bare LF', 'HTTP/1.1 200 OK\r\nx: a\nb: c\r\ncontent-length: 2\r\n\r\n{}'],
])('%s is refused as a bad response', async (_, bytes) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(bytes))
  })
  const port = await listen(server)
  const hubspot = create({ baseUrl: `http://127.0.0.1:${port}` })
  expect((await errorOf(hubspot.imports.list())).code).toBe('hubspot_bad_response')
  await hubspot.close()
  server.close()
})

test('close() leaves no socket open', async () => {
  await using client = await connect([{ body: LIST }])
  await client.hubspot.imports.list()
  expect(client.server.openSockets()).toBe(1)
  await client.hubspot.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(client.server.openSockets()).toBe(0)
  expect((await errorOf(client.hubspot.imports.list())).code).toBe('cancelled')
})

function create(settings: Partial<HubSpotSettings>): HubSpot {
  const credentials = { kind: 'access-token', token: TOKEN } as const
  const clock = createFakeClock()
  return createHubSpot(
    { ...DEFAULT_SETTINGS, credentials, retry: ONE_TRY, ...settings },
    { clock, log: () => undefined },
  )
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
