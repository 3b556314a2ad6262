import type { IncomingMessage, ServerResponse } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Scope } from '../principal.ts'
import type { PrincipalServers } from '../server.ts'
import { type Authentication, type Caller, principalOf } from './auth/authentication.ts'
import { missingScope } from './auth/missing-scope.ts'
import { createLegacySessions, type SessionLimits } from './legacy-sessions.ts'

/** Of a JSON-RPC message; uploads have their own route and limit. */
const BODY_BYTES = 4 * 1024 * 1024

export interface McpRoute {
  handle(req: IncomingMessage, res: ServerResponse, caller: Caller): Promise<void>
  close(): Promise<void>
}

interface McpRouteDeps {
  servers: PrincipalServers
  authentication: Pick<Authentication, 'refuseScope'>
  /** What each tool needs. */
  toolScopes: ReadonlyMap<string, Scope>
  clock: Clock
  log: Log
  sessionLimits?: SessionLimits
}

/** A 2026 client needs no session; a 2025 client gets one, or is answered without when it does not ask for one. */
export function createMcpRoute(deps: McpRouteDeps): McpRoute {
  const { servers, authentication, toolScopes, clock, log, sessionLimits } = deps
  const onerror = (error: Error) => log('debug', 'mcp', { error: error.message })
  const modern = createMcpHandler(({ authInfo }) => servers(principalOf(authInfo)), {
    onerror,
    maxRequestBodySize: BODY_BYTES,
  })
  const sessions = createLegacySessions(servers, clock, sessionLimits)
  const node = toNodeHandler(
    {
      async fetch(request, options) {
        const caller: Caller = { principal: principalOf(options?.authInfo), authInfo: options?.authInfo }
        const body = await bodyOf(request)
        // Before anything looks at its messages: 4 MiB can hold two million of them.
        if (Array.isArray(body)) return refuseBatch()
        const missing = missingIn(body, caller, toolScopes)
        if (missing !== undefined) return authentication.refuseScope(missing.scope, missing.what, caller)
        // Read once: a message of 4 MiB that everybody reads again costs ten times its size.
        const parsed = body === undefined ? {} : { parsedBody: body }
        const legacy = await isLegacyRequest(request, body)
        const answer = legacy ? await sessions.handle(request, parsed, caller) : undefined
        return answer ?? modern.fetch(request, { ...options, ...parsed })
      },
    },
    { onerror, maxRequestBodySize: BODY_BYTES },
  )
  return {
    async handle(req, res, { authInfo }) {
      if (req.method === 'TRACE') return refuseTrace(res)
      return node(Object.assign(req, { auth: authInfo }), res)
    },
    async close() {
      await Promise.all([modern.close(), sessions.close()])
    },
  }
}

/** What is not JSON is answered by the SDK. */
async function bodyOf(request: Request): Promise<unknown> {
  if (request.method !== 'POST') return undefined
  return request
    .clone()
    .json()
    .catch(() => undefined)
}

/** Only the protocol of March 2025 had batches. Over stdio there are none either. */
function refuseBatch(): Response {
  const error = { code: -32_600, message: 'Batches are not taken: send each message in a request of its own.' }
  return Response.json({ jsonrpc: '2.0', error, id: null }, { status: 400 })
}

function missingIn(body: unknown, { principal }: Caller, needed: ReadonlyMap<string, Scope>) {
  return principal && missingScope(body, principal.scopes, needed)
}

/** The SDK makes a Request of what comes, and there is none with this method. */
function refuseTrace(res: ServerResponse): void {
  res.writeHead(405, { allow: 'GET, POST, DELETE' }).end()
}
