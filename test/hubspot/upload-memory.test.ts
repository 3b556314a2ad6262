import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { Server } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createHubSpot } from '../../src/hubspot/create-hubspot.ts'
import { DEFAULT_SETTINGS, type HubSpotSettings } from '../../src/hubspot/settings.ts'
import { AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from '../config/tls-authority.ts'
import { createFakeClock } from './fake-clock.ts'

const CHUNK = 512 * 1024
const CHUNKS = 40
const certificate = { key: SERVER_KEY, cert: SERVER_CERTIFICATE }

interface Kind {
  name: string
  server: Server | http2.Http2SecureServer
  scheme: 'http' | 'https'
  settings: Partial<HubSpotSettings>
}

const kinds: Kind[] = [
  { name: 'plain HTTP', server: http.createServer(), scheme: 'http', settings: {} },
  { name: 'TLS', server: https.createServer(certificate), scheme: 'https', settings: {} },
  {
    name: 'HTTP/2',
    server: http2.createSecureServer(certificate),
    scheme: 'https',
    settings: { httpVersion: '2' },
  },
]

/** Every chunk lies in the same memory, and is overwritten at the very moment at which the next one is asked for. */
async function* oneMemory(): AsyncGenerator<Uint8Array> {
  const memory = Buffer.alloc(CHUNK)
  for (let count = 1; count <= CHUNKS; count += 1) yield memory.fill(count)
}

test.each(kinds)('imports.start() asks for the next chunk when the one before has left over $name', async (kind) => {
  const { server, scheme, settings } = kind
  const arrived: Buffer[] = []
  server.on('request', (request: Readable, response: { end(text: string): unknown }) => {
    void readSlowly(request, arrived).then(() => response.end(JSON.stringify({ id: '7' })))
  })
  const hubspot = createHubSpot(
    {
      ...DEFAULT_SETTINGS,
      baseUrl: `${scheme}://localhost:${await listen(server)}`,
      credentials: { kind: 'access-token', token: 'pat-na1-canary' },
      tls: { ca: AUTHORITY },
      ...settings,
    },
    { clock: createFakeClock(), log: () => undefined },
  )
  const file = { fileName: 'leads.csv', contentType: 'text/csv', bytes: CHUNK * CHUNKS, stream: oneMemory }
  await hubspot.imports.start({ request: { files: [] }, files: [file] })
  await hubspot.close()
  server.close()
  const body = Buffer.concat(arrived)
  const start = body.indexOf(Buffer.alloc(64, 1))
  const wrong = Array.from({ length: CHUNKS }, (_, index) => index + 1).filter(
    (count) => !body.subarray(start + (count - 1) * CHUNK, start + count * CHUNK).equals(Buffer.alloc(CHUNK, count)),
  )
  expect(wrong).toEqual([])
})

/** Slower than the file is read, so that every buffer on the way fills up. */
async function readSlowly(request: Readable, arrived: Buffer[]): Promise<void> {
  let bytes = 0
  for await (const chunk of request) {
    arrived.push(chunk)
    bytes += chunk.length
    if (bytes > CHUNK) {
      bytes = 0
      await sleep(5)
    }
  }
}

async function listen(server: Kind['server']): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
