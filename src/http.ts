import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, isLegacyRequest, type McpServer } from '@modelcontextprotocol/server'
import type { Clock } from './clock.ts'
import { isLoopback } from './config/addresses.ts'
import type { HttpConfig } from './config.ts'
import { UsageError } from './errors.ts'
import { createGuard } from './http/guards.ts'
import { createLegacySessions } from './http/legacy-sessions.ts'
import { answerFiles, type UploadRoute } from './http/upload-route.ts'
import type { Uploads } from './http/uploads.ts'
import type { Log } from './log.ts'
import { describeError } from './server/results.ts'

/** Of a JSON-RPC message; uploads have their own route and limit. */
const BODY_BYTES = 4 * 1024 * 1024
const HEADERS_MS = 10_000
const BODY_MS = 30_000
/** The longest upload. */
const REQUEST_MS = 60 * 60 * 1000
/** How long calls in flight may go on when the server stops. */
const GRACE_MS = 700

export interface HttpServer {
  /** http://127.0.0.1:3000, without a path. */
  url: string
  /** Refuses new work at once; resolves within a second. */
  close(): Promise<void>
}

export interface HttpDeps {
  factory: () => McpServer
  uploads: Uploads
  clock: Clock
  log: Log
}

/**
 * Streamable HTTP at /mcp, /healthz, /readyz, PUT /files/{name}, GET /files/{id}.
 * @throws UsageError invalid_arguments for an address others can reach; there is no authentication.
 */
export async function serveHttp(config: HttpConfig, deps: HttpDeps): Promise<HttpServer> {
  refusePublicAddress(config.host)
  const mcp = createMcpRoute(deps)
  const state = { closing: false }
  const guard = createGuard(config)
  const routes: Routes = { mcp, state, upload: uploadRoute(config, deps) }
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS }, (req, res) => {
    if (!guard(req, res)) return
    answer(req, res, routes).catch((error: unknown) => {
      deps.log('error', 'request failed', { error: String(error) })
      res.destroy()
    })
  })
  const url = await listen(server, config)
  return {
    url,
    async close() {
      state.closing = true
      await stop(server, deps.clock)
      await mcp.close()
    },
  }
}

interface Routes {
  mcp: McpRoute
  upload: UploadRoute
  state: { closing: boolean }
}

async function answer(req: IncomingMessage, res: ServerResponse, { mcp, upload, state }: Routes): Promise<void> {
  const [path = ''] = (req.url ?? '').split('?')
  if (path === '/healthz') return text(res, 200, 'ok')
  if (state.closing) return text(res, 503, 'stopping')
  if (path === '/readyz') return text(res, 200, 'ready')
  if (path === '/mcp') return mcp.handle(req, res)
  if (path.startsWith('/files/')) return answerFiles(req, res, upload)
  text(res, 404, 'MCP is at /mcp, uploads go to PUT /files/{name}.')
}

/** Host names beside loopback are refused: whoever reaches the server can write to the account. */
function refusePublicAddress(host: string): void {
  if (isLoopback(host)) return
  throw new UsageError(
    'invalid_arguments',
    `--host ${host} can be reached from other machines, and this server has no authentication.`,
    'Use 127.0.0.1, and a proxy with authentication in front of it.',
  )
}

interface McpRoute {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>
  close(): Promise<void>
}

/** A 2026 client needs no session; a 2025 client gets one, or is answered without when it does not ask for one. */
function createMcpRoute({ factory, clock, log }: HttpDeps): McpRoute {
  const onerror = (error: Error) => log('debug', 'mcp', { error: error.message })
  const modern = createMcpHandler(factory, { onerror, maxRequestBodySize: BODY_BYTES })
  const sessions = createLegacySessions(factory, clock)
  const node = toNodeHandler(
    {
      async fetch(request, options) {
        const legacy = await isLegacyRequest(request)
        const answer = legacy ? await sessions.handle(request) : undefined
        return answer ?? modern.fetch(request, options)
      },
    },
    { onerror, maxRequestBodySize: BODY_BYTES },
  )
  return {
    handle(req, res) {
      endSlowBody(req, res)
      return node(req, res)
    },
    async close() {
      await Promise.all([modern.close(), sessions.close()])
    },
  }
}

/** A message is at most 4 MiB: a client that sends for half a minute holds a connection on purpose. */
function endSlowBody(req: IncomingMessage, res: ServerResponse): void {
  const timer = setTimeout(() => {
    if (req.complete || res.headersSent) return
    res.writeHead(408, { connection: 'close' }).end()
    req.destroy()
  }, BODY_MS)
  timer.unref()
  req.on('close', () => clearTimeout(timer))
}

function uploadRoute({ maxUploadBytes }: HttpConfig, { uploads, log }: HttpDeps): UploadRoute {
  const describe = (error: unknown) => describeError(error, { log, place: '/files', effect: 'read' })
  return { uploads, maxBytes: maxUploadBytes, describe }
}

async function listen(server: Server, { host, port }: HttpConfig): Promise<string> {
  const address = host.replace(/^\[|\]$/g, '')
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(host, port, cause)))
    server.listen(port, address, resolve)
  })
  const bound = server.address()
  return `http://${address.includes(':') ? `[${address}]` : address}:${isAddress(bound) ? bound.port : port}`
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

function cannotListen(host: string, port: number, cause: Error): UsageError {
  const taken = 'code' in cause && cause.code === 'EADDRINUSE'
  return new UsageError(
    'invalid_arguments',
    `${host}:${port} ${taken ? 'is in use by another program' : 'cannot be listened on'}.`,
    'Choose another one with --port, or --port 0 for any free one.',
    { cause },
  )
}

async function stop(server: Server, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const patience = new AbortController()
  await Promise.race([closed, clock.sleep(GRACE_MS, patience.signal).catch(() => undefined)])
  patience.abort()
  server.closeAllConnections()
}

function text(res: ServerResponse, status: number, body: string): void {
  res.writeHead(status, { 'content-type': 'text/plain' }).end(body)
}
