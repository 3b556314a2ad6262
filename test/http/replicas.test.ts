import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { structuredOf } from '../connect.ts'
import { type Program, startProgram } from '../start-program.ts'
import { bearer, client2026, newToken, send, writeTokens } from './hosted.ts'

const CSV = 'Email,First Name\nada@example.com,Ada\nbob@example.com,Bob\n'
const { token, entry } = newToken('ann')

/** Three programs on one state folder, and what sends each request to the next one in turn. */
describe('three servers on one state folder', () => {
  let sandbox: Sandbox
  let folder: string
  const programs: Program[] = []
  const urls: string[] = []
  const turns = createServer((req, res) => {
    const target = `${urls[served.push(req.url ?? '') % urls.length]}${req.url}`
    const onward = request(target, { method: req.method, headers: req.headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    onward.on('error', () => res.destroy())
    res.on('close', () => onward.destroy())
    req.pipe(onward)
  })
  const served: string[] = []
  let url: string
  beforeAll(async () => {
    sandbox = await startSandbox()
    folder = await mkdtemp(join(tmpdir(), 'hubspot-import-replicas-'))
    const tokens = join(folder, 'tokens.json')
    await writeTokens(tokens, [entry])
    const flags = ['--http', '--port', '0', '--state-dir', join(folder, 'state'), '--tokens', tokens]
    const env = { HUBSPOT_BASE_URL: sandbox.url, HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }
    for (const _ of Array(3)) programs.push(await startProgram(flags, env))
    for (const program of programs) urls.push(await urlOf(program))
    await new Promise<void>((resolve) => turns.listen(0, '127.0.0.1', resolve))
    const { port } = z.object({ port: z.number() }).parse(turns.address())
    url = `http://127.0.0.1:${port}`
  })
  afterAll(async () => {
    turns.closeAllConnections()
    await new Promise((resolve) => turns.close(resolve))
    for (const program of programs) await program[Symbol.asyncDispose]()
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Uploads that came to their end: one that lost the race breaks off before its last bytes. */
  const posts = () =>
    sandbox
      .requests()
      .filter(({ method, path, status = 0 }) => method === 'POST' && path === '/crm/v3/imports' && status === 200)

  it('answer as one: a file sent to one, planned on the next, and a question asked by one and answered to another', async () => {
    const put = await send(`${url}/files/leads.csv`, { method: 'PUT', body: CSV, headers: bearer(token) })
    const { file } = JSON.parse(put.body)
    const asked: string[] = []
    const client = await client2026(url, token, () => {
      asked.push('start')
      return { action: 'accept', content: { answer: 'yes' } }
    })
    const call = async (name: string, args: Record<string, unknown>) =>
      structuredOf(await client.callTool({ name, arguments: args }))
    const { planId } = await call('propose_mapping', { file, objectTypes: ['contacts'] })
    for (const _ of urls) expect(await call('validate_import', { planId })).toMatchObject({ ready: true })
    expect(await call('start_import', { planId })).toMatchObject({ outcome: 'started' })
    expect(asked).toEqual(['start'])
    for (const _ of urls) {
      expect(await call('start_import', { planId })).toMatchObject({ outcome: 'already_started' })
      expect(await call('get_import', { planId, waitSeconds: 20 })).toMatchObject({ state: 'DONE', errors: 0 })
    }
    expect(posts()).toHaveLength(1)
    await client.close()
  })

  it('carry one import from one to the next: planned on the first, started on the second, followed on the third', async () => {
    const before = posts().length
    const [first = '', second = '', third = ''] = urls
    const on = async (each: string, name: string, args: Record<string, unknown>) => {
      const client = await client2026(each, token, () => ({ action: 'accept', content: { answer: 'yes' } }))
      const result = structuredOf(await client.callTool({ name, arguments: args }))
      await client.close()
      return result
    }
    const body = CSV.replaceAll('example.com', 'example.net')
    const put = await send(`${first}/files/other.csv`, { method: 'PUT', body, headers: bearer(token) })
    const { file } = JSON.parse(put.body)
    const { planId } = await on(first, 'propose_mapping', { file, objectTypes: ['contacts'] })
    const started = await on(second, 'start_import', { planId })
    expect(started).toMatchObject({ outcome: 'started' })
    const [{ importId }] = z.tuple([z.object({ importId: z.string() })]).parse(started.imports)
    for (const asked of [{ planId }, { importId }]) {
      const told = await on(third, 'get_import', { ...asked, waitSeconds: 20 })
      expect(told).toMatchObject({ importId, planId, state: 'DONE', records: { created: 2 }, errors: 0 })
    }
    expect(await on(third, 'start_import', { planId })).toMatchObject({ outcome: 'already_started' })
    expect(posts()).toHaveLength(before + 1)
  })

  it('send an import once when all are asked at the same time', async () => {
    const before = posts().length
    const clients = await Promise.all(urls.map((each) => client2026(each, token)))
    const [first] = clients
    const put = await send(`${urls[0]}/files/more.csv`, {
      method: 'PUT',
      body: CSV.replaceAll('example.com', 'example.org'),
      headers: bearer(token),
    })
    const planned = await first?.callTool({
      name: 'propose_mapping',
      arguments: { file: JSON.parse(put.body).file, objectTypes: ['contacts'] },
    })
    const { planId } = z.object({ planId: z.string() }).parse(planned?.structuredContent)
    const start = { name: 'start_import', arguments: { planId, confirm: await subjectOf(urls[1] ?? '', planId) } }
    const answers = await Promise.all(clients.map((client) => client.callTool(start)))
    const outcomes = answers.map((answer) => structuredOf(answer).outcome)
    expect(outcomes.sort()).toEqual(['already_started', 'already_started', 'started'])
    expect(posts()).toHaveLength(before + 1)
    const imports = await first?.callTool({ name: 'list_imports', arguments: {} })
    expect(imports?.structuredContent).toMatchObject({ imports: { length: before + 1 } })
    await Promise.all(clients.map((client) => client.close()))
  })
})

/** What the answer to a start without consent names. */
async function subjectOf(url: string, planId: string): Promise<string> {
  const client = await client2026(url, token)
  const refused = await client.callTool({ name: 'start_import', arguments: { planId } })
  await client.close()
  return /confirm: "([^"]+)"/.exec(JSON.stringify(refused.content).replaceAll('\\"', '"'))?.[1] ?? ''
}

async function urlOf(program: Program): Promise<string> {
  await vi.waitFor(() => expect(program.stderr()).toContain('/mcp'), { timeout: 30_000, interval: 100 })
  return /"url":"([^"]+)\/mcp"/.exec(program.stderr())?.[1] ?? ''
}
