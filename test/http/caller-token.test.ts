import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createAuditLog } from '../../src/audit.ts'
import { systemClock } from '../../src/clock.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { createJsonLog } from '../../src/server/json-log.ts'
import { textOf } from '../connect.ts'
import { startFaultHost } from '../faults/fault-host.ts'
import { at, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { FAULTY } from '../tools/plan-files.ts'
import { withFolder } from '../with-folder.ts'
import { bearer, client2026, host, newToken, send } from './hosted.ts'

const PAIR = { fromObjectType: 'contacts', toObjectType: 'companies' }
const TYPE = { typeId: 279, category: 'HUBSPOT_DEFINED' }
const LIMITS = { ...PAIR, inputs: [{ ...TYPE, maxToObjectIds: 5 }] }

interface Named {
  file: string
  planId?: unknown
  associationTypeId?: unknown
}

/** What each tool is called with, so that it does its work; in the order in which they need each other. */
const CALLS: readonly [string, (named: Named) => Record<string, unknown>][] = [
  ['inspect_file', ({ file }) => ({ file })],
  ['propose_mapping', ({ file }) => ({ file })],
  ['revise_mapping', ({ planId }) => ({ planId, name: 'Leads of May' })],
  ['validate_import', ({ planId }) => ({ planId })],
  ['start_import', ({ planId }) => ({ planId, acceptFindings: true })],
  ['get_import', ({ planId }) => ({ planId, waitSeconds: 20 })],
  ['list_imports', () => ({})],
  ['get_import_errors', ({ planId }) => ({ planId })],
  ['export_failed_rows', ({ planId }) => ({ planId })],
  ['cancel_import', ({ planId }) => ({ planId })],
  ['list_association_labels', () => PAIR],
  ['create_association_label', () => ({ ...PAIR, name: 'mentor', label: 'Mentor' })],
  ['update_association_label', ({ associationTypeId }) => ({ ...PAIR, associationTypeId, label: 'Guide' })],
  ['delete_association_label', ({ associationTypeId }) => ({ ...PAIR, associationTypeId })],
  ['create_association_configurations', () => LIMITS],
  ['update_association_configurations', () => ({ ...PAIR, inputs: [{ ...TYPE, maxToObjectIds: 6 }] })],
  ['list_association_configurations', () => PAIR],
  ['delete_association_configurations', () => ({ ...PAIR, inputs: [TYPE] })],
  ['list_properties', () => ({ objectType: 'contacts' })],
  ['create_property', () => ({ objectType: 'contacts', label: 'Of May' })],
  ['check_connection', () => ({})],
]

it("a caller's token is in nothing that the server sends, answers, logs or keeps, whatever tool is used", async () => {
  const scopes = ['imports:read', 'imports:plan', 'imports:write', 'schema:write'] as const
  const { token, entry } = newToken('ann', { account: 'eu', scopes: [...scopes] })
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  const hubspot = await startFaultHost(sandbox, [])
  const logged: string[] = []
  const credentials = { kind: 'access-token' as const, token: sandbox.accessToken }
  const log = createJsonLog((line) => logged.push(line), { level: 'debug', clock: systemClock, secrets: [] })
  await using folder = await withFolder()
  const auditLog = join(folder.path, 'audit.jsonl')
  const state = openStateFolder(join(folder.path, 'heads'))
  const { portalId } = sandbox
  const server = await host({
    flags: ['--confirm', 'never', '--writes-per-minute', '1000', '--calls-per-minute', '1000'],
    audit: createAuditLog(auditLog, { state, clock: systemClock, log }),
    accounts: new Map([['eu', { portalId, hubspot: { credentials, baseUrl: hubspot.url } }]]),
    tokens: [entry],
    log,
  })
  const put = await send(`${server.url}/files/a.csv`, { method: 'PUT', body: FAULTY, headers: bearer(token) })
  const named: Named = { file: String(at(JSON.parse(put.body), 'file')) }
  const client = await client2026(server.url, token)
  const { tools } = await client.listTools()
  expect(CALLS.map(([name]) => name).toSorted()).toEqual(tools.map(({ name }) => name).toSorted())
  const answers: string[] = []
  const failed: string[] = []
  for (const [name, args] of CALLS) {
    const answer = await client.callTool({ name, arguments: args(named) })
    answers.push(JSON.stringify(answer))
    if (answer.isError === true) failed.push(textOf(answer))
    named.planId ??= at(answer.structuredContent, 'planId')
    named.associationTypeId ??= at(answer.structuredContent, 'forward', 'typeId')
  }
  await client.close()
  // An import that has ended.
  expect(failed).toEqual([expect.stringMatching(/^hubspot_conflict: Import \d+ has ended/)])
  const sent = hubspot.requests.map(({ rawUrl, headers, body }) => JSON.stringify([rawUrl, headers]) + body.toString())
  expect(sent.filter((one) => one.includes(sandbox.accessToken))).toHaveLength(sent.length)
  const paths = (await readdir(server.stateDir, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  )
  const kept = await Promise.all(paths.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))
  expect(paths.map(({ name }) => name)).toContain('1.started.json')
  const audited = await readFile(auditLog, 'utf8')
  expect(audited).toContain('"tool":"start_import"')
  for (const place of [sent, answers, logged, kept, [audited]]) {
    for (const secret of [token.slice(4), Buffer.from(token).toString('base64').slice(4, -4)]) {
      expect(place.join()).not.toContain(secret)
    }
  }
  await server.close()
  await hubspot.close()
  await sandbox.close()
})
