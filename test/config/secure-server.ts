import type http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { SERVER_CERTIFICATE, SERVER_KEY } from './tls-authority.ts'

export interface SecureRequest {
  method: string
  path: string
  httpVersion: string
  headers: http.IncomingHttpHeaders
  bytes: number
  /** The TLS version and the common name of the client's certificate, if it showed one. */
  protocol: string | null
  client: string | undefined
  servername: string | false | null
}

export interface SecureServer {
  port: number
  url: string
  requests: SecureRequest[]
  /** TLS sessions that were agreed on and that were refused. */
  handshakes: () => { done: number; failed: number }
  [Symbol.asyncDispose](): Promise<void>
}

export interface SecureServerOptions extends http2.SecureServerOptions {
  /** Whether h2 is offered beside HTTP/1.1. Default true. */
  http2?: boolean
  /** Instead of answering: what happens to a request whose body is there. */
  onRequest?: (request: SecureRequest, stream: { stream?: http2.Http2Stream; socket: TLSSocket }) => boolean
  /** As bytes of a body arrive. */
  onBytes?: (request: SecureRequest, socket: TLSSocket) => void
}

/** HTTP/1.1 and 2 over TLS, on loopback. Lists are empty, a started import is number 7. */
export async function startSecureServer(options: SecureServerOptions = {}): Promise<SecureServer> {
  const { http2: offered = true, onRequest = () => false, onBytes = () => undefined, ...tls } = options
  const requests: SecureRequest[] = []
  const sockets = new Set<TLSSocket>()
  const handshakes = { done: 0, failed: 0 }
  const certificate = { key: SERVER_KEY, cert: SERVER_CERTIFICATE, ...tls }
  const server = offered
    ? http2.createSecureServer({ ...certificate, allowHTTP1: true })
    : https.createServer(certificate)
  server.on('secureConnection', (socket: TLSSocket) => {
    handshakes.done += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {
    handshakes.failed += 1
  })
  server.on('sessionError', () => undefined)
  const serve = (
    request: http.IncomingMessage | http2.Http2ServerRequest,
    response: http.ServerResponse | http2.Http2ServerResponse,
  ) => {
    const socket = [...sockets].find(({ remotePort }) => remotePort === request.socket.remotePort)
    if (socket === undefined) throw new Error('a request without a connection')
    const seen: SecureRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      httpVersion: request.httpVersion,
      headers: request.headers,
      bytes: 0,
      protocol: socket.getProtocol(),
      client: socket.getPeerCertificate().subject?.CN?.toString(),
      servername: 'servername' in socket && typeof socket.servername === 'string' ? socket.servername : null,
    }
    requests.push(seen)
    request.on('error', () => undefined)
    request.on('data', (chunk: Buffer) => {
      seen.bytes += chunk.length
      onBytes(seen, socket)
    })
    request.on('end', () => {
      if (onRequest(seen, { socket, ...('stream' in request && { stream: request.stream }) })) return
      response.setHeader('content-type', 'application/json')
      response.end(seen.method === 'GET' ? '{"results":[]}' : '{"id":"7","status":"COMPLETE"}')
    })
  }
  server.on('request', serve)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = addressOf(server.address())
  return {
    port,
    url: `https://localhost:${port}`,
    requests,
    handshakes: () => ({ ...handshakes }),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address
}
