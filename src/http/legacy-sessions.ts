import { randomUUID } from 'node:crypto'
import {
  isInitializeRequest,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import type { Clock } from '../clock.ts'
import type { Scope } from '../principal.ts'
import type { PrincipalServers } from '../server.ts'
import type { Caller } from './auth/authentication.ts'

const MAX_SESSIONS = 100
/** Of one principal: what it did not use for longest makes room, so that nobody takes the places of all. */
const MAX_OWN_SESSIONS = 20
const IDLE_MS = 30 * 60 * 1000

interface Session {
  server: McpServer
  transport: WebStandardStreamableHTTPServerTransport
  usedAt: number
  /** Whoever opened it; nobody else can use it. undefined: the server has no authentication. */
  owner: string | undefined
  /** What its tools were chosen by. */
  scopes: readonly Scope[]
}

export interface LegacySessions {
  /** undefined: the request neither belongs to a session nor opens one. */
  handle(request: Request, caller: Caller): Promise<Response | undefined>
  close(): Promise<void>
}

/**
 * A client of 2025 keeps a session, through which the server can ask the person (elicitation). There are at most 100;
 * when they are all taken, those idle for half an hour make room.
 */
export function createLegacySessions(servers: PrincipalServers, clock: Clock): LegacySessions {
  const sessions = new Map<string, Session>()
  return {
    async handle(request, caller) {
      const id = request.headers.get('mcp-session-id')
      const owner = ownerOf(caller)
      if (id !== null) return continueSession(sessions.get(id), request, { caller, owner, clock })
      if (!(await isInitialize(request))) return undefined
      if (owner !== undefined) await dropOldestOf(owner, sessions)
      if (sessions.size >= MAX_SESSIONS) await dropIdle(sessions, clock.now() - IDLE_MS)
      if (sessions.size >= MAX_SESSIONS) return refusal(503, -32_000, 'Too many sessions; try again later')
      const transport = await openSession(servers(caller.principal), sessions, { caller, owner, clock })
      return transport.handleRequest(request, { authInfo: caller.authInfo })
    },
    async close() {
      await Promise.all([...sessions.values()].map(({ server }) => server.close()))
      sessions.clear()
    },
  }
}

/** A token of the same name for another account is somebody else: the session's server works with the first account. */
function ownerOf({ principal }: Caller): string | undefined {
  return principal && JSON.stringify([principal.name, principal.accountName])
}

interface Continuing {
  caller: Caller
  owner: string | undefined
  clock: Clock
}

/**
 * One of somebody else looks like one that is not there. So does one that was opened without a scope the caller has got
 * since: its server does not know the tools of that scope, and a client that is told 404 opens another session.
 */
async function continueSession(
  session: Session | undefined,
  request: Request,
  { caller, owner, clock }: Continuing,
): Promise<Response> {
  if (session === undefined || session.owner !== owner || hasMore(caller, session)) {
    return refusal(404, -32_001, 'Session not found')
  }
  session.usedAt = clock.now()
  return session.transport.handleRequest(request, { authInfo: caller.authInfo })
}

const scopesOf = ({ principal }: Caller): readonly Scope[] => principal?.scopes ?? []

const hasMore = (caller: Caller, { scopes }: Session): boolean =>
  scopesOf(caller).some((scope) => !scopes.includes(scope))

async function isInitialize(request: Request): Promise<boolean> {
  if (request.method !== 'POST') return false
  const text = await request.clone().text()
  return /"initialize"/.test(text) && isInitializeRequest(parseJson(text))
}

/** What is not JSON is answered by the SDK. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function openSession(server: McpServer, sessions: Map<string, Session>, { caller, owner, clock }: Continuing) {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => {
      sessions.set(id, { server, transport, usedAt: clock.now(), owner, scopes: scopesOf(caller) })
    },
    onsessionclosed: (id) => {
      sessions.delete(id)
    },
  })
  await server.connect(transport)
  return transport
}

async function dropOldestOf(owner: string, sessions: Map<string, Session>): Promise<void> {
  const own = [...sessions].filter(([, session]) => session.owner === owner)
  if (own.length < MAX_OWN_SESSIONS) return
  const [oldest] = own.sort(([, a], [, b]) => a.usedAt - b.usedAt)
  if (oldest === undefined) return
  sessions.delete(oldest[0])
  await oldest[1].server.close()
}

async function dropIdle(sessions: Map<string, Session>, before: number): Promise<void> {
  for (const [id, { server, usedAt }] of sessions) {
    if (usedAt >= before) continue
    sessions.delete(id)
    await server.close()
  }
}

function refusal(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status })
}
