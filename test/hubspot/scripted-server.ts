import http from 'node:http'
import type { Socket } from 'node:net'
import busboy from 'busboy'

export interface Seen {
  method: string
  path: string
  query: URLSearchParams
  rawUrl: string
  headers: http.IncomingHttpHeaders
  body: Buffer
  /** Number of the connection it came on. */
  connection: number
}

/** What the server does with one request. */
export interface Step {
  status?: number
  headers?: Record<string, string>
  /** Objects are sent as JSON. */
  body?: unknown
  /** Before the answer. */
  delayMs?: number
  /** `early`: answer without reading the body. `half`: reset when half of the body has come. */
  when?: 'after body' | 'early' | 'half'
  /** Reset instead of an answer; `cut` sends half of the answer first. */
  break?: 'reset' | 'cut' | 'never'
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

/** Answers the n-th request with the n-th step; the last step is repeated. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: Seen[] = []
  const sockets = new Map<Socket, number>()
  let connections = 0
  const server = http.createServer({ requestTimeout: 0 }, (request, response) => {
    const seen = describe(request, sockets.get(request.socket) ?? 0)
    const count = requests.push(seen)
    const step = typeof script === 'function' ? script(seen, count) : script[Math.min(count, script.length) - 1]
    if (step === undefined) throw new Error(`no step for request ${count}: ${seen.method} ${seen.rawUrl}`)
    play(step, seen, request, response)
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
    connection,
  }
}

function play(step: Step, seen: Seen, request: http.IncomingMessage, response: http.ServerResponse): void {
  if (step.when === 'early') {
    answer(step, request, response)
    return
  }
  const chunks: Buffer[] = []
  let size = 0
  const half = Number(request.headers['content-length'] ?? 0) / 2
  request.on('error', () => undefined)
  request.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (step.when === 'half' && size >= half) reset(request.socket)
  })
  request.on('end', () => {
    seen.body = Buffer.concat(chunks)
    setTimeout(() => answer(step, request, response), step.delayMs ?? 0)
  })
}

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
  const headers = { ...type, 'content-length': String(whole.length), ...step.headers }
  response.writeHead(step.status ?? 200, headers)
  if (step.break === 'cut') {
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => setTimeout(() => reset(request.socket), 20))
    return
  }
  response.end(whole, () => {
    if (step.when === 'early') request.socket.destroy()
  })
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
