import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from './clock.ts'
import { isLoopback } from './config/addresses.ts'
import { hasAuthentication } from './config/http-config.ts'
import type { HttpConfig } from './config.ts'
import { UsageError } from './errors.ts'
import type { Authentication } from './http/auth/authentication.ts'
import { answerMetadata } from './http/auth/resource-metadata.ts'
import { createGuard } from './http/guards.ts'
import { createInFlight, type InFlight } from './http/in-flight.ts'
import type { SessionLimits } from './http/legacy-sessions.ts'
import { createMcpRoute, type McpRoute } from './http/mcp-route.ts'
import { answerMetrics } from './http/metrics-route.ts'
import type { Prometheus } from './http/prometheus.ts'
import { type Check, createReadiness } from './http/readiness.ts'
import { endSlowBody, REQUEST_TIMES, type RequestTimes } from './http/slow-clients.ts'
import { answerFiles, type FilesDeps, type UploadRoute } from './http/upload-route.ts'
import { sendAnswer } from './http/web-answer.ts'
import type { Log } from './log.ts'
import { measureNothing } from './measure.ts'
import type { Scope } from './principal.ts'
import { describeError } from './server/results.ts'
import type { PrincipalServers } from './server.ts'

/** How long connections may take to end when no call is in flight any more. */
const LAST_MS = 300

export interface HttpServer {
  /** http://127.0.0.1:3000, without a path. */
  url: string
  /** Refuses new work at once and says so at /readyz; calls in flight may go on for the grace. */
  close(): Promise<void>
}

export interface HttpDeps extends FilesDeps {
  servers: PrincipalServers
  authentication: Authentication
  /** What each tool needs. */
  toolScopes: ReadonlyMap<string, Scope>
  clock: Clock
  log: Log
  /** Absent: there is no /metrics. */
  metrics?: Prometheus
  /** What /readyz looks at besides the server itself. */
  checks?: readonly Check[]
  requestTimes?: RequestTimes
  sessionLimits?: SessionLimits
}

/**
 * Streamable HTTP at /mcp, /healthz, /readyz, /metrics, PUT /files/{name}, GET /files/{id}, the page /files/new.
 * @throws UsageError invalid_arguments for an address others can reach without authentication.
 */
export async function serveHttp(config: HttpConfig, deps: HttpDeps): Promise<HttpServer> {
  if (!hasAuthentication(config)) refusePublicAddress(config)
  const mcp = createMcpRoute(deps)
  const state = { closing: false }
  const guard = createGuard(config)
  const inFlight = createInFlight()
  const problems = createReadiness(deps.checks ?? [], deps.clock)
  const routes: Routes = { ...deps, config, mcp, state, inFlight, problems, upload: uploadRoute(config, deps) }
  const times = deps.requestTimes ?? REQUEST_TIMES
  const server = createServer(limitsOf(times), (req, res) => {
    // Whoever reads the body hears of a broken connection; broken just when they have left, it would end the process.
    req.on('error', () => undefined)
    if (!pathOf(req).startsWith('/files/')) endSlowBody(req, res, times.bodyMs)
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
      await within(config.graceMs, inFlight.none(), deps.clock)
      await within(LAST_MS, mcp.close(), deps.clock)
      await stop(server, deps.clock)
    },
  }
}

const limitsOf = ({ headersMs, requestMs, lookMs }: RequestTimes) => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: lookMs,
})

interface Routes extends Pick<HttpDeps, 'authentication' | 'metrics'> {
  config: HttpConfig
  mcp: McpRoute
  upload: UploadRoute
  state: { closing: boolean }
  inFlight: InFlight
  problems: () => Promise<readonly string[]>
}

async function answer(req: IncomingMessage, res: ServerResponse, routes: Routes): Promise<void> {
  const { mcp, upload, state, config, authentication, inFlight } = routes
  const path = pathOf(req)
  if (path === '/healthz') return text(res, 200, 'ok')
  if (state.closing) return text(res, 503, 'stopping')
  if (path === '/readyz') return answerReadiness(res, await routes.problems())
  if (path === '/metrics' && routes.metrics !== undefined)
    return answerMetrics(req, res, routes.metrics, authentication)
  if (answerMetadata(req, res, config.oauth)) return
  // The stream that a session keeps open carries no work of its own.
  if (req.method !== 'GET' || path !== '/mcp') inFlight.add(res)
  if (path.startsWith('/files/')) return answerFiles(req, res, upload)
  if (path !== '/mcp') return text(res, 404, 'MCP is at /mcp, uploads go to PUT /files/{name}.')
  const caller = await authentication.identify(req.headers.authorization)
  return caller instanceof Response ? sendAnswer(res, caller) : mcp.handle(req, res, caller)
}

function answerReadiness(res: ServerResponse, problems: readonly string[]): void {
  const isReady = problems.length === 0
  text(res, isReady ? 200 : 503, isReady ? 'ready' : `not ready: ${problems.join('; ')}`)
}

function pathOf({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.split('?')
  return path
}

/** Names beside those of loopback are refused, also those of a proxy: whoever reaches the server can write to the account. */
function refusePublicAddress({ host, allowedHosts }: HttpConfig): void {
  if (!isLoopback(host)) throw nobodyAsked(`--host ${host} can be reached from other machines`)
  const name = allowedHosts.find((allowed) => !isLoopback(allowed.toLowerCase()))
  if (name !== undefined) throw nobodyAsked(`${name} (--allow-host, --public-url) is a name that others call`)
}

const nobodyAsked = (what: string) =>
  new UsageError(
    'invalid_arguments',
    `${what}, and nobody would be asked who they are.`,
    'Set --tokens FILE (the command token makes one), or --oauth-issuer and --oauth-audience; or use 127.0.0.1.',
  )

function uploadRoute({ maxUploadBytes }: HttpConfig, deps: HttpDeps): UploadRoute {
  const { log, metrics } = deps
  const describe = (error: unknown) => describeError(error, { log, place: '/files', effect: 'read' })
  return { ...deps, maxBytes: maxUploadBytes, describe, measure: metrics?.measure ?? measureNothing }
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
  await within(LAST_MS, closed, clock)
  server.closeAllConnections()
}

async function within(ms: number, work: Promise<unknown>, clock: Clock): Promise<void> {
  const patience = new AbortController()
  await Promise.race([work, clock.sleep(ms, patience.signal).catch(() => undefined)])
  patience.abort()
}

function text(res: ServerResponse, status: number, body: string): void {
  res.writeHead(status, { 'content-type': 'text/plain' }).end(body)
}
