import http from 'node:http'
import https from 'node:https'
import net, { type Socket } from 'node:net'
import { addressOf } from './secure-server.ts'

export interface ConnectProxy {
  /** host:port */
  host: string
  /** What was asked for, and with which credentials. */
  asked: { target: string | undefined; authorization: string | undefined }[]
  [Symbol.asyncDispose](): Promise<void>
}

/** An HTTP proxy that opens tunnels; with `answers`, one that does not. */
export async function startConnectProxy({
  user,
  answers,
  tls,
}: {
  user?: string
  answers?: number | 'nothing' | 'reset'
  /** Of a proxy that is itself spoken to over TLS. */
  tls?: { key: string; cert: string }
} = {}): Promise<ConnectProxy> {
  const asked: ConnectProxy['asked'] = []
  const sockets = new Set<Socket>()
  const expected = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`
  const refuse: http.RequestListener = (_, response) => response.writeHead(400).end()
  const server = tls === undefined ? http.createServer(refuse) : https.createServer(tls, refuse)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('connect', (request, socket) => {
    asked.push({ target: request.url, authorization: request.headers['proxy-authorization'] })
    if (answers === 'nothing') return
    if (answers === 'reset') {
      socket.destroy()
      return
    }
    const status = answers ?? (expected === request.headers['proxy-authorization'] ? 200 : 407)
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const [, name = '', port = ''] = /^(.*):(\d+)$/.exec(request.url ?? '') ?? []
    const onward = net.connect(Number(port), name === 'hubspot.example' ? '127.0.0.1' : name, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
    socket.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    host: `127.0.0.1:${addressOf(server.address()).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
