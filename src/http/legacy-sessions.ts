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

export interface SessionLimits {
  /** One takes about 150 kB with its stream. */
  most: number
  /** Of one principal: what it did not use for longest makes room, so that nobody takes the places of all. */
  mostOfOne: number
  /** Not used for so long, a session makes room where all places are taken. */
  idleMs: number
  /** Not used for so long, it ends in any case, also when its client holds a stream open. */
  forgottenMs: number
  /** Between two looks for those. */
  lookMs: number
}

export const SESSION_LIMITS: SessionLimits = {
  most: 1000,
  mostOfOne: 20,
  idleMs: 30 * 60_000,
  forgottenMs: 24 * 60 * 60_000,
  lookMs: 60_000,
}

interface Session {
  server: McpServer
  transport: WebStandardStreamableHTTPServerTransport
  usedAt: number
  /** Whoever opened it; nobody else can use it. undefined: the server has no authentication. */
  owner: string | undefined
  /** What its tools were chosen by. */
  scopes: readonly Scope[]
}

/** The body, if it is JSON. */
export interface Message {
  parsedBody?: unknown
}

export interface LegacySessions {
  /** undefined: the request neither belongs to a session nor opens one. */
  handle(request: Request, message: Message, caller: Caller): Promise<Response | undefined>
  close(): Promise<void>
}

/**
 * A client of 2025 keeps a session, through which the server can ask the person (elicitation), and may hold one stream (GET)
 * of it open. So the streams are as many as the sessions at most. A client of 2026 holds none: what it could subscribe to
 * never changes here, and the SDK ends such a stream with its first answer.
 */
export function createLegacySessions(
  servers: PrincipalServers,
  clock: Clock,
  { most, mostOfOne, idleMs, forgottenMs, lookMs }: SessionLimits = SESSION_LIMITS,
): LegacySessions {
  const sessions = new Map<string, Session>()
  const looking = setInterval(() => void dropUnused(sessions, clock.now() - forgottenMs), lookMs).unref()
  return {
    async handle(request, message, caller) {
      const id = request.headers.get('mcp-session-id')
      const owner = ownerOf(caller)
      if (id !== null) return continueSession(sessions.get(id), request, { message, caller, owner, clock })
      if (!isInitializeRequest(message.parsedBody)) return undefined
      if (owner !== undefined) await dropOldestOf(owner, sessions, mostOfOne)
      if (sessions.size >= most) await dropUnused(sessions, clock.now() - idleMs)
      if (sessions.size >= most) return refusal(503, -32_000, 'Too many sessions; try again later')
      const transport = await openSession(servers(caller.principal), sessions, { caller, owner, clock })
      return transport.handleRequest(request, { ...message, authInfo: caller.authInfo })
    },
    async close() {
      clearInterval(looking)
      await Promise.all([...sessions.values()].map(({ server }) => server.close()))
      sessions.clear()
    },
  }
}

/** A token of the same name for another account is somebody else: the session's server works with the first account. */
function ownerOf({ principal }: Caller): string | undefined {
  return principal && JSON.stringify([principal.name, principal.accountName])
}

interface Opening {
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
  { message, caller, owner, clock }: Opening & { message: Message },
): Promise<Response> {
  if (session === undefined || session.owner !== owner || hasMore(caller, session)) {
    return refusal(404, -32_001, 'Session not found')
  }
  session.usedAt = clock.now()
  const answer = await session.transport.handleRequest(request, { ...message, authInfo: caller.authInfo })
  return request.method === 'GET' ? openedStream(answer, request.signal) : answer
}

/** Read over by clients (a comment). */
const OPENED = new TextEncoder().encode(': open\n\n')

/**
 * The stream of a session says nothing for long. Its first bytes take the headers with them, which Node would keep until the
 * SDK's first keep-alive; and it ends with the connection, because the SDK takes no second one beside it (409).
 */
function openedStream(answer: Response, gone: AbortSignal): Response {
  if (!answer.ok || answer.body === null) return answer
  const opened = new TransformStream<Uint8Array, Uint8Array>({ start: (controller) => controller.enqueue(OPENED) })
  return new Response(answer.body.pipeThrough(opened, { signal: gone }), answer)
}

const scopesOf = ({ principal }: Caller): readonly Scope[] => principal?.scopes ?? []

const hasMore = (caller: Caller, { scopes }: Session): boolean =>
  scopesOf(caller).some((scope) => !scopes.includes(scope))

async function openSession(server: McpServer, sessions: Map<string, Session>, { caller, owner, clock }: Opening) {
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

async function dropOldestOf(owner: string, sessions: Map<string, Session>, most: number): Promise<void> {
  const own = [...sessions].filter(([, session]) => session.owner === owner)
  if (own.length < most) return
  const [oldest] = own.sort(([, a], [, b]) => a.usedAt - b.usedAt)
  if (oldest === undefined) return
  sessions.delete(oldest[0])
  await oldest[1].server.close()
}

async function dropUnused(sessions: Map<string, Session>, before: number): Promise<void> {
  for (const [id, { server, usedAt }] of sessions) {
    if (usedAt >= before) continue
    sessions.delete(id)
    await server.close()
  }
}

function refusal(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status })
}
