import { once } from 'node:events'
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { textOf } from '../connect.ts'
import { askingTool, fixtureTool } from '../server/fixture-tools.ts'
import { bearer, client2026, type Hosted, host, newToken, send } from './hosted.ts'

const ann = newToken('ann', { scopes: ['imports:read', 'imports:plan', 'schema:write'] })
const CSV = 'Email\na@b.co\n'
const MEGABYTE = CSV + 'bob@example.com\n'.repeat(65_535) + ' '.repeat(3)
const bob = newToken('bob', { scopes: ['imports:read', 'imports:plan', 'schema:write'] })

async function caller(server: Hosted, token: string, elicit?: Parameters<typeof client2026>[2]) {
  const client = await client2026(server.url, token, elicit)
  return {
    call: async () => textOf(await client.callTool({ name: 'try_it', arguments: {} })),
    close: () => client.close(),
  }
}

describe('the limits of a principal', () => {
  it('end calls with the time to wait, for it alone', async () => {
    let now = Date.now()
    const server = await host({
      tokens: [ann.entry, bob.entry],
      tools: [fixtureTool(async () => ({ said: 'yes' }), 'read')],
      flags: ['--calls-per-minute', '2'],
      clock: { ...systemClock, now: () => now },
    })
    const first = await caller(server, ann.token)
    const second = await caller(server, bob.token)
    await first.call()
    now += 20_000
    expect(await first.call()).toContain('It said yes.')
    expect(await first.call()).toBe(
      'busy: You made 2 calls in the last minute, and 2 are allowed.\nFix: Wait 40 seconds, then call again.',
    )
    const put = await send(`${server.url}/files/a.csv`, {
      method: 'PUT',
      body: 'Email\na@b.co\n',
      headers: bearer(ann.token),
    })
    expect(put).toMatchObject({
      status: 429,
      headers: { 'retry-after': '40' },
      body: expect.stringContaining('busy: '),
    })
    expect(await second.call()).toContain('It said yes.')
    now += 40_000
    expect(await first.call()).toContain('It said yes.')
    await first.close()
    await second.close()
    await server.close()
  })

  it('count resources, completions and files that are fetched', async () => {
    const now = Date.now()
    const clock = { ...systemClock, now: () => now }
    const server = await host({ tokens: [ann.entry], flags: ['--calls-per-minute', '1'], clock })
    const put = await send(`${server.url}/files/a.csv`, { method: 'PUT', body: CSV, headers: bearer(ann.token) })
    const id = JSON.parse(put.body).file.replace('upload:', '')
    const fetched = await send(`${server.url}/files/${id}`, { headers: bearer(ann.token) })
    expect(fetched).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
    const client = await client2026(server.url, ann.token)
    await expect(client.readResource({ uri: 'hubspot-import://object-types' })).rejects.toThrow(
      /busy: You made 1 calls/,
    )
    const ref = { type: 'ref/resource' as const, uri: 'hubspot-import://imports/{importId}' }
    await expect(client.complete({ ref, argument: { name: 'importId', value: '' } })).rejects.toThrow(/busy: You made/)
    await client.close()
    await server.close()
  })

  it('are not held by a file that stops arriving', async () => {
    const server = await host({ tokens: [ann.entry], flags: ['--calls-at-once', '1'], uploadIdleMs: 200 })
    const sent = { method: 'PUT', headers: bearer(ann.token) }
    const stalled = request(`${server.url}/files/a.csv`, {
      ...sent,
      headers: { ...sent.headers, 'content-length': 99 },
    })
    const ended = once(stalled, 'error')
    stalled.write(CSV)
    const put = async () => (await send(`${server.url}/files/b.csv`, { ...sent, body: CSV })).status
    expect(await ended).toMatchObject([{ code: 'ECONNRESET' }])
    await expect.poll(put, { timeout: 10_000 }).toBe(201)
    await server.close()
  })

  it('end where the files of a day take twenty times the largest one, for it alone', { timeout: 60_000 }, async () => {
    const flags = ['--max-upload-mb', '1', '--calls-per-minute', '1000']
    const server = await host({ tokens: [ann.entry, bob.entry], flags })
    const put = (token: string) =>
      send(`${server.url}/files/a.csv`, { method: 'PUT', body: MEGABYTE, headers: bearer(token) })
    for (const _ of Array(20)) expect((await put(ann.token)).status).toBe(201)
    expect(await put(ann.token)).toMatchObject({ status: 507, body: expect.stringContaining('disk_full: Your files') })
    expect((await put(bob.token)).status).toBe(201)
    await server.close()
  })

  it('count what writes, and not the call that only asks the person', async () => {
    const server = await host({
      tokens: [ann.entry],
      tools: [askingTool(() => 'plan 1')],
      flags: ['--writes-per-minute', '2'],
    })
    const client = await caller(server, ann.token, () => ({ action: 'accept', content: { answer: 'yes' } }))
    expect(await client.call()).toContain('It said nothing.')
    expect(await client.call()).toContain('It said nothing.')
    const refused = await client.call()
    expect(refused).toContain('busy: You made 2 writing calls in the last minute, and 2 are allowed.')
    expect(refused).toContain('Outcome: not_started')
    await client.close()
    await server.close()
  })

  it('end what is more than four at once', async () => {
    let open: (() => void)[] = []
    const waiting = fixtureTool(async () => {
      await new Promise<void>((resolve) => open.push(resolve))
      return { said: 'done' }
    }, 'read')
    const server = await host({ tokens: [ann.entry], tools: [waiting] })
    const client = await caller(server, ann.token)
    const answers = Array.from({ length: 6 }, () => client.call())
    const refused = await Promise.any(answers)
    expect(refused).toContain('busy: 4 calls of yours are running, as many as are allowed at once.')
    // Refusals come while the others run: exactly two of six.
    const settled: string[] = []
    for (const answer of answers) answer.then((text) => settled.push(text))
    await expect.poll(() => [open.length, settled.length]).toEqual([4, 2])
    for (const end of open) end()
    expect((await Promise.all(answers)).filter((text) => text.includes('It said done.'))).toHaveLength(4)
    open = []
    const next = client.call()
    await expect.poll(() => open.length).toBe(1)
    for (const end of open) end()
    expect(await next).toContain('It said done.')
    await client.close()
    await server.close()
  })
})
