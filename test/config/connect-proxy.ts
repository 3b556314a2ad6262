import http from 'node:http'
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
}: {
  user?: string
  answers?: number | 'nothing' | 'reset'
} = {}): Promise<ConnectProxy> {
  const asked: ConnectProxy['asked'] = []
  const sockets = new Set<Socket>()
  const expected = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`
  const server = http.createServer((_, response) => response.writeHead(400).end())
  server.on('connection', (socket) => {
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
