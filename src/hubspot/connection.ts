import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { UsageError } from '../errors.ts'
import { withDeadline } from './abort.ts'
import { type Answer, readAnswer } from './answer.ts'
import { createDispatcher, type DispatcherOptions } from './dispatcher.ts'
import type { HubSpotSettings } from './settings.ts'

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Starts with / and is already encoded. */
  path: string
  headers: Record<string, string>
  body?: string
  signal?: AbortSignal
  /** Until the whole answer is there; at most twice the longest wait for it. */
  withinMs?: number
}

export interface Upload {
  path: string
  headers: Record<string, string>
  body: Readable
  signal: AbortSignal
}

/** Bytes to and from one origin. Never follows a redirect, knows nothing of tokens. */
export interface Connection {
  host: string
  send(request: HttpRequest): Promise<Answer>
  /** On a connection of its own: a reused one may be closing just when the import is sent. */
  upload(upload: Upload): Promise<Answer>
  /** Ends what is running. */
  close(): Promise<void>
}

/** Of the answer alone: the bytes of an upload have no total limit. */
export const IMPORT_ANSWER_MS = 180_000
const ANSWER_BODY_MS = 60_000
const MAX_SOCKETS = 6

/** @throws UsageError invalid_arguments: an address that is neither https nor loopback. */
export function createConnection(settings: HubSpotSettings): Connection {
  const base = parseBaseUrl(settings.baseUrl)
  const open = new Set<Dispatcher>()
  let pool: Promise<Dispatcher> | undefined
  let closed = false

  const start = async (options: DispatcherOptions) => {
    if (closed) throw shuttingDown()
    const dispatcher = await createDispatcher(base.origin, settings, options)
    open.add(dispatcher)
    return dispatcher
  }
  const end = async (dispatcher: Dispatcher) => {
    open.delete(dispatcher)
    await dispatcher.destroy()
  }

  return {
    host: base.host,
    send: async ({ signal, path, withinMs = Number.POSITIVE_INFINITY, ...request }) => {
      pool ??= start({ connections: MAX_SOCKETS, headersTimeout: settings.timeoutMs, bodyTimeout: settings.timeoutMs })
      const dispatcher = await pool
      const options = { ...request, origin: base.origin, path: addressOf(base, path) }
      return await withDeadline(Math.min(settings.timeoutMs * 2, withinMs), signal, async (limited) =>
        readAnswer(await dispatcher.request({ ...options, signal: limited })),
      )
    },
    upload: async ({ path, headers, body, signal }) => {
      const wait = Math.max(settings.timeoutMs, settings.importAnswerMs ?? IMPORT_ANSWER_MS)
      const dispatcher = await start({ connections: 1, pipelining: 0, headersTimeout: wait, bodyTimeout: wait })
      const options = { method: 'POST', origin: base.origin, path: addressOf(base, path), headers, signal, body }
      try {
        const response = await dispatcher.request(options)
        return await withDeadline(ANSWER_BODY_MS, undefined, async (limited) => {
          limited.addEventListener('abort', () => response.body.destroy(limited.reason), { once: true })
          return await readAnswer(response)
        })
      } finally {
        await end(dispatcher)
      }
    },
    close: async () => {
      closed = true
      await Promise.all([...open].map(end))
    },
  }
}

interface Base {
  origin: string
  host: string
  /** Path before every other, without a slash at its end. */
  prefix: string
}

function parseBaseUrl(baseUrl: string): Base {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const loopback = url !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  const allowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)
  if (url === undefined || !allowed || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      'invalid_arguments',
      'The base URL of HubSpot is neither https nor http on loopback, or holds more than an address.',
      'Set HUBSPOT_BASE_URL to https://api.hubapi.com or leave it out.',
    )
  }
  return { origin: url.origin, host: url.host, prefix: url.pathname.replace(/\/+$/, '') }
}

/** What is asked is exactly what was meant: same origin, no dot segments. */
function addressOf(base: Base, path: string): string {
  const wanted = `${base.prefix}${path}`
  const url = new URL(wanted, base.origin)
  if (url.origin === base.origin && url.pathname + url.search === wanted) return wanted
  throw new UsageError('invalid_arguments', 'The address of the call would leave HubSpot.', 'Check the ids given.')
}

const shuttingDown = () =>
  new UsageError('cancelled', 'The connection to HubSpot is closed.', 'Call again after the restart.')
