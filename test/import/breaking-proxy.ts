import net, { type AddressInfo, type Socket } from 'node:net'
import timers from 'node:timers/promises'

/** What happens to one upload on its way. Places are counted from the end of the request: 0 is after its last byte. */
export interface Break {
  kind: 'none' | 'cut' | 'late' | 'answer-cut' | 'bad-gateway'
  /** `cut`: so many bytes never reach HubSpot. `late`: the client is cut off, and the rest comes there later. */
  left: number
  /** `answer-cut`: so many bytes of the answer still come through. */
  answerBytes: number
  /** Before the rest of the request (`late`), or before the answer. */
  delayMs: number
  /** Pause between the pieces of the request. */
  pauseMs: number
}

/** Of the uploads since the last call of breakUploads(), counted from 0. */
export interface Passing {
  /** So many bytes of the request are still to come from the client. */
  taken(upload: number, left: number): void
  /** The answer is there and not yet passed on. */
  answered(upload: number): void
}

export interface BreakingProxy {
  url: string
  /** For the next uploads, in order; those after them pass. */
  breakUploads(breaks: readonly Break[], passing: Passing): void
  heal(): void
  /** Names of the imports whose upload has begun, whether or not it came to its end; the same name comes again with each. */
  begun(): readonly string[]
  /** Nothing is on its way any more. */
  drained(): Promise<void>
  close(): Promise<void>
}

const UPLOAD = /^POST \S+\/imports\/? /
const LENGTH = /content-length: (\d+)/i
const NAME = /"name":"([^"]*)"/
const UNBROKEN: Break = { kind: 'none', left: 0, answerBytes: 0, delayMs: 0, pauseMs: 0 }

/** Between a client and a server over TCP. It knows of HTTP where an upload begins and how long it is. */
export async function startBreakingProxy(target: string): Promise<BreakingProxy> {
  const { port: targetPort } = new URL(target)
  const sockets = new Set<Socket>()
  const work = new Set<Promise<void>>()
  let breaks: Break[] = []
  let passing: Passing | undefined
  let uploads = 0
  const begun: string[] = []
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  }
  const server = net.createServer((client) => {
    keep(client)
    const upstream = net.connect(Number(targetPort), '127.0.0.1')
    keep(upstream)
    client.once('data', (first) => {
      client.pause()
      const isUpload = UPLOAD.test(first.toString('latin1'))
      if (isUpload) noteName(first, client, begun)
      const passed =
        isUpload && passing !== undefined
          ? passBroken(first, client, upstream, { broken: breaks.shift() ?? UNBROKEN, passing, upload: uploads++ })
          : pass(first, client, upstream)
      const settled = passed.catch(() => undefined).finally(() => work.delete(settled))
      if (isUpload) work.add(settled)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    breakUploads(next, told) {
      breaks = [...next]
      passing = told
      uploads = 0
    },
    heal() {
      breaks = []
      passing = undefined
    },
    begun: () => begun,
    async drained() {
      while (work.size > 0) await Promise.all(work)
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return address.port
}

/** The request begins with what is asked for. */
function noteName(first: Buffer, client: Socket, begun: string[]): void {
  let head = ''
  const look = (chunk: Buffer) => {
    head += chunk.toString('latin1')
    const name = NAME.exec(head)?.[1]
    if (name === undefined) return
    begun.push(name)
    client.off('data', look)
  }
  client.on('data', look)
  look(first)
}

async function pass(first: Buffer, client: Socket, upstream: Socket): Promise<void> {
  upstream.write(first)
  client.pipe(upstream)
  upstream.pipe(client)
  await Promise.race([closed(client), closed(upstream)])
  client.destroySoon()
  upstream.destroySoon()
}

interface Meddling {
  broken: Break
  passing: Passing
  upload: number
}

async function passBroken(first: Buffer, client: Socket, upstream: Socket, meddling: Meddling) {
  const { broken, passing, upload } = meddling
  const answer = firstAnswer(upstream)
  try {
    await meddle()
  } finally {
    client.destroy()
    upstream.destroy()
  }

  async function meddle() {
    const late = await passRequest(first, client, upstream, meddling)
    const isCutShort = broken.kind === 'cut' && broken.left > 0
    if (isCutShort || broken.kind === 'late') client.resetAndDestroy()
    if (isCutShort) upstream.resetAndDestroy()
    await timers.setTimeout(broken.delayMs)
    for (const bytes of late) upstream.write(bytes)
    const bytes = await Promise.race([answer, closed(upstream)])
    passing.answered(upload)
    await passAnswer(bytes ?? Buffer.alloc(0), client, broken)
    await timers.setTimeout(5)
  }
}

/** Gives back what is to come later. Ends early when the client is gone. */
async function passRequest(first: Buffer, client: Socket, upstream: Socket, { broken, passing, upload }: Meddling) {
  const late: Buffer[] = []
  const keeps = broken.kind === 'cut' || broken.kind === 'late' ? broken.left : 0
  let left = first.indexOf('\r\n\r\n') + 4 + Number(LENGTH.exec(first.toString('latin1'))?.[1] ?? 0)
  const take = (chunk: Buffer) => {
    left -= chunk.length
    const now = Math.max(0, Math.min(chunk.length, chunk.length + left - keeps))
    if (now > 0) upstream.write(chunk.subarray(0, now))
    if (broken.kind === 'late' && now < chunk.length) late.push(chunk.subarray(now))
    passing.taken(upload, left)
  }
  take(first)
  const pieces = client.iterator({ destroyOnReturn: false })
  while (left > (broken.kind === 'cut' ? keeps : 0)) {
    if (broken.pauseMs > 0) await timers.setTimeout(broken.pauseMs)
    const { done, value } = await pieces.next()
    if (done === true) break
    take(value)
  }
  if (left > 0) upstream.destroy()
  return late
}

async function passAnswer(answer: Buffer, client: Socket, { kind, answerBytes }: Break): Promise<void> {
  if (kind === 'bad-gateway')
    client.write('HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n')
  if (kind === 'none') client.write(answer)
  if (kind === 'answer-cut') client.write(answer.subarray(0, answerBytes))
  if (kind !== 'none' && kind !== 'bad-gateway') client.resetAndDestroy()
}

/** The first bytes that come back; the sandbox sends an answer as one piece or two. */
function firstAnswer(upstream: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    upstream.on('data', (chunk) => {
      chunks.push(chunk)
      const whole = Buffer.concat(chunks)
      if (isWhole(whole)) resolve(whole)
    })
    upstream.on('end', () => resolve(Buffer.concat(chunks)))
  })
}

function isWhole(answer: Buffer): boolean {
  const headEnd = answer.indexOf('\r\n\r\n')
  if (headEnd < 0) return false
  const head = answer.subarray(0, headEnd).toString('latin1')
  const length = LENGTH.exec(head)?.[1]
  if (length !== undefined) return answer.length >= headEnd + 4 + Number(length)
  return answer.subarray(-5).toString('latin1') === '0\r\n\r\n'
}

const closed = (socket: Socket): Promise<undefined> =>
  new Promise((resolve) => {
    if (socket.destroyed) resolve(undefined)
    else socket.once('close', () => resolve(undefined))
  })
