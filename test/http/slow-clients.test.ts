import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Hosted, host, json, newToken, rpc, send } from './hosted.ts'

/** Long enough for the quick requests of a loaded machine. */
const REQUEST_TIMES = { headersMs: 1_500, bodyMs: 1_500, requestMs: 600_000, lookMs: 100 }

describe.concurrent('a client that sends slowly', () => {
  const ann = newToken('ann')
  let open: Hosted
  let asking: Hosted
  beforeAll(async () => {
    open = await host({ requestTimes: REQUEST_TIMES })
    asking = await host({ requestTimes: REQUEST_TIMES, tokens: [ann.entry] })
  })
  afterAll(async () => {
    await open.close()
    await asking.close()
  })

  /** Writes the text byte by byte until the server ends the connection; everything it answered. */
  async function trickle({ url }: Hosted, head: string, slowly: string): Promise<string> {
    const socket: Socket = connect(Number(new URL(url).port), '127.0.0.1')
    // A byte that arrives as the server closes is answered with a reset: what came before counts all the same.
    socket.on('error', () => undefined)
    let answered = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answered += chunk
    })
    socket.write(head)
    const bytes = slowly[Symbol.iterator]()
    const timer = setInterval(() => socket.write(bytes.next().value ?? 'x'), 50)
    try {
      await new Promise((resolve) => socket.once('close', resolve))
      return answered
    } finally {
      clearInterval(timer)
      socket.destroy()
    }
  }

  const isServing = async ({ url }: Hosted) => expect((await send(`${url}/healthz`)).status).toBe(200)
  const POST =
    'POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n'

  it('is cut off while its headers do not end', async () => {
    const answers = Promise.all(
      Array.from({ length: 20 }, () => trickle(open, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n', 'X-Slow: ')),
    )
    await isServing(open)
    for (const answer of await answers) expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('is cut off when it sends nothing', async () => {
    const socket = connect(Number(new URL(open.url).port), '127.0.0.1')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('is cut off while the headers of its next request do not end', async () => {
    const first = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
    const answer = await trickle(open, `${first}GET /healthz HTTP/1.1\r\n`, 'Host: ')
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*HTTP\/1\.1 408 /s)
  })

  it('is cut off while its message does not end', async () => {
    expect(await trickle(open, POST, '{"jsonrpc":')).toMatch(/^HTTP\/1\.1 408 /)
    const body = rpc('ping')
    expect((await send(`${open.url}/mcp`, { method: 'POST', headers: json, body })).status).toBe(200)
  })

  it('is cut off when it was answered before the end of its message', async () => {
    expect(await trickle(asking, POST, '{')).toMatch(/^HTTP\/1\.1 401 /)
    const lost = POST.replace('/mcp', '/nowhere')
    expect(await trickle(open, lost, '{')).toMatch(/^HTTP\/1\.1 404 /)
    const page = POST.replace('127.0.0.1', 'evil.example')
    expect(await trickle(open, page, '{')).toMatch(/^HTTP\/1\.1 403 /)
    await isServing(open)
  })
})
