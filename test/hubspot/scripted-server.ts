import http from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import busboy from 'busboy'

export interface Seen {
  method: string
  path: string
  query: URLSearchParams
  rawUrl: string
  headers: http.IncomingHttpHeaders
  /** When all of it has come. */
  body: Buffer
  /** Bytes of the body that have come. */
  received: number
  /** Number of the connection it came on. */
  connection: number
  /** The client has closed the connection before the answer. */
  left: boolean
}

/** What the server does with one request. */
export interface Step {
  status?: number
  headers?: Record<string, string>
  /** Objects are sent as JSON. */
  body?: unknown
  /** Before the answer. */
  delayMs?: number
  until?: Promise<unknown>
  /** `early`: answer without reading the body. */
  when?: 'after body' | 'early'
  /** Reset as soon as so many bytes of a body of this length have come. */
  takeBytes?: (length: number) => number
  /** Reset instead of an answer; `cut` sends half of the answer first. */
  break?: 'reset' | 'cut' | 'never'
  /** The body is sent so many times, one after the other and without a length, as fast as it is taken. */
  times?: number
  /** The answer comes one byte at a time, so many milliseconds apart. */
  trickleMs?: number
  /** The request goes on to the target; status, headers and body then replace those of the target's answer. */
  forward?: boolean
}

export type Script = readonly Step[] | ((request: Seen, count: number) => Step | undefined)

export interface ScriptedServer {
  url: string
  requests: Seen[]
  connections: () => number
  openSockets: () => number
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Answers the n-th request with the n-th step; the last step is repeated. `target`: where `forward` leads. */
export async function startScriptedServer(script: Script, target?: string): Promise<ScriptedServer> {
  const requests: Seen[] = []
  const sockets = new Map<Socket, number>()
  let connections = 0
  const server = http.createServer({ requestTimeout: 0 }, (request, response) => {
    const seen = describe(request, sockets.get(request.socket) ?? 0)
    response.on('close', () => {
      seen.left = !response.writableEnded
    })
    const count = requests.push(seen)
    const step = typeof script === 'function' ? script(seen, count) : script[Math.min(count, script.length) - 1]
    if (step === undefined) throw new Error(`no step for request ${count}: ${seen.method} ${seen.rawUrl}`)
    play(step, { seen, request, response, target })
  })
  server.on('connection', (socket) => {
    connections += 1
    sockets.set(socket, connections)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    for (const socket of sockets.keys()) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    connections: () => connections,
    openSockets: () => sockets.size,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function describe(request: http.IncomingMessage, connection: number): Seen {
  const url = new URL(request.url ?? '/', 'http://x')
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    rawUrl: request.url ?? '',
    headers: request.headers,
    body: Buffer.alloc(0),
    received: 0,
    connection,
    left: false,
  }
}

interface Exchange {
  seen: Seen
  request: http.IncomingMessage
  response: http.ServerResponse
  target: string | undefined
}

function play(step: Step, { seen, request, response, target }: Exchange): void {
  if (step.when === 'early') {
    answer(step, request, response)
    return
  }
  const chunks: Buffer[] = []
  const takes = step.takeBytes?.(Number(request.headers['content-length'] ?? 0)) ?? Number.POSITIVE_INFINITY
  const resetWhenTaken = () => {
    if (seen.received >= takes) reset(request.socket)
  }
  resetWhenTaken()
  request.on('error', () => undefined)
  request.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    seen.received += chunk.length
    resetWhenTaken()
  })
  request.on('end', async () => {
    seen.body = Buffer.concat(chunks)
    if (takes <= seen.received) return
    const whole = step.forward === true ? { ...(await forwarded(seen, target)), ...step } : step
    await step.until
    setTimeout(() => answer(whole, request, response), step.delayMs ?? 0)
  })
}

/** What the target says, as a step. */
async function forwarded({ method, rawUrl, headers, body }: Seen, target = ''): Promise<Step> {
  const sent = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (!HOP_BY_HOP.has(name)) sent.set(name, String(value))
  }
  const init = { method, headers: sent, redirect: 'manual' } as const
  const response = await fetch(target + rawUrl, body.length === 0 ? init : { ...init, body: new Uint8Array(body) })
  const kept = [...response.headers].filter(([name]) => !HOP_BY_HOP.has(name))
  const answered = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: Object.fromEntries(kept), body: answered }
}

/** Of one connection; and what fetch decides by itself. */
const HOP_BY_HOP = new Set([
  ...['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'],
  ...['accept-encoding', 'content-encoding'],
])

function answer(step: Step, request: http.IncomingMessage, response: http.ServerResponse): void {
  if (step.break === 'never') return
  if (step.break === 'reset') {
    reset(request.socket)
    return
  }
  if (step.status === 204) {
    response.writeHead(204).end()
    return
  }
  const isRaw = typeof step.body === 'string' || Buffer.isBuffer(step.body)
  const type = isRaw ? {} : { 'content-type': 'application/json' }
  const whole = bytesOf(step.body ?? {})
  const length = step.times === undefined && { 'content-length': String(whole.length) }
  const headers = { ...type, ...length, ...step.headers }
  response.writeHead(step.status ?? 200, headers)
  if (step.break === 'cut') {
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => setTimeout(() => reset(request.socket), 20))
    return
  }
  if (step.times !== undefined) {
    Readable.from(Array(step.times).fill(whole)).pipe(response)
    return
  }
  if (step.trickleMs !== undefined) {
    trickle(whole, step.trickleMs, response)
    return
  }
  response.end(whole, () => {
    if (step.when === 'early') request.socket.destroy()
  })
}

function trickle(bytes: Buffer, everyMs: number, response: http.ServerResponse): void {
  let sent = 0
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1))
    sent += 1
    if (sent === bytes.length) response.end()
  }, everyMs)
  response.on('close', () => clearInterval(timer))
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

const reset = (socket: Socket) => {
  socket.resetAndDestroy()
}

export interface Part {
  name: string
  filename: string | undefined
  mimeType: string
  bytes: Buffer
}

/** The parts of a multipart body as an ordinary parser reads them. */
export function partsOf(seen: Seen): Promise<Part[]> {
  const parts: Part[] = []
  const parser = busboy({ headers: seen.headers, preservePath: true, defParamCharset: 'utf8' })
  parser.on('field', (name, value, info) => {
    parts.push({ name, filename: undefined, mimeType: info.mimeType, bytes: Buffer.from(value) })
  })
  parser.on('file', (name, stream, info) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      parts.push({ name, filename: info.filename, mimeType: info.mimeType, bytes: Buffer.concat(chunks) })
    })
  })
  return new Promise((resolve, reject) => {
    parser.on('close', () => resolve(parts))
    parser.on('error', reject)
    parser.end(seen.body)
  })
}
