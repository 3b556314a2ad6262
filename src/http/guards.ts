import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server'
import type { HttpConfig } from '../config.ts'

/**
 * Whether the request may go on. A page on the internet can make a browser call loopback: it is told apart by the
 * name it used (Host) and by where it comes from (Origin).
 */
export function createGuard(config: HttpConfig): (req: IncomingMessage, res: ServerResponse) => boolean {
  // What is compared with them was written in small letters by the URL parser.
  const allowed = config.allowedHosts.map((name) => name.toLowerCase())
  const hosts = [...localhostAllowedHostnames(), ...allowed]
  // A page of a listed host is one of this server or of its proxy: the upload page.
  const origins = [...localhostAllowedOrigins(), ...allowed]
  return (req, res) => {
    const twice = NAMED_ONCE.find((name) => (req.headersDistinct[name]?.length ?? 0) > 1)
    if (twice !== undefined) return refuse(res, `The request has more than one ${twice} header.`, 400)
    const host = checkedHost(req.headers.host, hosts)
    if (!host.ok) return refuse(res, host.message)
    const { origin } = req.headers
    const listed = origin !== undefined && config.allowedOrigins.includes(origin)
    if (listed) allowReading(res, origin)
    const checked = listed ? { ok: true as const } : validateOriginHeader(origin, origins)
    if (!checked.ok) return refuse(res, checked.message)
    if (!listed || req.method !== 'OPTIONS') return true
    res.writeHead(204).end()
    return false
  }
}

/** Of two of them this server would read one, and a proxy in front of it perhaps the other (RFC 9112, 3.2). */
const NAMED_ONCE = ['host', 'origin', 'authorization']

/** The URL parser, with which the name is found, would leave out a user before it and a path after it. */
function checkedHost(host: string | undefined, names: string[]): ReturnType<typeof validateHostHeader> {
  return validateHostHeader(host?.replaceAll(/[@/\\?#]/g, ' '), names)
}

function allowReading(res: ServerResponse, origin: string): void {
  res.setHeader('access-control-allow-origin', origin)
  res.setHeader('vary', 'origin')
  res.setHeader('access-control-allow-methods', 'GET, POST, DELETE, PUT')
  res.setHeader(
    'access-control-allow-headers',
    'content-type, accept, authorization, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name, last-event-id',
  )
  res.setHeader('access-control-expose-headers', 'mcp-session-id, mcp-protocol-version, www-authenticate, retry-after')
  res.setHeader('access-control-max-age', '600')
}

function refuse(res: ServerResponse, message: string, status = 403): false {
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null })
  res.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(body)
  return false
}
