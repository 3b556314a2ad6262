import net from 'node:net'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { createHubSpot } from '../../src/hubspot/create-hubspot.ts'
import { DEFAULT_SETTINGS } from '../../src/hubspot/settings.ts'
import { errorOf, TOKEN } from './client.ts'
import { createFakeClock } from './fake-clock.ts'

interface Breaking {
  port: number
  /** Whether the whole body of the last request arrived. */
  whole: () => boolean
  posts: () => number
  close: () => void
}

/** Takes so many bytes of each body and then resets the connection, without an answer. */
async function startBreakingServer(takes: (length: number) => number): Promise<Breaking> {
  let whole = false
  let posts = 0
  const server = net.createServer((socket) => {
    let received = Buffer.alloc(0)
    whole = false
    posts += 1
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = Number(/content-length: (\d+)/i.exec(received.subarray(0, headEnd).toString())?.[1])
      const body = received.length - headEnd - 4
      whole = body >= length
      if (body >= takes(length)) socket.resetAndDestroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { port: address.port, whole: () => whole, posts: () => posts, close: () => server.close() }
}

const places: [string, (length: number) => number][] = [
  ['before the body', () => 0],
  ['in the request part', () => 100],
  ['in the middle', (length) => length / 2],
  ['one byte before the closing boundary', (length) => length - 61],
  ['where the closing boundary begins', (length) => length - 60],
  ['in the closing boundary', (length) => length - 30],
  ['one byte before the end', (length) => length - 1],
  ['at the end', (length) => length],
]

test.each(places)(
  'imports.start() broken %s is sent once, and not_started only if the body was incomplete',
  async (_, takes) => {
    for (const bytes of [0, 10, 300_000]) {
      const server = await startBreakingServer(takes)
      const credentials = { kind: 'access-token', token: TOKEN } as const
      const settings = { ...DEFAULT_SETTINGS, credentials, baseUrl: `http://127.0.0.1:${server.port}` }
      const hubspot = createHubSpot(settings, { clock: createFakeClock(), log: () => undefined })
      let armed = false
      const beforeLastByte = async () => {
        armed = true
      }
      const stream = () => Readable.from(bytes === 0 ? [] : [Buffer.alloc(bytes, 'x')])
      const file = { fileName: 'a.csv', contentType: 'text/csv', bytes, stream }
      const error = await errorOf(hubspot.imports.start({ request: { files: [] }, files: [file], beforeLastByte }))
      if (error.outcome === 'not_started') expect(server.whole()).toBe(false)
      else expect([error.outcome, armed]).toEqual(['unknown', true])
      if (!armed) expect(error.outcome).toBe('not_started')
      expect(server.posts()).toBe(1)
      await hubspot.close()
      server.close()
    }
  },
)
