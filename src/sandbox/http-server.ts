import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import timers from 'node:timers/promises'
import { UsageError } from '../errors.ts'
import type { Log } from '../log.ts'
import { authenticate, checkScopes } from './access.ts'
import type { Apps } from './apps.ts'
import type { FaultBox, FaultRule } from './faults.ts'
import type { RateLimits } from './rate-limits.ts'
import { Refusal } from './refusal.ts'
import type { RequestLog } from './request-log.ts'
import type { Answer, Route, SandboxRequest } from './route.ts'
import { createRouter } from './router.ts'

export interface ServerParts {
  routes: readonly Route[]
  apps: Apps
  faults: FaultBox
  rateLimits: RateLimits
  requests: RequestLog
  log: Log
  now(): number
}

export interface RunningServer {
  url: string
  close(): Promise<void>
}

/** Of an address: our choice, no limit is published. */
const LONGEST_ADDRESS = 16_384
/** Node answers 431 above it, before anybody sees the request. */
const MOST_HEADER_BYTES = 131_072

/** Loopback only. Nothing limits how long an upload takes. */
export async function startServer(port: number, parts: ServerParts): Promise<RunningServer> {
  const find = createRouter(parts.routes)
  const server = createServer({ requestTimeout: 0, maxHeaderSize: MOST_HEADER_BYTES }, (incoming, response) => {
    // Whoever reads the body hears of a broken connection; broken just when they have left, it would end the process.
    incoming.on('error', () => undefined)
    serve(incoming, response, find, parts).catch((error: unknown) => {
      parts.log('error', 'the sandbox failed', { message: String(error) })
      response.destroy()
    })
  })
  const address = await listen(server, port)
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject('code' in error && error.code === 'EADDRINUSE' ? portTaken(port) : error))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address)
    })
  })
}

const portTaken = (port: number): UsageError =>
  new UsageError('invalid_arguments', `Port ${port} of this computer is in use.`, 'Choose another one with --port.')

interface Reply extends Answer {
  headers?: Readonly<Record<string, string>>
}

type Find = ReturnType<typeof createRouter>

async function serve(incoming: IncomingMessage, response: ServerResponse, find: Find, parts: ServerParts) {
  const address = addressOf(incoming)
  const [method, path] = [incoming.method ?? 'GET', address.pathname.replace(/(?<=.)\/$/, '')]
  const logged = parts.requests.begin(method, path, parts.now())
  const fault = parts.faults.take(method, path)
  const [early, after] = fault?.after === true ? [undefined, fault] : [fault, undefined]
  await delayed(early)
  if (early?.takeBody === true) await finished(incoming.resume())
  if (early?.reset === true) return incoming.socket.destroy()
  if (early?.status !== undefined) return send(response, faultReply(early.status, early), logged)
  const body = fault?.bytesPerSecond === undefined ? incoming : slowed(incoming, fault.bytesPerSecond)
  const reply = await answer({ method, path, address, incoming, body }, find, parts)
  await delayed(after)
  if (after?.reset === true) return incoming.socket.destroy()
  send(response, after?.status === undefined ? reply : faultReply(after.status, after), logged)
}

/** `GET //` and addresses that are none at all are those of no route. */
function addressOf({ url = '/' }: IncomingMessage): URL {
  const text = url.startsWith('//') ? `http://sandbox${url}` : url
  return URL.canParse(text, 'http://sandbox') ? new URL(text, 'http://sandbox') : new URL('http://sandbox/')
}

async function delayed({ delayMs }: FaultRule = {}): Promise<void> {
  if (delayMs !== undefined) await timers.setTimeout(delayMs)
}

interface Received {
  method: string
  path: string
  address: URL
  incoming: IncomingMessage
  body: Readable
}

async function answer(received: Received, find: Find, parts: ServerParts): Promise<Reply> {
  if (received.address.href.length > LONGEST_ADDRESS) return page(414, 'URI Too Long')
  const { known, match } = find(received.method, received.path)
  if (match === undefined) return known ? page(405, 'Method Not Allowed') : page(404, 'Not Found')
  const { route, params } = match
  let rates: Record<string, string> = {}
  try {
    const request = requestOf(received, params)
    if (route.open === true) return await route.answer(request)
    const app = authenticate(request.headers, parts.apps, parts.now())
    rates = parts.rateLimits.count(app, { search: route.search === true })
    checkScopes(app, scopesOf(route, request))
    return { ...(await route.answer({ ...request, app })), headers: rates }
  } catch (error) {
    if (error instanceof Refusal) return refusalReply(error, rates)
    parts.log('error', 'a route of the sandbox failed', { path: route.paths[0], message: String(error) })
    return refusalReply(new Refusal(500, { message: 'internal error', category: 'INTERNAL_ERROR' }), rates)
  }
}

const refusalReply = ({ status, body, headers }: Refusal, rates: Record<string, string>): Reply => ({
  status,
  body,
  headers: { 'X-HubSpot-Correlation-Id': body.correlationId, ...rates, ...headers },
})

function requestOf(
  { method, path, address, incoming, body }: Received,
  params: Record<string, string>,
): SandboxRequest {
  return {
    method,
    path,
    params,
    query: address.searchParams,
    dated: params.version !== undefined,
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    app: undefined,
    body,
    isComplete: () => incoming.complete,
  }
}

const scopesOf = ({ scopes = [] }: Route, request: SandboxRequest): readonly string[] =>
  typeof scopes === 'function' ? scopes(request) : scopes

/** HubSpot's answer to an address it does not have is a page, not JSON. */
const page = (status: number, title: string): Reply => ({
  status,
  body: `<html><head><title>Error ${status} ${title}</title></head><body><h2>HTTP ERROR ${status} ${title}</h2></body></html>`,
})

const faultReply = (status: number, fault: FaultRule): Reply => ({
  status,
  body: fault.body,
  headers: fault.headers ?? {},
})

function send(response: ServerResponse, reply: Reply, logged: (status: number) => void): void {
  logged(reply.status)
  const isText = typeof reply.body === 'string'
  const text = isText || reply.body === undefined ? reply.body : JSON.stringify(reply.body)
  response.writeHead(reply.status, {
    ...(text === undefined
      ? {}
      : { 'Content-Type': isText ? 'text/html;charset=utf-8' : 'application/json;charset=utf-8' }),
    'X-HubSpot-Correlation-Id': randomUUID(),
    ...reply.headers,
  })
  response.end(text)
}

/** Takes the body at a given speed; a broken connection breaks the stream. */
function slowed(incoming: IncomingMessage, bytesPerSecond: number): Readable {
  const slow = new PassThrough({ highWaterMark: 16_384 })
  const copy = async () => {
    for await (const chunk of incoming) {
      await timers.setTimeout((chunk.length / bytesPerSecond) * 1000)
      if (!slow.write(chunk)) await new Promise((resolve) => slow.once('drain', resolve))
    }
    slow.end()
  }
  copy().catch((error: unknown) => slow.destroy(error instanceof Error ? error : new Error(String(error))))
  return slow
}
