import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { textOf } from '../connect.ts'
import { client2026, send } from '../http/hosted.ts'
import { at, call as callSandbox, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { type Program, startProgram } from '../start-program.ts'
import { withFolder } from '../with-folder.ts'

const planned = z.object({ planId: z.string() })

/** More than the sockets hold, so that the last byte is still here when the server is stopped. */
const ROWS = Array.from({ length: 150_000 }, (_, row) => `Ann,ann${row}@example.com,${'x'.repeat(60)}\n`).join('')
const CSV = `First Name,Email,Job Title\n${ROWS}`

let sandbox: Sandbox
let programs: Program[]
let release: () => PromiseLike<void>
let urls: string[]

beforeEach(async () => {
  const folder = await withFolder()
  release = () => folder[Symbol.asyncDispose]()
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  const env = { HUBSPOT_BASE_URL: sandbox.url, HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }
  const flags = ['--http', '--port', '0', '--confirm', 'never', '--state-dir', folder.path]
  programs = await Promise.all([startProgram(flags, env), startProgram(flags, env)])
  urls = await Promise.all(programs.map(urlOf))
})
afterEach(async () => {
  for (const program of programs) await program[Symbol.asyncDispose]()
  await sandbox.close()
  await release()
})

async function urlOf(program: Program): Promise<string> {
  await vi.waitFor(() => expect(program.stderr()).toContain('/mcp'), { timeout: 30_000, interval: 100 })
  return /"url":"([^"]+)\/mcp"/.exec(program.stderr())?.[1] ?? ''
}

async function call(url: string | undefined, name: string, args: Record<string, unknown>) {
  const client = await client2026(url ?? '')
  const result = await client.callTool({ name, arguments: args }, { timeout: 60_000 })
  await client.close()
  return result
}

/** The first server is in the middle of an upload. */
async function uploading(): Promise<{ planId: string; first: Promise<unknown> }> {
  const put = await send(`${urls[0]}/files/leads.csv`, { method: 'PUT', body: CSV })
  const { file } = z.object({ file: z.string() }).parse(JSON.parse(put.body))
  const { planId } = planned.parse((await call(urls[0], 'propose_mapping', { file })).structuredContent)
  await call(urls[0], 'validate_import', { planId })
  const slow = sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 4_000_000 })
  const first = call(urls[0], 'start_import', { planId, acceptFindings: true }).catch((error: unknown) => error)
  await expect.poll(() => slow.hits(), { timeout: 30_000, interval: 20 }).toBe(1)
  return { planId, first }
}

const imports = async () => at((await callSandbox(sandbox, 'GET /crm/v3/imports')).body, 'results')

/** As often as it is told to come back, until it is this server that started the import. */
async function startOnSecond(planId: string): Promise<void> {
  const outcome = async () =>
    at((await call(urls[1], 'start_import', { planId, acceptFindings: true })).structuredContent, 'outcome')
  await expect.poll(outcome, { timeout: 60_000, interval: 500 }).toBe('started')
}

test('a server that is killed in the middle of an upload has started nothing, and another one starts it once', {
  timeout: 150_000,
}, async () => {
  const { planId, first } = await uploading()
  programs[0]?.child.kill('SIGKILL')
  await first
  expect(await imports()).toEqual([])
  const told = textOf(await call(urls[1], 'get_import', { planId }))
  expect(told).toMatch(/not (been )?started|Outcome: not_started|no import/i)
  await startOnSecond(planId)
  expect(await imports()).toHaveLength(1)
})

test('a server that sleeps in the middle of an upload cannot finish it once another one has started the import', {
  timeout: 150_000,
}, async () => {
  const { planId, first } = await uploading()
  programs[0]?.child.kill('SIGSTOP')
  await startOnSecond(planId)
  expect(await imports()).toHaveLength(1)
  programs[0]?.child.kill('SIGCONT')
  await first
  await vi.waitFor(async () => {
    const result = await call(urls[0], 'start_import', { planId, acceptFindings: true })
    expect(at(result.structuredContent, 'outcome')).toBe('already_started')
  }, 60_000)
  expect(await imports()).toHaveLength(1)
})
