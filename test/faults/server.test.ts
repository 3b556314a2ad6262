import { request } from 'node:http'
import { connect as connectSocket, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { json, rpc, send } from '../http/hosted.ts'
import { type Program, startProgram } from '../start-program.ts'
import { memoryOf } from './memory-of.ts'

const listening = z.object({ msg: z.literal('listening'), url: z.string() })

/** The built program with HTTP on the sandbox. */
async function serve(): Promise<Program & { url: string; port: number }> {
  const program = await startProgram(['--http', '--sandbox', '--port', '0'])
  await vi.waitFor(() => expect(program.stderr()).toContain('"listening"'), 20_000)
  const lines = program.stderr().trim().split('\n')
  const [found] = lines.flatMap((line) => listening.safeParse(JSON.parse(line)).data ?? [])
  const url = new URL('/', found?.url)
  return { ...program, url: url.href, port: Number(url.port) }
}

const post = (url: string, headers: Record<string, string>, body: string | Uint8Array) =>
  send(`${url}mcp`, { method: 'POST', headers, body })

describe('a server that is sent what it should not be', () => {
  let program: Awaited<ReturnType<typeof serve>>
  beforeAll(async () => {
    program = await serve()
    // Everything that a first request loads is loaded.
    await post(program.url, json, rpc('ping'))
  })
  afterAll(() => program[Symbol.asyncDispose]())

  const isServing = async () => expect((await post(program.url, json, rpc('ping'))).status).toBe(200)

  /** A request in bytes; resolves with all that came back when the connection has ended. */
  function raw(head: string): { socket: Socket; ended: Promise<string> } {
    const socket = connectSocket(program.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`${head}\r\nHost: 127.0.0.1\r\n`)
    return { socket, ended: text(socket).catch(() => '') }
  }

  const POST = 'POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream'

  test('a body without end is refused, and not kept', async () => {
    const before = await memoryOf(program)
    const { socket, ended } = raw(`${POST}\r\nTransfer-Encoding: chunked`)
    socket.write('\r\n')
    const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`
    let isOver = false
    void ended.then(() => {
      isOver = true
    })
    for (let sent = 0; sent < 400 && !isOver; sent += 1) {
      if (socket.destroyed) break
      if (!socket.write(chunk)) await Promise.race([ended, new Promise((resolve) => socket.once('drain', resolve))])
    }
    expect(await ended).toMatch(/^HTTP\/1\.1 413 |^$/)
    expect((await memoryOf(program)) - before).toBeLessThan(16)
    await isServing()
  })

  test.each([
    ['/mcp', POST, 5],
    ['/files/leads.csv', 'PUT /files/leads.csv HTTP/1.1', 600],
  ])('a body for %s that is said to be too large is refused before it is sent', async (_, head, megabytes) => {
    const before = await memoryOf(program)
    const { socket, ended } = raw(`${head}\r\nContent-Length: ${megabytes * 1024 * 1024}\r\nConnection: close`)
    socket.write('\r\n')
    expect(await ended).toMatch(/^HTTP\/1\.1 413 /)
    expect((await memoryOf(program)) - before).toBeLessThan(16)
    await isServing()
  })

  test('a body larger than it was said to be is cut there, and what follows is no request', async () => {
    const body = rpc('ping')
    const { socket, ended } = raw(`${POST}\r\nContent-Length: 5\r\nConnection: close`)
    socket.write(`\r\n${body}`)
    expect(await ended).toMatch(/^HTTP\/1\.1 400 /)
    await isServing()
  })

  test('a body that never comes holds its own connection only', async () => {
    const slow = Array.from({ length: 50 }, () => {
      const { socket } = raw(`${POST}\r\nContent-Length: 100`)
      socket.write('\r\n{')
      return socket
    })
    const headless = Array.from({ length: 50 }, () => raw('GET /healthz HTTP/1.1').socket)
    await isServing()
    expect(await send(`${program.url}healthz`)).toMatchObject({ status: 200 })
    for (const socket of [...slow, ...headless]) socket.destroy()
    await isServing()
  })

  test.runIf(process.env.FAULT_SLOW !== undefined)(
    'what is sent too slowly is answered with 408, and closed',
    { timeout: 60_000 },
    async () => {
      const headless = raw('GET /healthz HTTP/1.1')
      const endless = raw(`${POST}\r\nContent-Length: 100`)
      endless.socket.write('\r\n{')
      for (const { ended } of [headless, endless]) expect(await ended).toMatch(/^HTTP\/1\.1 408 /)
      await isServing()
    },
  )

  test.each<[string, Record<string, string>, string, number, object | undefined]>([
    ['text/plain', { ...json, 'content-type': 'text/plain' }, rpc('ping'), 415, undefined],
    ['bad JSON', json, '{"jsonrpc":', 400, { error: { code: -32_700 } }],
    ['JSON that is no message', json, '{"hello":1}', 400, { error: { code: -32_600 } }],
    ['a page asked for', { ...json, accept: 'text/html' }, rpc('ping'), 406, undefined],
  ])('%s has its status', async (_what, headers, body, status, answer) => {
    const got = await post(program.url, headers, body)
    expect(got.status).toBe(status)
    if (answer !== undefined) expect(JSON.parse(got.body)).toMatchObject(answer)
    await isServing()
  })

  test('a batch is not executed', async () => {
    const call = (id: number) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: 'create_property', arguments: { objectType: 'contacts', label: `Batch ${id}` } },
    })
    const refused = await post(program.url, json, JSON.stringify([call(1), call(2)]))
    expect(refused.status).toBe(400)
    expect(JSON.parse(refused.body)).toMatchObject({ error: { code: -32_600 } })
    const search = rpc('tools/call', { name: 'list_properties', arguments: { objectType: 'contacts', query: 'Batch' } })
    expect((await post(program.url, json, search)).body).not.toContain('Batch 1')
  })

  test('methods of other protocols are refused', async () => {
    for (const method of ['PUT', 'PATCH', 'TRACE']) {
      const status = await new Promise((resolve, reject) => {
        request(`${program.url}mcp`, { method, agent: false }, (res) => resolve(res.resume().statusCode))
          .on('error', reject)
          .end()
      })
      expect(status, method).toBe(405)
    }
    await isServing()
  })
})
