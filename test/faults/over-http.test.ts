import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { describe, expect, test, vi } from 'vitest'
import { createAuditLog } from '../../src/audit.ts'
import { systemClock } from '../../src/clock.ts'
import { loadConfig } from '../../src/config.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { hostHttp } from '../../src/serve-http.ts'
import { createJsonLog } from '../../src/server/json-log.ts'
import { structuredOf, textOf } from '../connect.ts'
import { json, rpc } from '../http/hosted.ts'
import { at, call, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { createGuard, LEADS } from './guarded.ts'
import { stepsOf } from './journal-steps.ts'
import { importIdOf, largeLeads, outcomeOf } from './start-calls.ts'

const place = { workingFolder: '/', homeFolder: '/home/nobody', tempFolder: '/tmp/none', platform: 'linux' }

async function serve(options: SandboxOptions = {}) {
  const stateDir = await mkdtemp(join(tmpdir(), 'hubspot-import-http-'))
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, ...options })
  const env = { HUBSPOT_BASE_URL: sandbox.url, HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }
  const config = loadConfig(['--http', '--port', '0', '--confirm', 'never', '--state-dir', stateDir], env, place)
  const logged: string[] = []
  const log = createJsonLog((line) => logged.push(line), { level: 'debug', clock: systemClock, secrets: [] })
  const auditLog = join(stateDir, 'audit.jsonl')
  const audit = createAuditLog(auditLog, { state: openStateFolder(stateDir), clock: systemClock, log })
  const server = await hostHttp(config, { accounts: new Map(), clock: systemClock, log, audit })
  const guard = createGuard({ secrets: [sandbox.accessToken], folder: stateDir })
  return {
    sandbox,
    server,
    guard,
    logged,
    stateDir,
    async [Symbol.asyncDispose]() {
      const findings = await guard.findings({ logged, auditLog, stateDir })
      await server.close()
      await sandbox.close()
      await rm(stateDir, { recursive: true, force: true })
      expect(findings).toEqual([])
    },
  }
}

type Served = Awaited<ReturnType<typeof serve>>

const uploads = ({ sandbox }: Served) =>
  sandbox.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/imports'))

async function importIds({ sandbox }: Served): Promise<unknown[]> {
  const results = at((await call(sandbox, 'GET /crm/v3/imports')).body, 'results')
  return Array.isArray(results) ? results.map((one) => at(one, 'id')) : []
}

/** A checked plan, and a client that calls tools. */
async function planned({ server, guard }: Served, content: string) {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)))
  const ask = async (name: string, args: Record<string, unknown>) =>
    guard.answered(name, await client.callTool({ name, arguments: args }))
  const uploaded = await fetch(`${server.url}/files/leads.csv`, { method: 'PUT', body: content })
  const { structuredContent } = await ask('propose_mapping', { file: at(await uploaded.json(), 'file') })
  const planId = String(at(structuredContent, 'planId'))
  await ask('validate_import', { planId })
  return { client, ask, planId, start: () => ask('start_import', { planId, acceptFindings: true }) }
}

/** A call whose connection the caller can close. */
function callThenLeave({ server }: Served, name: string, args: Record<string, unknown>): { leave: () => void } {
  const asked = request(`${server.url}/mcp`, { method: 'POST', headers: json, agent: false })
  asked.on('error', () => undefined)
  asked.end(rpc('tools/call', { name, arguments: args }))
  return { leave: () => asked.destroy() }
}

const startThenLeave = (served: Served, planId: string) =>
  callThenLeave(served, 'start_import', { planId, acceptFindings: true })

const isLoggedAsCancelled = ({ logged }: Served, tool: string) =>
  vi.waitFor(() => expect(logged.join()).toContain(`"tool":"${tool}","outcome":"cancelled"`), 20_000)

describe('a client over HTTP that closes its connection', () => {
  test('before the last byte of the upload has started nothing, and one import when it calls again', async () => {
    await using served = await serve()
    const { client, ask, planId, start } = await planned(served, largeLeads())
    served.sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 100_000 })
    const call = startThenLeave(served, planId)
    await vi.waitFor(() => expect(uploads(served)).toHaveLength(1), 20_000)
    call.leave()
    await isLoggedAsCancelled(served, 'start_import')
    expect([await stepsOf(served.stateDir, planId), await importIds(served)]).toEqual([[], []])
    expect(textOf(await ask('get_import', { planId }))).toMatch(
      /^plan_unknown: The import of this plan is not started\./,
    )
    let importId: unknown
    await vi.waitFor(async () => {
      const result = await start()
      expect(outcomeOf(result)).toMatch(/started$/)
      importId = importIdOf(result)
    }, 20_000)
    const again = await start()
    expect([outcomeOf(again), importIdOf(again)]).toEqual(['already_started', importId])
    expect(await importIds(served)).toEqual([importId])
    expect(uploads(served).filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await stepsOf(served.stateDir, planId)).toEqual(['1.armed', '1.started'])
    await client.close()
  })

  test('after the last byte of the upload finds the one import that the journal and HubSpot have', async () => {
    await using served = await serve()
    const { client, ask, planId, start } = await planned(served, LEADS)
    served.sandbox.faults.add({ method: 'POST', path: '*/imports', after: true, delayMs: 1_500 })
    const call = startThenLeave(served, planId)
    await vi.waitFor(async () => expect(await importIds(served)).toHaveLength(1), 20_000)
    expect(await stepsOf(served.stateDir, planId)).toEqual(['1.armed'])
    call.leave()
    const told = textOf(await ask('get_import', { planId }))
    expect(told).not.toMatch(/not.started|never started/i)
    await vi.waitFor(async () => {
      expect(await stepsOf(served.stateDir, planId)).toEqual(['1.armed', '1.started'])
    }, 20_000)
    const [importId, ...others] = await importIds(served)
    expect(others).toEqual([])
    const again = await start()
    // "started" where the sending of the call that was left has not come to its end yet.
    expect(outcomeOf(again)).toMatch(/^(already_)?started$/)
    expect(importIdOf(again)).toBe(importId)
    expect(structuredOf(await ask('get_import', { planId }))).toMatchObject({ importId })
    expect(uploads(served)).toHaveLength(1)
    await client.close()
  })

  test('while an import is PROCESSING ends its own watching, and cancels nothing at HubSpot', async () => {
    // The import stays as it is until the test lets it go on.
    const clock = manualClock()
    await using served = await serve({ clock })
    const { client, ask, planId, start } = await planned(served, LEADS)
    const importId = importIdOf(await start())
    await clock.advance(300)
    expect(structuredOf(await ask('get_import', { planId }))).toMatchObject({ state: 'PROCESSING' })
    const read = () => served.sandbox.requests().filter(({ path }) => path.endsWith(`/imports/${importId}`)).length
    const before = read()
    const call = callThenLeave(served, 'get_import', { planId, waitSeconds: 40 })
    await vi.waitFor(() => expect(read()).toBeGreaterThan(before), 20_000)
    call.leave()
    await isLoggedAsCancelled(served, 'get_import')
    expect(structuredOf(await ask('get_import', { planId }))).toMatchObject({ state: 'PROCESSING' })
    await clock.settle()
    expect(structuredOf(await ask('get_import', { planId }))).toMatchObject({ state: 'DONE', allImported: true })
    expect(served.sandbox.requests().filter(({ path }) => path.endsWith('/cancel'))).toEqual([])
    await client.close()
  })
})
