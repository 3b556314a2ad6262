import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Client, type ElicitResult, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../src/clock.ts'
import { loadConfig } from '../src/config.ts'
import { createUploads } from '../src/http/uploads.ts'
import type { HttpServer } from '../src/http.ts'
import { silentLog } from '../src/log.ts'
import { hostHttp } from '../src/serve-http.ts'
import { TOOLS } from '../src/tools/index.ts'
import type { Tool } from '../src/tools/tool.ts'
import { client2025Http } from './client-2025.ts'
import { structuredOf, textOf } from './connect.ts'
import { askingTool, fixtureTool } from './server/fixture-tools.ts'
import { startProgram } from './start-program.ts'

const MAX_BYTES = 1024 * 1024
const place = { workingFolder: '/', homeFolder: '/home/nobody', tempFolder: '/tmp/none', platform: 'linux' }

interface Served extends HttpServer {
  stateDir: string
}

async function serve(tools: readonly Tool[], flags: readonly string[] = []): Promise<Served> {
  const stateDir = await mkdtemp(join(tmpdir(), 'hubspot-import-http-'))
  const config = loadConfig(['--http', '--sandbox', '--port', '0', '--state-dir', stateDir, ...flags], {}, place)
  const sized = { ...config, http: { ...config.http, maxUploadBytes: MAX_BYTES } }
  const server = await hostHttp(sized, { accounts: new Map(), clock: systemClock, log: silentLog, tools })
  const close = async () => {
    await server.close()
    await rm(stateDir, { recursive: true, force: true })
  }
  return { ...server, close, stateDir }
}

interface Sent {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
}

async function send(url: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const req = request(url, { method, headers, agent: false }, (res) => {
      text(res).then((answer) => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: answer }), reject)
    })
    req.on('error', reject)
    req.end(body)
  })
}

const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const rpc = (method: string, params: unknown = {}) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })

async function client2026(server: Served, elicit?: () => ElicitResult): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: elicit === undefined ? {} : { elicitation: { form: {} } },
      versionNegotiation: { mode: { pin: '2026-07-28' } },
    },
  )
  if (elicit !== undefined) client.setRequestHandler('elicitation/create', elicit)
  await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)))
  return client
}

describe('serveHttp()', () => {
  const yes = (): ElicitResult => ({ action: 'accept', content: { answer: 'yes' } })
  let server: Served
  beforeAll(async () => {
    server = await serve([askingTool(() => 'plan 1')], ['--allow-origin', 'https://app.example'])
  })
  afterAll(() => server.close())

  it('serves a client of 2026-07-28 without a session, questions included', async () => {
    const client = await client2026(server, yes)
    expect(await client.callTool({ name: 'try_it', arguments: { word: 'x' } })).toMatchObject({
      structuredContent: { said: 'x' },
    })
    await client.close()
  })

  it('serves a client of 2025 with a session, questions included', async () => {
    const client = await client2025Http(`${server.url}/mcp`, yes)
    expect(await client.callTool({ name: 'try_it', arguments: { word: 'x' } })).toMatchObject({
      structuredContent: { said: 'x' },
    })
    await client.close()
  })

  it('tells a client of 2025 that keeps no session how to confirm', async () => {
    const answer = await send(`${server.url}/mcp`, {
      method: 'POST',
      headers: json,
      body: rpc('tools/call', { name: 'try_it', arguments: {} }),
    })
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('confirmation_required')
  })

  test.each([
    ['a foreign Host', { host: 'evil.example' }],
    ['a Host that only starts well', { host: 'localhost.evil.example' }],
    ['a Host with a user', { host: 'evil.example@localhost' }],
    ['a Host with a path', { host: 'localhost/evil.example' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['the Origin null', { origin: 'null' }],
    ['an Origin that only ends well', { origin: 'https://evil-app.example' }],
  ])('refuses %s everywhere', async (_, headers) => {
    for (const path of ['/mcp', '/healthz', '/files/a.csv']) {
      expect((await send(server.url + path, { headers })).status, path).toBe(403)
    }
  })

  test.each([
    ['no Origin', {}],
    ['a page of the same machine', { origin: 'http://localhost:5173' }],
    ['a listed Origin', { origin: 'https://app.example' }],
  ])('answers %s', async (_, headers) => {
    expect(await send(`${server.url}/healthz`, { headers })).toMatchObject({ status: 200, body: 'ok' })
    expect((await send(`${server.url}/readyz`, { headers })).status).toBe(200)
  })

  it('lets only listed origins read answers', async () => {
    const listed = await send(`${server.url}/mcp`, { method: 'OPTIONS', headers: { origin: 'https://app.example' } })
    expect(listed).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://app.example' } })
    expect(listed.headers['access-control-allow-headers']).toContain(
      'authorization, mcp-protocol-version, mcp-session-id',
    )
    expect(listed.headers['access-control-expose-headers']).toContain(
      'mcp-session-id, mcp-protocol-version, www-authenticate',
    )
    const local = await send(`${server.url}/healthz`, { headers: { origin: 'http://localhost:1' } })
    expect(local.headers['access-control-allow-origin']).toBeUndefined()
  })

  test.each<[string, Sent, number]>([
    ['GET without a session', { headers: { accept: 'text/event-stream' } }, 405],
    ['DELETE without a session', { method: 'DELETE' }, 405],
    ['PUT', { method: 'PUT' }, 405],
    ['a guessed session', { method: 'POST', headers: { ...json, 'mcp-session-id': 'x' }, body: rpc('ping') }, 404],
    ['text/plain', { method: 'POST', headers: { ...json, 'content-type': 'text/plain' }, body: rpc('ping') }, 415],
    ['bad JSON', { method: 'POST', headers: json, body: '{' }, 400],
    ['5 MB', { method: 'POST', headers: json, body: new Uint8Array(5 * 1024 * 1024).fill(32) }, 413],
  ])('answers %s on /mcp with its status', async (_, sent, status) => {
    expect((await send(`${server.url}/mcp`, sent)).status).toBe(status)
  })

  it('says where things are on another path', async () => {
    expect(await send(`${server.url}/`)).toMatchObject({ status: 404, body: expect.stringContaining('/mcp') })
  })
})

/** The real tools, reached over HTTP. */
async function serveTools() {
  const server = await serve(TOOLS)
  const client = await client2026(server, () => ({ action: 'accept', content: { answer: 'yes' } }))
  return {
    url: server.url,
    put: (name: string, body: string) => send(`${server.url}/files/${name}`, { method: 'PUT', body }),
    call: async (name: string, args: Record<string, unknown>) =>
      structuredOf(await client.callTool({ name, arguments: args })),
    async [Symbol.asyncDispose]() {
      await client.close()
      await server.close()
    },
  }
}

const NO_HANDLE = `upload:${'0'.repeat(32)}`

/** The head of a PNG. */
const PICTURE = Buffer.from('89504e470d0a1a0a0000000d4948445200000010000000100806000000', 'hex')

describe('/files', () => {
  const csv = 'Email\r\nada@example.com\r\n'
  const reading = fixtureTool(async ({ word }, { files }) => {
    await using file = await files.open(word)
    return { said: `${file.realPath} ${file.fileName} ${file.bytes}` }
  }, 'read')
  let server: Served
  let client: Client
  beforeAll(async () => {
    server = await serve([reading])
    client = await client2026(server)
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  const put = (name: string, body: string | Uint8Array, headers = {}) =>
    send(`${server.url}/files/${name}`, { method: 'PUT', body, headers })
  const open = async (word: string) => textOf(await client.callTool({ name: 'try_it', arguments: { word } }))

  it('keeps the file and gives a handle that tools take', async () => {
    const answer = await put('leads%20may.csv', csv)
    expect(answer.status).toBe(201)
    const receipt = JSON.parse(answer.body)
    expect(receipt).toEqual({
      file: expect.stringMatching(/^upload:[0-9a-f]{32}$/),
      fileName: 'leads may.csv',
      bytes: csv.length,
      sha256: createHash('sha256').update(csv).digest('hex'),
    })
    expect(await open(receipt.file)).toContain(`said: ${receipt.file} leads may.csv ${csv.length}`)
    const folder = join(server.stateDir, 'uploads')
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
  })

  it('takes a path-like name as a label only', async () => {
    const answer = await put(encodeURIComponent('../../etc/x\u202e.csv'), csv)
    expect(JSON.parse(answer.body)).toMatchObject({ fileName: 'x\\u202e.csv' })
    expect(await readdir(server.stateDir)).toEqual(['keys', 'uploads'])
  })

  test.each<[string, string, string | Uint8Array, Record<string, string>, number, string]>([
    ['an unknown extension', 'run.exe', csv, {}, 415, 'file_type_unsupported'],
    ['a private key', 'key.csv', '-----BEGIN PRIVATE KEY-----\nx\n', {}, 415, 'file_type_unsupported'],
    ['a picture', 'photo.csv', PICTURE, { 'content-type': 'image/png' }, 415, 'file_type_unsupported'],
    ['nothing', 'a.csv', '', {}, 422, 'file_empty'],
    ['more than the limit', 'a.csv', new Uint8Array(MAX_BYTES + 1).fill(65), {}, 413, 'file_too_large'],
    [
      'more than the limit, unannounced',
      'a.csv',
      csv.repeat(60_000),
      { 'transfer-encoding': 'chunked' },
      413,
      'file_too_large',
    ],
    ['a name that is not encoded', '%ff.csv', csv, {}, 400, 'invalid_arguments'],
    [
      'a form',
      'a.csv',
      `--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n${csv}\r\n--x--\r\n`,
      { 'content-type': 'Multipart/form-data; boundary=x' },
      415,
      'file_type_unsupported',
    ],
    ['a packed file', 'a.csv', csv, { 'content-encoding': 'gzip' }, 415, 'file_type_unsupported'],
    ['a file packed on its way', 'a.csv', csv, { 'transfer-encoding': 'gzip, chunked' }, 415, 'file_type_unsupported'],
    ['a part of a file', 'a.csv', csv, { 'content-range': 'bytes 0-5/100' }, 400, 'invalid_arguments'],
  ])('refuses %s and keeps nothing', async (_, name, body, headers, status, code) => {
    const before = await readdir(join(server.stateDir, 'uploads'))
    const answer = await put(name, body, headers)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body).error).toMatch(new RegExp(`^${code}: .*\nFix: `))
    expect(await readdir(join(server.stateDir, 'uploads'))).toEqual(before)
  })

  it('keeps nothing of an upload that breaks off', async () => {
    const before = await readdir(join(server.stateDir, 'uploads'))
    const req = request(`${server.url}/files/a.csv`, { method: 'PUT', headers: { 'content-length': '1000' } })
    req.on('error', () => undefined)
    req.write(csv)
    await vi.waitFor(
      async () => expect((await readdir(join(server.stateDir, 'uploads'))).length).toBe(before.length + 1),
      20_000,
    )
    req.destroy()
    await vi.waitFor(async () => expect(await readdir(join(server.stateDir, 'uploads'))).toEqual(before), 20_000)
  })

  test.each([
    ['/etc/hostname', 'path_not_allowed: "/etc/hostname" is not an upload handle'],
    ['x.csv', 'path_not_allowed: "x.csv" is not an upload handle'],
    ['upload:../../../etc/passwd', 'path_not_allowed:'],
    [`upload:${'0'.repeat(32)}`, 'file_not_found: There is no upload with this handle'],
  ])('does not open %s', async (word, message) => {
    expect(await open(word)).toContain(message)
  })

  it('tells nothing of its own folders when a file is gone before its description', async () => {
    const { file } = JSON.parse((await put('gone.csv', csv)).body)
    await rm(join(server.stateDir, 'uploads', `${file.replace('upload:', '')}.data`))
    const told = await open(file)
    expect(told).toContain('file_not_found: There is no upload with this handle')
    expect(told).not.toContain(server.stateDir)
  })

  it('forgets a file after a day', async () => {
    const { file } = JSON.parse((await put('old.csv', csv)).body)
    const folder = join(server.stateDir, 'uploads')
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000)
    for (const name of await readdir(folder)) await utimes(join(folder, name), yesterday, yesterday)
    const told = await open(file)
    expect(told).toContain('file_not_found')
    expect(told.replaceAll(file, '')).toBe((await open(NO_HANDLE)).replaceAll(NO_HANDLE, ''))
    const get = (handle: string) => send(`${server.url}/files/${handle.replace('upload:', '')}`)
    const [old, unknown] = [await get(file), await get(NO_HANDLE)]
    expect([old.status, old.body]).toEqual([404, unknown.body])
    const inAMinute = { ...systemClock, now: () => Date.now() + 61_000 }
    const uploads = createUploads(server.stateDir, { maxBytes: MAX_BYTES, clock: inAMinute })
    await uploads.receive('new.csv', Readable.from([csv]), new AbortController().signal)
    expect(await readdir(folder)).toHaveLength(2)
  })

  it('gives a file that a tool has written, to whoever has its handle', async () => {
    const uploads = createUploads(server.stateDir, { maxBytes: MAX_BYTES, clock: systemClock })
    const file = await uploads.create('failed rows.csv')
    await file.write(csv)
    expect(await open(file.path)).toContain('file_not_found')
    await file.close()
    const answer = await send(`${server.url}/files/${file.path.replace('upload:', '')}`)
    expect(answer).toMatchObject({
      status: 200,
      body: csv,
      headers: { 'content-disposition': "attachment; filename*=UTF-8''failed%20rows.csv" },
    })
    expect(await open(file.path)).toContain('failed rows.csv')
  })

  it('takes failed rows to a person and back, by handles alone', { timeout: 60_000 }, async () => {
    await using whole = await serveTools()
    const { file } = JSON.parse((await whole.put('leads.csv', 'First Name,Email\n=Ann,ann at example.com\n')).body)
    const columnMappings = [
      { columnObjectTypeId: '0-1', columnName: 'First Name', propertyName: 'firstname' },
      { columnObjectTypeId: '0-1', columnName: 'Email', propertyName: 'email' },
    ]
    const importRequest = { files: [{ fileName: 'leads.csv', fileImportPage: { hasHeader: true, columnMappings } }] }
    const { planId } = await whole.call('start_import', { importRequest, files: [file], acceptFindings: true })
    await whole.call('get_import', { planId, waitSeconds: 20 })
    const { plans, nextStep } = await whole.call('export_failed_rows', { planId })
    const [plan] = z
      .array(z.object({ planId: z.string(), files: z.array(z.object({ path: z.string() })) }))
      .parse(plans)
    const handle = plan?.files[0]?.path.replace('upload:', '') ?? ''
    expect(nextStep).toContain('Give the person the link: they fetch the file')
    const { body, headers } = await send(`${whole.url}/files/${handle}`)
    expect(headers['content-disposition']).toContain('leads-failed-rows.csv')
    expect(body).toContain("'=Ann,ann at example.com")
    const again = JSON.parse((await whole.put('leads-failed-rows.csv', body.replace(' at ', '@'))).body)
    await whole.call('revise_mapping', { planId: plan?.planId, files: [again.file] })
    await whole.call('start_import', { planId: plan?.planId })
    const done = await whole.call('get_import', { planId: plan?.planId, waitSeconds: 20 })
    expect(done).toMatchObject({ state: 'DONE', records: { created: 1 }, errors: 0 })
  })

  test.each(['a.csv', '0'.repeat(32), '..%2f..%2fetc%2fpasswd'])('has nothing at GET /files/%s', async (name) => {
    const answer = await send(`${server.url}/files/${name}`)
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('root:')
  })

  it('answers other methods with 405', async () => {
    const answer = await send(`${server.url}/files/a.csv`, { method: 'POST' })
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, PUT' } })
  })
})

test('serveHttp() refuses a port that is in use', async () => {
  const server = await serve([])
  await expect(
    serve([], ['--port', new URL(server.url).port]).catch((error) => Promise.reject(error)),
  ).rejects.toMatchObject({
    code: 'invalid_arguments',
  })
  await server.close()
})

test('the program serves HTTP on loopback and stops on SIGTERM with 0', async () => {
  await using program = await startProgram(['--http', '--sandbox', '--port', '0'])
  await vi.waitFor(() => expect(program.stderr()).toContain('listening'), 10_000)
  const { url } = JSON.parse(
    program
      .stderr()
      .split('\n')
      .find((line) => line.includes('listening')) ?? '{}',
  )
  const client = await client2025Http(url)
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('propose_mapping')
  program.child.kill('SIGTERM')
  expect(await program.ended).toBe(0)
  expect(program.stdout()).toBe('')
})
