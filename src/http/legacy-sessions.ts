import { randomUUID } from 'node:crypto'
import {
  isInitializeRequest,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import type { Clock } from '../clock.ts'

const MAX_SESSIONS = 100
const IDLE_MS = 30 * 60 * 1000

interface Session {
  server: McpServer
  transport: WebStandardStreamableHTTPServerTransport
  usedAt: number
}

export interface LegacySessions {
  /** undefined: the request neither belongs to a session nor opens one. */
  handle(request: Request): Promise<Response | undefined>
  close(): Promise<void>
}

/**
 * A client of 2025 keeps a session, through which the server can ask the person (elicitation). There are at most 100;
 * when they are all taken, those idle for half an hour make room.
 */
export function createLegacySessions(factory: () => McpServer, clock: Clock): LegacySessions {
  const sessions = new Map<string, Session>()
  return {
    async handle(request) {
      const id = request.headers.get('mcp-session-id')
      if (id !== null) return continueSession(sessions.get(id), request, clock)
      if (!(await isInitialize(request))) return undefined
      if (sessions.size >= MAX_SESSIONS) await dropIdle(sessions, clock.now() - IDLE_MS)
      if (sessions.size >= MAX_SESSIONS) return refusal(503, -32_000, 'Too many sessions; try again later')
      const transport = await openSession(factory(), sessions, clock)
      return transport.handleRequest(request)
    },
    async close() {
      await Promise.all([...sessions.values()].map(({ server }) => server.close()))
      sessions.clear()
    },
  }
}

function continueSession(session: Session | undefined, request: Request, clock: Clock): Promise<Response> {
  if (session === undefined) return Promise.resolve(refusal(404, -32_001, 'Session not found'))
  session.usedAt = clock.now()
  return session.transport.handleRequest(request)
}

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

async function openSession(server: McpServer, sessions: Map<string, Session>, clock: Clock) {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => {
      sessions.set(id, { server, transport, usedAt: clock.now() })
    },
    onsessionclosed: (id) => {
      sessions.delete(id)
    },
  })
  await server.connect(transport)
  return transport
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
