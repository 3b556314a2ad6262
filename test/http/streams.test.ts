import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { SESSION_LIMITS } from '../../src/http/legacy-sessions.ts'
import { client2025Http } from '../client-2025.ts'
import { fixtureTool } from '../server/fixture-tools.ts'
import { bearer, client2026, type Hosted, host, json, newToken, rpc, type Sent, send } from './hosted.ts'

const ann = newToken('ann')

interface Stream {
  request: ClientRequest
  response: IncomingMessage
  /** What was sent until its end, also when it was cut off. */
  all: Promise<string>
}

/** A connection of its own; resolves when the headers are there. */
async function openStream(server: Hosted, { method = 'GET', headers = {}, body }: Sent): Promise<Stream> {
  const req = request(`${server.url}/mcp`, { method, headers, agent: false })
  req.on('error', () => undefined)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    req.on('response', resolve).on('error', reject).end(body)
  })
  return { request: req, response, all: text(response).catch(() => 'cut off') }
}

/** A session of the protocol of 2025, and its stream. */
async function openSession(server: Hosted, headers: Record<string, string> = {}) {
  const clientInfo = { name: 'test', version: '1' }
  const body = rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
  const opened = await send(`${server.url}/mcp`, { method: 'POST', headers: { ...json, ...headers }, body })
  const session = { ...headers, 'mcp-session-id': String(opened.headers['mcp-session-id']) }
  const stream = () => openStream(server, { headers: { ...session, accept: 'text/event-stream' } })
  const list = async () =>
    (await send(`${server.url}/mcp`, { method: 'POST', headers: { ...json, ...session }, body: rpc('tools/list') }))
      .status
  return { session, stream, list }
}

describe('the stream of a session', () => {
  it('begins at once, is the only one, and may be opened again when its connection is lost', async () => {
    const server = await host()
    const { stream } = await openSession(server)
    const first = await stream()
    expect(first.response.statusCode).toBe(200)
    expect((await stream()).response.statusCode).toBe(409)
    first.request.destroy()
    await expect.poll(async () => (await stream()).response.statusCode, { timeout: 10_000 }).toBe(200)
    await server.close()
  })

  it('ends with its session, when a principal opens its twenty-first', async () => {
    const server = await host({ tokens: [ann.entry] })
    const { stream, list } = await openSession(server, bearer(ann.token))
    const { all } = await stream()
    for (const _ of Array(20)) await openSession(server, bearer(ann.token))
    expect(await all).toBe(': open\n\n')
    expect(await list()).toBe(404)
    await server.close()
  })

  it('ends with a session that nobody has used for a day', async () => {
    let now = Date.now()
    const clock = { ...systemClock, now: () => now }
    const server = await host({ clock, sessionLimits: { ...SESSION_LIMITS, lookMs: 50 } })
    const old = await openSession(server)
    const { all } = await old.stream()
    now += 23 * 60 * 60_000
    const young = await openSession(server)
    const kept = await young.stream()
    now += 2 * 60 * 60_000
    expect(await all).toBe(': open\n\n')
    expect([await old.list(), await young.list()]).toEqual([404, 200])
    kept.request.destroy()
    await server.close()
  })
})

/** The envelope of a request of the protocol of 2026, and its headers. */
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
const modern = (method: string, name?: string): Record<string, string> => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
  ...(name !== undefined && { 'mcp-name': name }),
})

/** Its call goes on until the test says so. */
function waitingTool() {
  const ends: (() => void)[] = []
  const tool = fixtureTool(async () => {
    await new Promise<void>((resolve) => ends.push(resolve))
    return { said: 'done' }
  }, 'read')
  return { tool, ends }
}

describe('a server that is told to stop', () => {
  it('does not wait for streams that carry no call', async () => {
    const server = await host({ flags: ['--grace', '3600'] })
    const client = await client2025Http(`${server.url}/mcp`)
    const { stream } = await openSession(server)
    const { all } = await stream()
    await server.close()
    expect(await all).toBe(': open\n\n')
    await client.close()
  })

  it.each(['2025-11-25', '2026-07-28'])(
    'waits for the calls of %s, which are answered on their streams',
    async (version) => {
      const { tool, ends } = waitingTool()
      const server = await host({ flags: ['--grace', '3600'], tools: [tool] })
      const client = await (version === '2026-07-28' ? client2026(server.url) : client2025Http(`${server.url}/mcp`))
      const call = client.callTool({ name: 'try_it', arguments: {} })
      await expect.poll(() => ends.length).toBe(1)
      const closed = server.close()
      await expect.poll(async () => (await send(`${server.url}/readyz`)).status).toBe(503)
      for (const end of ends) end()
      expect(JSON.stringify(await call)).toContain('It said done.')
      await closed
      await client.close()
    },
  )

  it.each([
    ['2025-11-25', async (server: Hosted) => (await openSession(server)).session, {}],
    ['2026-07-28', async () => modern('tools/call', 'try_it'), META],
  ])('ends the streams of %s whose calls go on beyond the grace', async (_version, headersFor, _meta) => {
    const { tool, ends } = waitingTool()
    const server = await host({ flags: ['--grace', '1'], tools: [tool] })
    const params = { name: 'try_it', arguments: {}, _meta }
    const headers = { ...json, ...(await headersFor(server)) }
    const call = openStream(server, { method: 'POST', headers, body: rpc('tools/call', params) })
    const all = call.then((stream) => stream.all).catch(() => 'cut off')
    await expect.poll(() => ends.length).toBe(1)
    await server.close()
    expect(await all).not.toContain('It said done.')
    for (const end of ends) end()
  })
})

/** FAULT_STREAMS=500 for the whole case. */
const STREAMS = Number(process.env.FAULT_STREAMS ?? 100)

it('many open streams leave calls as they are, and close with the server', {
  timeout: 60_000 + STREAMS * 100,
}, async () => {
  const server = await host()
  const sessions = []
  for (let count = 0; count < STREAMS; count += 1) sessions.push(await openSession(server))
  const streams = await Promise.all(sessions.map(({ stream }) => stream()))
  expect(new Set(streams.map(({ response }) => response.statusCode))).toEqual(new Set([200]))
  const body = rpc('tools/call', { name: 'list_imports', arguments: {} })
  for (let call = 0; call < 40; call += 1) {
    const { session } = sessions[call % sessions.length] ?? { session: {} }
    const answer = await send(`${server.url}/mcp`, { method: 'POST', headers: { ...json, ...session }, body })
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('structuredContent') })
  }
  expect(streams.filter(({ response }) => response.destroyed)).toEqual([])
  await server.close()
  expect(new Set(await Promise.all(streams.map(({ all }) => all)))).toEqual(new Set([': open\n\n']))
})

describe('subscriptions/listen', () => {
  it('ends with its first answer, because nothing that could be listened to changes', async () => {
    const server = await host({ flags: ['--grace', '3600'] })
    const notifications = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }
    const resourceSubscriptions = ['hubspot-import://object-types']
    const headers = { ...json, ...modern('subscriptions/listen') }
    const body = rpc('subscriptions/listen', {
      _meta: META,
      notifications: { ...notifications, resourceSubscriptions },
    })
    const { response, all } = await openStream(server, { method: 'POST', headers, body })
    expect(response.statusCode).toBe(200)
    expect(await all).toMatch(/notifications\/subscriptions\/acknowledged.*"resultType":"complete"/s)
    await server.close()
  })
})
