import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HUBSPOT_LIMITS } from '../../src/import/parts/limits.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { resumeImports } from '../../src/tools/resume-imports.ts'
import { connect, wholeOf } from '../connect.ts'
import { at, call, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { PROGRAM } from '../start-program.ts'
import { CLEAN, propose } from './plan-files.ts'

/** Two parts by HubSpot's own limits. */
const ROWS = HUBSPOT_LIMITS.rows + 100_000
/** The rows of the second part are long: it must be more than the buffers of a connection take at once. */
const LONG = 'x'.repeat(100)
const PATIENCE = { timeout: 60_000, interval: 50 }

let root: string
let sandbox: Sandbox

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'resume-'))
  await mkdir(join(root, 'files'))
  const runImport = async () => ({ state: 'DONE' as const, counters: { CREATED_OBJECTS: 1 } })
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, runImport })
})

afterEach(async () => {
  await sandbox.close()
  await rm(root, { recursive: true, force: true })
})

/** The built program, as a client starts it, on the state folder of the one before. */
async function openProgram(...flags: string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      ...[PROGRAM, '--allow-dir', join(root, 'files'), '--state-dir', join(root, 'state')],
      ...['--confirm', 'never', '--base-url', sandbox.url, ...flags],
    ],
    env: { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HOME: root },
    stderr: 'pipe',
  })
  let stderr = ''
  transport.stderr?.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  const ended = new Promise<void>((resolve) => {
    client.onclose = () => resolve()
  })
  await client.connect(transport)
  return {
    stderr: () => stderr,
    call: async (name: string, args: Record<string, unknown>) =>
      wholeOf(await client.callTool({ name, arguments: args })),
    start: (planId: string) =>
      void client
        .callTool({ name: 'start_import', arguments: { planId, acceptFindings: true } })
        .catch(() => undefined),
    async end(signal: 'SIGKILL' | 'SIGTERM') {
      process.kill(transport.pid ?? 0, signal)
      await ended
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

const posts = (status?: number) =>
  sandbox
    .requests()
    .filter((one) => one.method === 'POST' && one.path.endsWith('/imports') && (status ?? one.status) === one.status)
    .length

async function inHubSpot(): Promise<{ names: unknown[]; bytes: number }> {
  const { body } = await call(sandbox, 'GET /crm/v3/imports?limit=100')
  const results = at(body, 'results')
  const all = Array.isArray(results) ? results : []
  const sizes = all.flatMap(({ id }) => sandbox.uploads(id).map(({ bytes }) => bytes))
  return { names: all.map(({ importName }) => importName).sort(), bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

/** The next upload but `skip` others stands still in its middle. */
const standStill = (skip: number) =>
  sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 30_000, skip })

test('parts go on after a crash and after an end: with --resume by themselves, without it when asked', async () => {
  const row = (index: number) => `A${index}${index < HUBSPOT_LIMITS.rows ? '' : LONG}\n`
  const content = `First Name\n${Array.from({ length: ROWS }, (_, index) => row(index)).join('')}`
  await writeFile(join(root, 'files', 'leads.csv'), content)
  await using first = await openProgram()
  const planId = String((await first.call('propose_mapping', { file: 'leads.csv' })).planId)
  await first.call('validate_import', { planId })
  const second = standStill(1)
  first.start(planId)
  await vi.waitFor(() => expect(second.hits()).toBe(1), PATIENCE)
  await first.end('SIGKILL')

  await using watching = await openProgram()
  expect(await watching.call('get_import', { planId })).toMatchObject({
    parts: [{ importId: expect.any(String) }, { importId: null, state: 'NOT_STARTED' }],
    nextStep: expect.stringContaining('call start_import'),
  })
  await watching.end('SIGTERM')
  expect(posts()).toBe(2)

  const again = standStill(0)
  await using resuming = await openProgram('--resume')
  await vi.waitFor(() => expect(again.hits()).toBe(1), PATIENCE)
  expect(resuming.stderr()).toContain('An import is taken up')
  expect(resuming.stderr()).toContain(planId)
  await resuming.end('SIGTERM')

  await using last = await openProgram('--resume')
  await vi.waitFor(() => expect(posts(200)).toBe(2), PATIENCE)
  await vi.waitFor(
    async () => expect(await last.call('get_import', { planId })).toMatchObject({ state: 'DONE', finished: true }),
    PATIENCE,
  )
  const held = await inHubSpot()
  expect(held.names).toEqual([1, 2].map((part) => expect.stringContaining(`(part ${part} of 2)`)))
  expect(held.bytes).toBe(content.length + 'First Name\n'.length)
  await last.end('SIGTERM')

  await using idle = await openProgram('--resume')
  await idle.call('get_import', { planId })
  expect(idle.stderr()).not.toContain('taken up')
  expect(posts(200)).toBe(2)
}, 120_000)

test('resumeImports() sends nothing else than what was agreed to', async () => {
  await using connection = await connect({ sandbox, files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  const { plans } = connection.context
  await plans.underWay.begin({ planId, contentKeys: ['0'.repeat(64)], allowRepeat: false })
  await resumeImports(connection.context)
  expect(connection.logged.join()).toContain('What would be sent is not what was agreed to')
  expect(posts()).toBe(0)
})
