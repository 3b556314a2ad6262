import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { textOf } from '../connect.ts'
import { client2026, send } from '../http/hosted.ts'
import { at, call as callSandbox, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { type Program, startProgram } from '../start-program.ts'
import { withFolder } from '../with-folder.ts'
import { stepsOf } from './journal-steps.ts'
import { importIdOf, outcomeOf } from './start-calls.ts'

/** More than the sockets hold, so that the last byte is still here when the server is stopped. */
const ROWS = Array.from({ length: 150_000 }, (_, row) => `Ann,ann${row}@example.com,${'x'.repeat(60)}\n`).join('')
const CSV = `First Name,Email,Job Title\n${ROWS}`

let sandbox: Sandbox
let programs: Program[]
let release: () => PromiseLike<void>
let urls: string[]
let stateDir: string

beforeEach(async () => {
  const folder = await withFolder()
  release = () => folder[Symbol.asyncDispose]()
  stateDir = folder.path
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

/** A checked plan for this file, made by the first server. */
async function planned(name: string, body: string): Promise<string> {
  const put = await send(`${urls[0]}/files/${name}`, { method: 'PUT', body })
  const { structuredContent } = await call(urls[0], 'propose_mapping', { file: at(JSON.parse(put.body), 'file') })
  const planId = String(at(structuredContent, 'planId'))
  await call(urls[0], 'validate_import', { planId })
  return planId
}

/** The first server is in the middle of an upload. */
async function uploading(): Promise<{ planId: string; first: Promise<unknown> }> {
  const planId = await planned('leads.csv', CSV)
  const slow = sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 4_000_000 })
  const first = start(urls[0], planId).catch((error: unknown) => error)
  await expect.poll(() => slow.hits(), { timeout: 30_000, interval: 20 }).toBe(1)
  return { planId, first }
}

const imports = async () => at((await callSandbox(sandbox, 'GET /crm/v3/imports')).body, 'results')

const uploads = () => sandbox.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/imports'))
const completeUploads = () => uploads().filter(({ status }) => status === 200)
const start = (url: string | undefined, planId: string) => call(url, 'start_import', { planId, acceptFindings: true })

/** As often as it is told to come back, until the server has one of these to say. */
async function startUntil(url: string | undefined, planId: string, outcome: RegExp): Promise<unknown> {
  let importId: unknown
  const ask = async () => {
    const result = await start(url, planId)
    importId = importIdOf(result)
    return outcomeOf(result)
  }
  await expect.poll(ask, { timeout: 60_000, interval: 500 }).toMatch(outcome)
  return importId
}

test('a server that is killed in the middle of an upload has started nothing, and another one starts it once', {
  timeout: 150_000,
}, async () => {
  const { planId, first } = await uploading()
  programs[0]?.child.kill('SIGKILL')
  await first
  expect([await imports(), await stepsOf(stateDir, planId)]).toEqual([[], []])
  expect(textOf(await call(urls[1], 'get_import', { planId }))).toMatch(
    /^plan_unknown: The import of this plan is not started\./,
  )
  const importId = await startUntil(urls[1], planId, /^started$/)
  expect(await imports()).toMatchObject([{ id: importId }])
  expect([completeUploads().length, await stepsOf(stateDir, planId)]).toEqual([1, ['1.armed', '1.started']])
})

test('a server that is killed when the last byte is sent leaves what is unknown, and no other one sends it again', async () => {
  const planId = await planned('leads.csv', 'Email,First Name\nada@example.com,Ada\n')
  sandbox.faults.add({ method: 'POST', path: '*/imports', delayMs: 600_000 })
  const first = start(urls[0], planId).catch((error: unknown) => error)
  await expect.poll(() => stepsOf(stateDir, planId), { timeout: 30_000, interval: 20 }).toEqual(['1.armed'])
  programs[0]?.child.kill('SIGKILL')
  await first
  expect(textOf(await call(urls[1], 'get_import', { planId }))).toMatch(/^outcome_unknown: /)
  for (let count = 0; count < 3; count += 1) {
    const told = await start(urls[1], planId)
    expect([outcomeOf(told), importIdOf(told)]).toEqual(['unknown', null])
  }
  expect([uploads().length, await imports(), await stepsOf(stateDir, planId)]).toEqual([1, [], ['1.armed']])
})

test('a server that sleeps in the middle of an upload cannot finish it once another one is about to send the last byte', {
  timeout: 150_000,
}, async () => {
  const { planId, first } = await uploading()
  const [sleeper, other] = programs
  sleeper?.child.kill('SIGSTOP')
  const second = start(urls[1], planId)
  await expect.poll(() => stepsOf(stateDir, planId), { timeout: 60_000, interval: 5 }).toContain('1.armed')
  other?.child.kill('SIGSTOP')
  sleeper?.child.kill('SIGCONT')
  // It has sent its bytes but the last, and sees that these are not its own to send.
  const told = async () => textOf(await call(urls[0], 'get_import', { planId }))
  await expect.poll(told, { timeout: 60_000, interval: 100 }).toMatch(/^(outcome_unknown: |Import \d+ is )/)
  expect(completeUploads().length).toBeLessThanOrEqual(1)
  other?.child.kill('SIGCONT')
  await Promise.all([first, second])
  const importId = await startUntil(urls[1], planId, /started$/)
  expect(await startUntil(urls[0], planId, /^already_started$/)).toBe(importId)
  expect(await imports()).toMatchObject([{ id: importId }])
  expect([completeUploads().length, await stepsOf(stateDir, planId)]).toEqual([1, ['1.armed', '1.started']])
})
