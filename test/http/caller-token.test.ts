import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createAuditLog } from '../../src/audit.ts'
import { systemClock } from '../../src/clock.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { createJsonLog } from '../../src/server/json-log.ts'
import { withFolder } from '../with-folder.ts'
import { bearer, client2026, host, newToken, send } from './hosted.ts'

it("a caller's token is in nothing that the server sends, logs or keeps", async () => {
  const { token, entry } = newToken('ann', { account: 'eu' })
  const sent: string[] = []
  const hubspot = createServer(async (req, res) => {
    sent.push(JSON.stringify([req.url, req.rawHeaders]) + (await text(req)))
    res.writeHead(200, { 'content-type': 'application/json' }).end('{"portalId":1,"results":[]}')
  })
  await new Promise<void>((resolve) => hubspot.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.number() }).parse(hubspot.address())
  const logged: string[] = []
  const credentials = { kind: 'access-token' as const, token: 'pat-of-the-server' }
  const log = createJsonLog((line) => logged.push(line), { level: 'debug', clock: systemClock, secrets: [] })
  await using folder = await withFolder()
  const auditLog = join(folder.path, 'audit.jsonl')
  const state = openStateFolder(join(folder.path, 'heads'))
  const server = await host({
    audit: createAuditLog(auditLog, { state, clock: systemClock, log }),
    accounts: new Map([['eu', { portalId: 1, hubspot: { credentials, baseUrl: `http://127.0.0.1:${port}` } }]]),
    tokens: [entry],
    log,
  })
  const put = await send(`${server.url}/files/a.csv`, {
    method: 'PUT',
    body: 'Email\na@b.co\n',
    headers: bearer(token),
  })
  const { file } = z.object({ file: z.string() }).parse(JSON.parse(put.body))
  const client = await client2026(server.url, token)
  const { tools } = await client.listTools()
  for (const { name } of tools) await client.callTool({ name, arguments: { file } })
  await client.callTool({ name: 'list_imports', arguments: {} })
  await client.close()
  expect(sent.length).toBeGreaterThan(2)
  expect(sent.join()).toContain('pat-of-the-server')
  const paths = (await readdir(server.stateDir, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  )
  const kept = await Promise.all(paths.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))
  expect(kept.join()).toContain('a.csv')
  const audited = await readFile(auditLog, 'utf8')
  expect(audited).toContain('"event":"intent"')
  for (const place of [sent, logged, kept, [audited]]) expect(place.join()).not.toContain(token.slice(4))
  await server.close()
  await new Promise((resolve) => hubspot.close(resolve))
})
