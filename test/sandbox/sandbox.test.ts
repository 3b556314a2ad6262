import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import {
  at,
  CONTACT_CSV,
  call,
  contactRequest,
  NO_RATE_LIMITS,
  standInEngine,
  startedId,
  stateOf,
  upload,
} from './call-sandbox.ts'

let dataDir: string
const open: Sandbox[] = []

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, ...options })
  open.push(sandbox)
  return sandbox
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sandbox-test-'))
})
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('a real import creates records, and a second one with CREATE reports each row', async () => {
  const sandbox = await start({ clock: manualClock() })
  const first = await startedId(sandbox)
  await sandbox.clock.settle()
  const second = await startedId(sandbox)
  await sandbox.clock.settle()
  const counters = async (id: string) =>
    at((await call(sandbox, `GET /crm/v3/imports/${id}`)).body, 'metadata', 'counters')
  expect(await counters(first)).toEqual({
    PROPERTY_VALUES_EMITTED: 2,
    TOTAL_ROWS: 2,
    MAPPED_COLUMNS: 3,
    CREATED_OBJECTS: 2,
  })
  expect(await counters(second)).toEqual({ PROPERTY_VALUES_EMITTED: 2, ERRORS: 2, TOTAL_ROWS: 2, MAPPED_COLUMNS: 3 })
  const { body } = await call(sandbox, `GET /crm/v3/imports/${second}/errors`)
  expect(at(body, 'results')).toMatchObject([
    {
      errorType: 'CREATE_ONLY_IMPORT',
      invalidValue: 'john.doe@example.com',
      extraContext: 'email',
      knownColumnNumber: 2,
    },
    { errorType: 'CREATE_ONLY_IMPORT', invalidValue: 'jane.smith@example.com', sourceData: { lineNumber: 3 } },
  ])
  expect(sandbox.store.findByUniqueValue('0-1', 'email', 'JOHN.DOE@example.com')).toHaveLength(1)
})

test('in real time an import ends by itself', async () => {
  const sandbox = await start()
  const id = await startedId(sandbox)
  expect(await stateOf(sandbox, id)).toBe('STARTED')
  await sandbox.clock.settle()
  expect(await stateOf(sandbox, id)).toBe('DONE')
})

test('startSandbox() listens on loopback only', async () => {
  const sandbox = await start()
  expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const port = Number(new URL(sandbox.url).port)
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses)
  // On Linux all of 127/8 is this computer, and what listens everywhere listens there too.
  const others = own.filter(({ internal, scopeid = 0 }) => !internal && scopeid === 0).map(({ address }) => address)
  const asked = ['127.0.0.1', '::1', ...(process.platform === 'linux' ? ['127.0.0.2'] : []), ...others]
  const answering = await Promise.all(asked.map(async (host) => ((await isListening(host, port)) ? [host] : [])))
  expect(answering.flat()).toEqual(['127.0.0.1'])
})

async function isListening(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port })
  const reached = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return reached
}

test('startSandbox() refuses a port that is taken', async () => {
  const { url } = await start()
  await expect(startSandbox({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'invalid_arguments' })
})

test('two sandboxes have different accounts', async () => {
  const [one, other] = [await start(), await start()]
  expect(one.portalId).not.toBe(other.portalId)
  expect((await call(one, 'GET /crm/v3/imports', { token: other.accessToken })).status).toBe(401)
})

test('close() leaves no folder behind, even in the middle of an import', async () => {
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) vi.stubEnv(name, dataDir)
  const sandbox = await startSandbox({ clock: manualClock(), runImport: standInEngine({ slices: 1000 }).run })
  vi.unstubAllEnvs()
  expect(await readdir(dataDir)).toEqual([expect.stringMatching(/^hubspot-sandbox-/)])
  await startedId(sandbox)
  await sandbox.clock.advance(350)
  await sandbox.close()
  await sandbox.close()
  expect(await readdir(dataDir)).toEqual([])
})

test('a dataDir keeps account, tokens, records, labels, properties and imports', async () => {
  const first = await startSandbox({ dataDir, clock: manualClock() })
  const id = await startedId(first)
  await first.clock.settle()
  const label = { name: 'boss', label: 'Boss' }
  await call(first, 'POST /crm/v4/associations/contacts/contacts/labels', { json: label })
  const shoes = { name: 'shoes', label: 'Shoes', type: 'string', fieldType: 'text', groupName: 'contactinformation' }
  await call(first, 'POST /crm/v3/properties/contacts', { json: shoes })
  await first.close()

  const second = await start({ dataDir })
  expect([second.portalId, second.accessToken, second.oauth]).toEqual([first.portalId, first.accessToken, first.oauth])
  expect(await stateOf(second, id)).toBe('DONE')
  expect(second.store.findByUniqueValue('0-1', 'email', 'john.doe@example.com')).toHaveLength(1)
  expect(second.store.labels('0-1', '0-1').map((one) => one.label)).toContain('Boss')
  expect((await call(second, 'GET /crm/v3/properties/contacts/shoes')).status).toBe(200)
  expect(Number(second.store.create('0-1', { lastname: 'New' }).id)).toBe(30_000_000_003)
})

test('after a restart an import that had not begun begins, and one under way has failed', async () => {
  const first = await startSandbox({ dataDir, clock: manualClock(), runImport: standInEngine({ slices: 1000 }).run })
  const underWay = await startedId(first)
  await first.clock.advance(310)
  const notBegun = await startedId(first)
  await first.close()

  const second = await start({ dataDir, clock: manualClock() })
  expect(await stateOf(second, underWay)).toBe('FAILED')
  expect(await stateOf(second, notBegun)).toBe('STARTED')
  await second.clock.settle()
  expect(await stateOf(second, notBegun)).toBe('DONE')
})

test('a dataDir that cannot be made is told as such', async () => {
  const taken = join(dataDir, 'taken')
  await writeFile(taken, '')
  const refused = await startSandbox({ dataDir: join(taken, 'data') }).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    code: 'file_unreadable',
    message: `The data folder ${join(taken, 'data')} cannot be made or written.`,
  })
})

test('a dataDir is used by one sandbox at a time', async () => {
  const first = await start({ dataDir })
  await expect(startSandbox({ dataDir })).rejects.toMatchObject({ code: 'lock_held' })
  await first.close()
  await start({ dataDir })
})

test('the locks of a killed sandbox are taken over', async () => {
  await writeFile(join(dataDir, 'sandbox.lock'), JSON.stringify({ id: randomUUID(), url: 'http://127.0.0.1:9' }))
  await mkdir(join(dataDir, 'sandbox.db.lock'))
  await start({ dataDir })
})

test('uploaded files are gone when their import has ended or was refused', async () => {
  const sandbox = await start({ dataDir, clock: manualClock() })
  const uploads = () => readdir(join(dataDir, 'uploads'))
  await upload(sandbox, { request: '{' })
  expect(await uploads()).toEqual([])
  await startedId(sandbox)
  expect(await uploads()).toHaveLength(1)
  await sandbox.clock.settle()
  expect(await uploads()).toEqual([])
})

/** Sends the body up to `bytes` and hangs up: once the sandbox has begun with it, and of a whole one once it has answered. */
async function sendPart(sandbox: Sandbox, body: string, bytes: number): Promise<void> {
  const { hostname, port } = new URL(sandbox.url)
  const before = sandbox.requests().length
  const socket = connect(Number(port), hostname)
  socket.write(
    `POST /crm/v3/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${sandbox.accessToken}\r\n` +
      `Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, bytes)}`,
  )
  if (bytes === body.length) await once(socket, 'data')
  await vi.waitFor(() => expect(sandbox.requests().length).toBeGreaterThan(before), { timeout: 20_000 })
  socket.destroy()
  await once(socket, 'close')
}

test('an upload that breaks off, at whatever byte, starts no import', async () => {
  const sandbox = await start({ dataDir })
  const part = (name: string, file: string, content: string) =>
    `--XX\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`
  const body = `${part('importRequest', '', JSON.stringify(contactRequest()))}${part('files', '; filename="contacts.csv"', CONTACT_CSV)}--XX--\r\n`
  for (const missing of [body.length - 10, 200, 100, 20, 8, 6, 4, 2, 1])
    await sendPart(sandbox, body, body.length - missing)
  expect(at((await call(sandbox, 'GET /crm/v3/imports')).body, 'results')).toEqual([])
  expect(sandbox.requests().filter(({ method }) => method === 'POST')).toHaveLength(9)
  await sendPart(sandbox, body, body.length)
  expect(at((await call(sandbox, 'GET /crm/v3/imports')).body, 'results')).toHaveLength(1)
})

test('requests() tells method, path and status, and no token', async () => {
  const sandbox = await start()
  await call(sandbox, 'GET /crm/v3/imports/?limit=1')
  expect(sandbox.requests()).toMatchObject([{ method: 'GET', path: '/crm/v3/imports', status: 200 }])
  expect(JSON.stringify(sandbox.requests())).not.toContain(sandbox.accessToken)
})
