import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, test, vi } from 'vitest'
import { createAuditLog } from '../../src/audit.ts'
import { systemClock } from '../../src/clock.ts'
import { loadConfig } from '../../src/config.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { hostHttp } from '../../src/serve-http.ts'
import { createJsonLog } from '../../src/server/json-log.ts'
import { at, call, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { createGuard } from './guarded.ts'
import { importIdOf, largeLeads, outcomeOf } from './start-calls.ts'

const place = { workingFolder: '/', homeFolder: '/home/nobody', tempFolder: '/tmp/none', platform: 'linux' }

async function serve() {
  const stateDir = await mkdtemp(join(tmpdir(), 'hubspot-import-http-'))
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
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
    async [Symbol.asyncDispose]() {
      const findings = await guard.findings({ logged, auditLog, stateDir })
      await server.close()
      await sandbox.close()
      await rm(stateDir, { recursive: true, force: true })
      expect(findings).toEqual([])
    },
  }
}

async function newClient(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)))
  return client
}

test('a client over HTTP that goes away during an upload and calls again gets one import', async () => {
  await using served = await serve()
  const { sandbox, server, guard } = served
  const ask = async (client: Client, name: string, args: Record<string, unknown>) =>
    guard.answered(name, await client.callTool({ name, arguments: args }))
  const uploaded = await fetch(`${server.url}/files/leads.csv`, { method: 'PUT', body: largeLeads() })
  const file = at(await uploaded.json(), 'file')
  const first = await newClient(server.url)
  const { structuredContent } = await ask(first, 'propose_mapping', { file })
  const planId = String(at(structuredContent, 'planId'))
  sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 100_000 })
  const start = { planId, acceptFindings: true }
  const cancel = new AbortController()
  const started = first.callTool({ name: 'start_import', arguments: start }, { signal: cancel.signal })
  const uploads = () => sandbox.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/imports'))
  await vi.waitFor(() => expect(uploads()).toHaveLength(1), 20_000)
  cancel.abort()
  await expect(started).rejects.toThrow()
  await first.close()

  const second = await newClient(server.url)
  let importId: unknown
  await vi.waitFor(async () => {
    const result = await ask(second, 'start_import', start)
    expect(outcomeOf(result)).toMatch(/started$/)
    importId = importIdOf(result)
  }, 20_000)
  const again = await ask(second, 'start_import', start)
  expect([outcomeOf(again), importIdOf(again)]).toEqual(['already_started', importId])
  const { body } = await call(sandbox, 'GET /crm/v3/imports')
  expect(at(body, 'results')).toMatchObject([{ id: importId }])
  await second.close()
})
