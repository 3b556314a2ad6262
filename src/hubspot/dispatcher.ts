import { Socket } from 'node:net'
import querystring from 'node:querystring'
import type { buildConnector, Dispatcher } from 'undici'
import { NotConnected, ProxyRefused } from './not-connected.ts'
import type { HubSpotSettings } from './settings.ts'

export interface DispatcherOptions {
  connections: number
  pipelining?: number
  headersTimeout: number
  bodyTimeout: number
}

type Undici = typeof import('undici')
type Connector = buildConnector.connector

/**
 * Connections to one origin. undici's interceptors are not used: its retry knows no outcome of a write, its
 * decompression no limit, its cache needs headers that HubSpot does not send. Its ProxyAgent tells what a proxy
 * answered in an English sentence only.
 *
 * Loaded on first use: reading the HTTP client costs as much as the rest of a start.
 */
export async function createDispatcher(
  origin: string,
  settings: HubSpotSettings,
  options: DispatcherOptions,
): Promise<Dispatcher> {
  const undici = await import('undici')
  const connect = undici.buildConnector(tlsOptions(settings))
  return new undici.Pool(origin, {
    ...options,
    allowH2: settings.httpVersion === '2',
    connect: throughProxy(origin, settings) ? tunnelled(undici, settings, connect) : marked(connect),
  })
}

/** http is for loopback only: a proxy would be handed the token in the clear. */
const throughProxy = (origin: string, { proxy }: HubSpotSettings) => proxy !== undefined && origin.startsWith('https:')

/** Whatever goes wrong in it is told as NotConnected. */
function marked(connect: Connector, proxy?: string): Connector {
  return (target, callback) => {
    try {
      connect(target, (error, socket) => {
        if (error !== null) {
          callback(error instanceof NotConnected ? error : new NotConnected(error, proxy), null)
          return
        }
        // A TLS alert is followed by the end of the stream, which undici would tell instead.
        socket.once('error', () => socket.destroy())
        callback(null, socket)
      })
    } catch (error) {
      callback(new NotConnected(error, proxy), null)
    }
  }
}

/** TLS to HubSpot inside a tunnel (CONNECT) that the proxy opens. */
function tunnelled(undici: Undici, settings: HubSpotSettings, connect: Connector): Connector {
  const proxy = new URL(settings.proxy ?? '')
  const inTunnel = marked(connect)
  return (target, callback) => {
    openTunnel(undici, settings, proxy, target).then(
      (httpSocket) => inTunnel({ ...target, httpSocket }, callback),
      (error: unknown) => callback(error instanceof NotConnected ? error : new NotConnected(error, proxy.host), null),
    )
  }
}

async function openTunnel(
  undici: Undici,
  settings: HubSpotSettings,
  proxy: URL,
  target: buildConnector.Options,
): Promise<Socket> {
  const { timeout, ca, minVersion, rejectUnauthorized } = tlsOptions(settings)
  const own = { timeout, ...(ca !== undefined && { ca }), minVersion, rejectUnauthorized }
  const connect = marked(undici.buildConnector(own), proxy.host)
  const client = new undici.Client(proxy.origin, { connect, headersTimeout: timeout })
  try {
    const host = target.port === '' ? `${target.host}:443` : (target.host ?? '')
    const { statusCode, socket } = await client.connect({ path: host, headers: { host, ...authorization(proxy) } })
    if (statusCode === 200 && socket instanceof Socket) return socket
    socket.on('error', () => undefined).destroy()
    throw new ProxyRefused(statusCode)
  } finally {
    await client.destroy()
  }
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = `${querystring.unescape(username)}:${querystring.unescape(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

function tlsOptions({ tls = {}, httpVersion, connectMs }: HubSpotSettings) {
  const { ca, cert, key, keyPassword, serverName, minVersion, verifyHostName } = tls
  return {
    timeout: connectMs ?? 10_000,
    allowH2: httpVersion === '2',
    minVersion: `TLSv${minVersion ?? '1.2'}` as const,
    // Left out, NODE_TLS_REJECT_UNAUTHORIZED=0 of some other program would hand the token to anybody.
    rejectUnauthorized: true,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(keyPassword !== undefined && { passphrase: keyPassword }),
    ...(serverName !== undefined && { servername: serverName }),
    ...(verifyHostName === false && { checkServerIdentity: () => undefined }),
  }
}
