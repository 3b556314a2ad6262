import { chmod, rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../src/clock.ts'
import { openAccount } from '../../src/context.ts'
import type { Log } from '../../src/log.ts'
import { client2025Http } from '../client-2025.ts'
import { connect, structuredOf, textOf } from '../connect.ts'
import { type Program, startProgram } from '../start-program.ts'
import { withFolder } from '../with-folder.ts'
import { bearer, client2026, host, newToken, send } from './hosted.ts'

const listening = z.object({ msg: z.literal('listening'), url: z.string() })

/** The program with HTTP on the sandbox, and its address. */
async function serve(flags: readonly string[] = []): Promise<Program & { url: string }> {
  const program = await startProgram(['--http', '--sandbox', '--port', '0', ...flags])
  await vi.waitFor(() => expect(program.stderr()).toContain('"listening"'), 30_000)
  const lines = program.stderr().trim().split('\n')
  const [found] = lines.flatMap((line) => listening.safeParse(JSON.parse(line)).data ?? [])
  return { ...program, url: new URL('/', found?.url).href }
}

interface Answer {
  status: number
  body: string
}

function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return answerOf(request(url, { headers, agent: false }), '')
}

/** A body whose end is sent when `finish` is called. */
function slowUpload(url: string) {
  const req = request(`${url}files/leads.csv`, { method: 'PUT', agent: false })
  req.write('Email\n')
  return { finish: () => answerOf(req, 'ada@example.com\n'), lost: answerOf(req).catch(() => 'lost' as const) }
}

function answerOf(req: ReturnType<typeof request>, end?: string): Promise<Answer> {
  const answer = new Promise<Answer>((resolve, reject) => {
    req.on('response', (res) => {
      text(res).then((body) => resolve({ status: res.statusCode ?? 0, body }), reject)
    })
    req.on('error', reject)
  })
  if (end !== undefined) req.end(end)
  return answer
}

describe('/metrics', () => {
  it('counts calls by tool and outcome, requests to HubSpot, uploads and imports', async () => {
    await using program = await serve()
    const client = await client2025Http(`${program.url}mcp`)
    const put = request(`${program.url}files/leads.csv`, { method: 'PUT', agent: false })
    const { body } = await answerOf(put, 'Email\nada@example.com\n')
    const call = async (name: string, args: Record<string, unknown>) =>
      z.looseObject({}).parse((await client.callTool({ name, arguments: args })).structuredContent)
    const { file } = z.object({ file: z.string() }).parse(JSON.parse(body))
    const { planId } = await call('propose_mapping', { file, objectTypes: ['contacts'] })
    await call('start_import', { planId })
    await client.callTool({ name: 'get_import', arguments: { imprtId: 'x' } })
    await client.close()
    const metrics = (await get(`${program.url}metrics`)).body
    for (const line of [
      'hubspot_import_calls_total{tool="start_import",outcome="ok"} 1',
      'hubspot_import_calls_total{tool="get_import",outcome="invalid_arguments"} 1',
      'hubspot_import_call_seconds_count{tool="propose_mapping"} 1',
      'hubspot_import_uploads_total{outcome="stored"} 1',
      'hubspot_import_upload_bytes_total 22',
      'hubspot_import_imports_total{outcome="started"} 1',
      'hubspot_import_hubspot_circuits_open 0',
    ]) {
      expect(metrics.split('\n')).toContain(line)
    }
    expect(metrics).toMatch(/^hubspot_import_hubspot_request_seconds_count\{status="2xx"\} [1-9]/m)
    expect(metrics).toMatch(/^hubspot_import_hubspot_wait_seconds_total /m)
    expect(metrics).toMatch(/^process_resident_memory_bytes [1-9]/m)
    expect(metrics).not.toMatch(/ada|leads|imprtId/)
  })

  it('is for this machine: not for a page of another site, not through a proxy', async () => {
    await using program = await serve()
    const foreign: Record<string, string>[] = [
      { host: 'evil.example' },
      { origin: 'https://evil.example' },
      { 'x-forwarded-for': '192.0.2.1' },
      { forwarded: 'for=192.0.2.1' },
      { 'x-real-ip': '192.0.2.1' },
      { via: '1.1 proxy' },
    ]
    for (const headers of foreign) expect((await get(`${program.url}metrics`, headers)).status).toBe(403)
  })
})

describe('/readyz', () => {
  it('says what is wrong', async () => {
    await using folder = await withFolder()
    const path = join(folder.path, 'audit.jsonl')
    await using program = await serve(['--audit-log', path])
    expect(await get(`${program.url}readyz`)).toEqual({ status: 200, body: 'ready' })
    await rm(path)
    await vi.waitFor(
      async () =>
        expect(await get(`${program.url}readyz`)).toEqual({
          status: 503,
          body: 'not ready: the audit log cannot be written',
        }),
      { timeout: 30_000, interval: 250 },
    )
    expect(await get(`${program.url}healthz`)).toEqual({ status: 200, body: 'ok' })
  })
})

describe('the HTTP server on SIGTERM', () => {
  it('takes no new work, ends what it has and exits with 0', async () => {
    await using program = await serve(['--grace', '60'])
    const upload = slowUpload(program.url)
    await vi.waitFor(async () => expect((await get(`${program.url}readyz`)).status).toBe(200), 30_000)
    program.child.kill('SIGTERM')
    await vi.waitFor(async () => expect((await get(`${program.url}readyz`)).status).toBe(503), 30_000)
    expect(await get(`${program.url}files/${'0'.repeat(32)}`)).toEqual({ status: 503, body: 'stopping' })
    expect((await upload.finish()).status).toBe(201)
    expect(await program.ended).toBe(0)
  })

  it('ends at once when it is asked a second time', async () => {
    await using program = await serve(['--grace', '3600'])
    const upload = slowUpload(program.url)
    await get(`${program.url}readyz`)
    program.child.kill('SIGTERM')
    await vi.waitFor(async () => expect((await get(`${program.url}readyz`)).status).toBe(503), 30_000)
    program.child.kill('SIGTERM')
    expect(await program.ended).toBe(0)
    expect(await upload.lost).toBe('lost')
  })
})

it('each file that is sent or fetched has a line in the log, with who and how much, and no name of it', async () => {
  const lines: unknown[] = []
  const { token, entry } = newToken('ann')
  const log: Log = (level, message, fields) => void lines.push([level, message, fields])
  const server = await host({ tokens: [entry], log })
  const put = (name: string, body: string) =>
    send(`${server.url}/files/${name}`, { method: 'PUT', headers: bearer(token), body })
  const { file } = z.object({ file: z.string() }).parse(JSON.parse((await put('ada.csv', 'Email\nx\n')).body))
  await put('ada.exe', 'x')
  await send(`${server.url}/files/${file.replace('upload:', '')}`, { headers: bearer(token) })
  const facts = { requestId: expect.stringMatching(/^[0-9a-f]{10}-\d+$/), ms: expect.any(Number), principal: 'ann' }
  // The line of what is fetched follows its last byte.
  await vi.waitFor(
    () =>
      expect(lines).toEqual([
        ['info', 'upload', { ...facts, outcome: 'ok', bytes: 8 }],
        ['info', 'upload', { ...facts, outcome: 'file_type_unsupported', bytes: 0 }],
        ['info', 'download', { ...facts, outcome: 'ok', bytes: 8 }],
      ]),
    20_000,
  )
  await server.close()
})

it('a file that is being fetched when the server stops arrives whole', async () => {
  // Whatever waits for less than the grace has waited already.
  const sleep = (ms: number, signal?: AbortSignal) => (ms < 1000 ? Promise.resolve() : systemClock.sleep(ms, signal))
  const server = await host({ flags: ['--grace', '60'], clock: { ...systemClock, sleep } })
  // More than the buffers on the way hold.
  const file = Buffer.alloc(40 * 1024 * 1024, 'Email\n')
  const { body } = await send(`${server.url}/files/leads.csv`, { method: 'PUT', body: file })
  const [, id] = /upload:([0-9a-f]{32})/.exec(body) ?? []
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${server.url}/files/${id}`, { agent: false }, resolve).on('error', reject).end()
  })
  const closed = server.close()
  await get(`${server.url}/readyz`).catch(() => 'closed')
  expect((await buffer(response)).length).toBe(file.length)
  await closed
})

describe('a context that is closed', () => {
  const files = { 'leads.csv': 'Email\nada@example.com\n' }
  const planned = z.object({ planId: z.string() })

  it('says which import was sent and not answered yet', async () => {
    await using connection = await connect({ files })
    const { planId } = planned.parse(structuredOf(await connection.call('propose_mapping', { file: 'leads.csv' })))
    const { portalId } = await connection.context.account.details()
    const name = { importName: 'Leads', marker: 'x', rows: 1, part: { number: 1, of: 1, recordsBefore: 0 } }
    const at = { plannedAt: '2026-01-01T00:00:00Z', contentKey: 'a'.repeat(64), environment: 'sandbox' as const }
    const { journal, stopUploads, close } = openAccount(connection.context.config, connection.context)
    const start = await journal.plan({ ...name, ...at, planId, portalId })
    await journal.arm(start, '2026-01-01T00:00:01Z')
    stopUploads()
    await close(50)
    expect(connection.logged.filter((line) => line.includes(planId) && line.includes('stopped before'))).toHaveLength(1)
  })

  it('ends a start that has not begun to send, and says nothing of it', async () => {
    await using connection = await connect({ files })
    const { planId } = planned.parse(structuredOf(await connection.call('propose_mapping', { file: 'leads.csv' })))
    const slow = connection.sandbox.faults.add({ method: 'GET', path: '/crm/v3/imports', delayMs: 120_000 })
    const started = connection.call('start_import', { planId })
    await vi.waitFor(() => expect(slow.hits()).toBe(1), 30_000)
    connection.context.stopUploads()
    await connection.context.close()
    expect(textOf(await started)).toContain('Outcome: not_started')
    expect(connection.logged.join('')).not.toContain('stopped before')
    expect(connection.logged.join('')).not.toContain('cut off')
  })

  it('ends an upload whose last byte has not left, and says that HubSpot has not begun it', async () => {
    // More than the buffers on the way hold.
    const rows = Array.from({ length: 150_000 }, (_, place) => `ada.${place}.of.the.longer.names@example.com`)
    await using connection = await connect({ files: { 'leads.csv': `Email\n${rows.join('\n')}\n` } })
    const { planId } = planned.parse(structuredOf(await connection.call('propose_mapping', { file: 'leads.csv' })))
    const slow = connection.sandbox.faults.add({ method: 'POST', path: '/crm/v3/imports', bytesPerSecond: 1000 })
    const started = connection.call('start_import', { planId })
    await vi.waitFor(() => expect(slow.hits()).toBe(1), 30_000)
    connection.context.stopUploads()
    await connection.context.close()
    expect(textOf(await started)).toContain('Outcome: not_started')
    expect(connection.logged.filter((line) => line.includes(planId) && line.includes('cut off'))).toHaveLength(1)
  })
})

it('tells callers over HTTP that the state folder cannot be used, and not where it is', async () => {
  const server = await host()
  const put = await send(`${server.url}/files/leads.csv`, { method: 'PUT', body: 'Email\nada@example.com\n' })
  const { file } = z.object({ file: z.string() }).parse(JSON.parse(put.body))
  await chmod(server.stateDir, 0o777)
  const client = await client2026(server.url)
  const result = await client.callTool({ name: 'propose_mapping', arguments: { file } })
  expect(textOf(result)).toMatch(
    /^journal_unavailable: The state folder can be written by other users\.\nFix: Run chmod 700 on it/,
  )
  expect(JSON.stringify(result)).not.toContain(server.stateDir)
  await client.close()
  await server.close()
})
