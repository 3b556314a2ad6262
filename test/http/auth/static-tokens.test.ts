import { once } from 'node:events'
import { chmod, utimes, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest'
import { systemClock } from '../../../src/clock.ts'
import { readTokenFile } from '../../../src/config/token-file.ts'
import { UsageError } from '../../../src/errors.ts'
import { openStaticTokens } from '../../../src/http/auth/static-tokens.ts'
import { TOOLS } from '../../../src/tools/index.ts'
import { scopeOfTool } from '../../../src/tools/tool-scope.ts'
import { fixtureTool } from '../../server/fixture-tools.ts'
import { withFolder } from '../../with-folder.ts'
import { bearer, client2026, type Hosted, host, json, newToken, rpc, send, writeTokens } from '../hosted.ts'

const ann = newToken('ann')
const reader = newToken('reader', { scopes: ['imports:read'] })

const list = (server: Hosted, headers: Record<string, string>) =>
  send(`${server.url}/mcp`, { method: 'POST', headers: { ...json, ...headers }, body: rpc('tools/list') })

describe('a server with tokens', () => {
  let server: Hosted
  beforeAll(async () => {
    server = await host({ tokens: [ann.entry, reader.entry] })
  })
  afterAll(() => server.close())

  test.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a token that is not there', bearer(newToken('ann').token)],
    ['the beginning of a token', bearer(ann.token.slice(0, -1))],
    ['a token and more', bearer(`${ann.token}x`)],
    ['the hash of a token', bearer(ann.entry.sha256)],
    ['the token as a password', { authorization: `Basic ${Buffer.from(`ann:${ann.token}`).toString('base64')}` }],
    ['a token of HubSpot', bearer('pat-eu1-11111111-2222-3333-4444-555555555555')],
    ['a token in the address', { referer: `http://localhost/?access_token=${ann.token}` }],
  ])('refuses %s on /mcp and /files', async (_, headers) => {
    const answer = await list(server, headers)
    expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringMatching(/^Bearer /) } })
    const put = await send(`${server.url}/files/a.csv`, { method: 'PUT', body: 'Email\na@b.co\n', headers })
    expect(put.status).toBe(401)
    expect((await send(`${server.url}/files/${'0'.repeat(32)}`, { headers })).status).toBe(401)
  })

  it('takes a token, in any case of the word Bearer', async () => {
    expect((await list(server, bearer(ann.token))).status).toBe(200)
    expect((await list(server, { authorization: `bearer ${ann.token}` })).status).toBe(200)
  })

  it('takes a token with spaces around it, which HTTP leaves out of the value, and none with a space in it', async () => {
    const send = async (authorization: string) => (await list(server, { authorization })).status
    expect([await send(`Bearer ${ann.token}  `), await send(`  Bearer ${ann.token}`)]).toEqual([200, 200])
    expect(await send(`Bearer ${ann.token} x`)).toBe(401)
    expect(await send(`Bearer ${ann.token}\u00a0`)).toBe(401)
    expect(await send(`Bearer ${ann.token.slice(0, 9)} ${ann.token.slice(9)}`)).toBe(401)
  })

  it('refuses a header of a megabyte before it looks at it', async () => {
    const answer = await list(server, bearer('a'.repeat(1024 * 1024))).catch(() => ({ status: 431 }))
    expect(answer.status).toBe(431)
  })

  it.each([
    ['/mcp', 'POST', {}, 401],
    ['/files/a.csv', 'PUT', {}, 401],
    ['/mcp', 'POST', bearer(newToken('ann').token), 401],
    ['/mcp', 'POST', bearer(ann.token), 413],
    ['/files/a.csv', 'PUT', bearer(ann.token), 413],
  ])(
    'answers %s %s by what the headers say, before the body of 600 MB comes',
    async (path, method, headers, status) => {
      const length = { ...json, 'content-length': String(600 * 1024 * 1024) }
      const asked = request(`${server.url}${path}`, { method, headers: { ...length, ...headers }, agent: false })
      asked.flushHeaders()
      const [answer]: unknown[] = await once(asked, 'response')
      expect(answer).toMatchObject({ statusCode: status })
      asked.on('error', () => undefined).destroy()
    },
  )

  it('tells whether it lives without a token', async () => {
    expect((await send(`${server.url}/healthz`)).status).toBe(200)
  })

  it('lists only tools of the scopes of the token, and names the scope that another one needs', async () => {
    const readable = TOOLS.filter((tool) => scopeOfTool(tool) === 'imports:read').map(({ name }) => name)
    const client = await client2026(server.url, reader.token)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(readable)
    await client.close()
    const call = await send(`${server.url}/mcp`, {
      method: 'POST',
      headers: { ...json, ...bearer(reader.token) },
      body: rpc('tools/call', { name: 'start_import', arguments: {} }),
    })
    expect(call.status).toBe(403)
    expect(call.headers['www-authenticate']).toContain('scope="imports:read imports:write"')
    expect(JSON.parse(call.body)).toEqual({
      error: 'insufficient_scope',
      error_description: 'start_import needs the scope imports:write',
    })
    const hidden = [rpc('ping'), rpc('tools/call', { name: 'cancel_import' })]
    const batch = { method: 'POST', headers: { ...json, ...bearer(reader.token) }, body: `[${hidden.join()}]` }
    expect(await send(`${server.url}/mcp`, batch)).toMatchObject({
      status: 400,
      body: expect.stringContaining('Batches'),
    })
    const put = await send(`${server.url}/files/a.csv`, { method: 'PUT', body: 'x', headers: bearer(reader.token) })
    expect(put).toMatchObject({ status: 403, body: expect.stringContaining('needs the scope imports:plan') })
  })
})

describe('the token file', () => {
  it('is read again when it changes: a token ends with its entry', async () => {
    const server = await host({ tokens: [ann.entry] })
    expect((await list(server, bearer(ann.token))).status).toBe(200)
    expect((await list(server, bearer(reader.token))).status).toBe(401)
    await writeTokens(server.tokensFile, [reader.entry])
    expect((await list(server, bearer(ann.token))).status).toBe(401)
    expect((await list(server, bearer(reader.token))).status).toBe(200)
    await server.close()
  })

  it('lets nobody in while it cannot be read, tells the log why, and /readyz', async () => {
    const log = vi.fn()
    const server = await host({ tokens: [ann.entry], log })
    await writeFile(server.tokensFile, '[{"name":')
    expect(await list(server, bearer(ann.token))).toMatchObject({ status: 503, headers: { 'retry-after': '10' } })
    expect(log).toHaveBeenCalledWith('error', 'callers cannot be told apart', {
      error: `${server.tokensFile} is not JSON.`,
      cause: expect.any(String),
    })
    expect(JSON.stringify(log.mock.calls)).not.toContain(ann.token)
    const ready = await send(`${server.url}/readyz`)
    expect(ready).toMatchObject({ status: 503, body: 'not ready: the file of tokens cannot be used' })
    await writeTokens(server.tokensFile, [ann.entry])
    expect((await list(server, bearer(ann.token))).status).toBe(200)
    await server.close()
  })

  it('with an account that is not there refuses the token of that entry only', async () => {
    const log = vi.fn()
    const server = await host({ tokens: [ann.entry], log })
    const cat = newToken('cat', { account: 'tow' })
    await writeTokens(server.tokensFile, [ann.entry, cat.entry])
    expect((await list(server, bearer(ann.token))).status).toBe(200)
    expect(log).not.toHaveBeenCalledWith('error', expect.anything(), expect.anything())
    expect((await list(server, bearer(cat.token))).status).toBe(503)
    expect(log).toHaveBeenCalledWith('error', 'callers cannot be told apart', {
      error: `${server.tokensFile}: the account "tow" of cat is not in the accounts file.`,
      cause: expect.any(String),
    })
    await server.close()
  })

  it('is refused when others can read it', async () => {
    const server = await host({ tokens: [ann.entry] })
    await chmod(server.tokensFile, 0o640)
    expect((await list(server, bearer(ann.token))).status).toBe(200)
    await chmod(server.tokensFile, 0o644)
    expect((await list(server, bearer(ann.token))).status).toBe(503)
    await server.close()
  })

  test.each<[string, unknown]>([
    ['a token instead of its hash', [{ ...ann.entry, sha256: ann.token }]],
    ['an unknown scope', [{ ...ann.entry, scopes: ['all'] }]],
    ['no scope', [{ ...ann.entry, scopes: [] }]],
    ['a name with a slash', [{ ...ann.entry, name: '../ann' }]],
    ['a misspelt field', [{ ...ann.entry, expire: '2027-01-31' }]],
    ['an end that is no date', [{ ...ann.entry, expires: '2027-02-31T99:00Z' }]],
    ['an end that is not in the calendar', [{ ...ann.entry, expires: '2027-02-31' }]],
    ['one token of two names', [ann.entry, { ...ann.entry, name: 'bob' }]],
    ['an account that is not there', [{ ...ann.entry, account: 'eu' }]],
    ['an object', { tokens: [] }],
  ])('with %s keeps the server from starting', async (_, content) => {
    const server = await host({ tokens: [] })
    await writeFile(server.tokensFile, JSON.stringify(content))
    await expect(host({ flags: ['--tokens', server.tokensFile] })).rejects.toMatchObject({
      code: 'invalid_arguments',
      message: expect.stringContaining(server.tokensFile),
    })
    await server.close()
  })

  it('ends a token at its time', async () => {
    let now = Date.parse('2026-11-27T12:00:00Z')
    const clock = { ...systemClock, now: () => now }
    const { token, entry } = newToken('ann', { expires: '2026-11-27T12:30:00Z' })
    const server = await host({ tokens: [entry], clock, tools: [fixtureTool(async () => ({ said: '' }), 'read')] })
    expect((await list(server, bearer(token))).status).toBe(200)
    now += 30 * 60_000
    expect((await list(server, bearer(token))).status).toBe(401)
    await server.close()
  })
})

test('a token file that could not be read for a moment is read again, though it is the same', async () => {
  await using folder = await withFolder()
  const path = join(folder.path, 'tokens.json')
  await writeTokens(path, [ann.entry])
  let mayRead = true
  const read = async (of: string) => {
    if (mayRead) return readTokenFile(of)
    throw new UsageError('file_unreadable', 'Too many open files.', 'Wait.')
  }
  const tokens = await openStaticTokens(path, { clock: systemClock, accountNames: new Set(), read })
  await utimes(path, 1, 1)
  mayRead = false
  await expect(tokens.find(ann.token)).rejects.toMatchObject({ code: 'file_unreadable' })
  mayRead = true
  expect(await tokens.find(ann.token)).toMatchObject({ name: 'ann' })
})
