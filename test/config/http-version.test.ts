import { Readable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { expect, test, vi } from 'vitest'
import { errorOf } from '../hubspot/client.ts'
import { temporaryFolder } from '../table/temporary-folder.ts'
import { clientOf } from './client-of.ts'
import { type SecureRequest, type SecureServer, type SecureServerOptions, startSecureServer } from './secure-server.ts'
import { AUTHORITY } from './tls-authority.ts'

const CA = ['--tls-ca', temporaryFolder().write('ca.pem', AUTHORITY)]
/** CRLF, two hyphens, the boundary (52), two hyphens, CRLF. */
const CLOSING_BYTES = 60

function upload(megabytes: number) {
  const chunk = Buffer.alloc(256 * 1024, 'x')
  const bytes = megabytes * 1024 * 1024
  const stream = () => Readable.from(Array.from({ length: bytes / chunk.length }, () => chunk))
  return { request: { files: [] }, files: [{ fileName: 'a.csv', contentType: 'text/csv', bytes, stream }] }
}

const spoken = ({ requests }: SecureServer) => requests.map(({ method, httpVersion }) => `${method} ${httpVersion}`)

test.each([
  ['1.1', {}, [], '1.1'],
  ['1.1', {}, ['--http-version', '1.1'], '1.1'],
  ['2', {}, ['--http-version', '2'], '2.0'],
  ['1.1, for a server without 2,', { http2: false }, ['--http-version', '2'], '1.1'],
])(
  'HTTP %s is spoken for reads, writes and an upload whose last bytes are held back',
  async (_, options, argv, version) => {
    await using server = await startSecureServer(options)
    await using client = await clientOf([...CA, ...argv, '--base-url', server.url])
    await client.hubspot.imports.list()
    await client.hubspot.imports.cancel('7')

    let total = 0
    let heldBack = 0
    const started = await client.hubspot.imports.start({
      ...upload(3),
      onBytes: (_sent, all) => {
        total = all
      },
      beforeLastByte: async () => {
        await vi.waitFor(() => expect(server.requests[2]?.bytes).toBe(total - CLOSING_BYTES), { timeout: 10_000 })
        heldBack = total - (server.requests[2]?.bytes ?? 0)
      },
    })
    expect(started.id).toBe('7')
    expect(heldBack).toBe(CLOSING_BYTES)
    expect(spoken(server)).toEqual([`GET ${version}`, `POST ${version}`, `POST ${version}`])
    expect(server.requests[2]).toMatchObject({ bytes: total, headers: { 'content-length': String(total) } })
  },
)

type Fault = NonNullable<SecureServerOptions['onRequest']>

const faults: [string, Fault][] = [
  ['the stream is reset', (_, { stream }) => stream?.close(2) !== null],
  ['the stream is refused', (_, { stream }) => stream?.close(7) !== null],
  ['the session ends (GOAWAY)', (_, { stream }) => stream?.session?.goaway(0) !== null],
  ['the session is destroyed', (_, { stream }) => stream?.session?.destroy() !== null],
  ['the connection breaks', (_, { socket }) => socket.destroy() !== null],
]

test.each(faults)('over HTTP/2 a write is not sent again when %s', async (_, onRequest) => {
  await using server = await startSecureServer({ onRequest })
  await using client = await clientOf([...CA, '--http-version', '2', '--timeout', '2', '--base-url', server.url])
  const cancel = await errorOf(client.hubspot.imports.cancel('7'))
  const start = await errorOf(client.hubspot.imports.start(upload(1)))
  expect([cancel.outcome, start.outcome]).toEqual(['unknown', 'unknown'])
  expect(spoken(server)).toEqual(['POST 2.0', 'POST 2.0'])
})

test('over HTTP/2 a start that breaks in the middle has not started', async () => {
  let armed = false
  const onBytes = ({ bytes }: SecureRequest, socket: TLSSocket) => void (bytes > 100_000 && socket.destroy())
  await using server = await startSecureServer({ onBytes })
  await using client = await clientOf([...CA, '--http-version', '2', '--base-url', server.url])
  const beforeLastByte = async () => {
    armed = true
  }
  const error = await errorOf(client.hubspot.imports.start({ ...upload(8), beforeLastByte }))
  expect([error.code, error.outcome, armed]).toEqual(['network', 'not_started', false])
  expect(spoken(server)).toEqual(['POST 2.0'])
})

test('over HTTP/2 a read is sent again on a new connection', async () => {
  let failures = 0
  const onRequest: Fault = (_, { socket }) => {
    failures += 1
    return failures < 3 && socket.destroy() !== null
  }
  await using server = await startSecureServer({ onRequest })
  await using client = await clientOf([...CA, '--http-version', '2', '--base-url', server.url])
  expect((await client.hubspot.imports.list()).results).toEqual([])
  expect(spoken(server)).toEqual(['GET 2.0', 'GET 2.0', 'GET 2.0'])
  expect(server.handshakes().done).toBe(3)
})
