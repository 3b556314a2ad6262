import { EventEmitter, once } from 'node:events'
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import FormData from 'form-data'
import { expect, test, vi } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import type { UploadFile } from '../../src/hubspot/hubspot.ts'
import { connect, errorOf } from './client.ts'
import { partsOf, type Step } from './scripted-server.ts'

const MEBIBYTE = 1024 * 1024
const OK: Step = { body: { id: '1' } }
const REQUEST = { name: 'Leads', files: [] }

function file(options: Partial<UploadFile> = {}): UploadFile {
  const stream = () => Readable.from([Buffer.from('Email\n')])
  return { fileName: 'leads.csv', contentType: 'text/csv', bytes: 6, stream, ...options }
}

interface Disk {
  files: UploadFile[]
  opened: ReadStream[]
  /** Descriptors of this process that are open on these files; undefined where the system does not tell. */
  descriptors: () => Promise<string[] | undefined>
  [Symbol.asyncDispose](): Promise<void>
}

/** Three files on disk of 4 MiB each. */
async function disk(): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), 'upload-body-'))
  const opened: ReadStream[] = []
  const names = ['one.csv', 'two.csv', 'three.csv']
  const bytes = 4 * MEBIBYTE
  for (const name of names) await writeFile(join(folder, name), Buffer.alloc(bytes, name))
  const stream = (name: string) => () => {
    const source = createReadStream(join(folder, name), { highWaterMark: 256 * 1024 })
    opened.push(source)
    return source
  }
  return {
    files: names.map((fileName) => file({ fileName, bytes, stream: stream(fileName) })),
    opened,
    descriptors: async () => {
      if (process.platform !== 'linux') return undefined
      const all = await readdir('/proc/self/fd')
      const targets = await Promise.all(all.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
      return targets.filter((target) => target.startsWith(folder))
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

const closed = (stream: Readable) =>
  new Promise<void>((resolve) => (stream.closed ? resolve() : stream.once('close', () => resolve())))

interface Ending {
  name: string
  step: Step
  opens: number
  stop?: 'in the second file' | 'before the last byte'
}

const endings: Ending[] = [
  { name: 'after success', step: OK, opens: 3 },
  { name: 'after an early answer', step: { when: 'early', status: 413 }, opens: 1 },
  { name: 'after a reset in the second file', step: { takeBytes: (length) => length / 2 }, opens: 2 },
  { name: 'after an abort in the second file', step: OK, opens: 2, stop: 'in the second file' },
  { name: 'after an abort while the last byte is held back', step: OK, opens: 3, stop: 'before the last byte' },
]

test.each(endings)('imports.start() leaves no file open $name', async ({ step, opens, stop }) => {
  await using client = await connect([step])
  await using files = await disk()
  const abort = new AbortController()
  const onBytes = (sent: number) => {
    if (stop === 'in the second file' && sent > 5 * MEBIBYTE) abort.abort()
  }
  const beforeLastByte = async () => {
    if (stop === 'before the last byte') abort.abort()
  }
  const upload = { request: REQUEST, files: files.files, onBytes, beforeLastByte }
  await client.hubspot.imports.start(upload, { signal: abort.signal }).catch(() => undefined)
  expect(files.opened.length).toBeGreaterThanOrEqual(opens)
  await Promise.all(files.opened.map(closed))
  expect((await files.descriptors()) ?? []).toEqual([])
})

const STALL_MS = 61_234

test.each([
  ['a chunk', 'Ann\n'],
  ['its end', ''],
])('imports.start() sets no timer and arms nothing when it was cancelled while a file gives %s', async (_, rest) => {
  await using client = await connect([OK], { uploadStallMs: STALL_MS })
  const reading = new EventEmitter()
  const [isReading, mayGoOn] = [once(reading, 'reached'), once(reading, 'go on')]
  const isRead = once(reading, 'read')
  const stream = async function* () {
    yield Buffer.from('Email\n')
    reading.emit('reached')
    await mayGoOn
    if (rest !== '') yield Buffer.from(rest)
    reading.emit('read')
  }
  let isArmed = false
  const beforeLastByte = async () => {
    isArmed = true
  }
  const abort = new AbortController()
  const upload = { request: REQUEST, files: [file({ bytes: 6 + rest.length, stream })], beforeLastByte }
  const work = errorOf(client.hubspot.imports.start(upload, { signal: abort.signal }))
  await isReading
  abort.abort()
  expect(await work).toMatchObject({ code: 'cancelled', outcome: 'not_started' })
  const timers = vi.spyOn(globalThis, 'setTimeout')
  reading.emit('go on')
  if (rest === '') await isRead
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  const set = timers.mock.calls.filter(([, ms]) => ms === STALL_MS)
  timers.mockRestore()
  expect({ set, isArmed }).toEqual({ set: [], isArmed: false })
})

test('imports.start() opens a file when the one before has been read', async () => {
  await using client = await connect([OK])
  const order: string[] = []
  const watched = (fileName: string) =>
    file({
      fileName,
      stream: () => {
        order.push(`open ${fileName}`)
        return Readable.from([Buffer.from('Email\n')]).on('end', () => order.push(`end ${fileName}`))
      },
    })
  await client.hubspot.imports.start({ request: REQUEST, files: [watched('a.csv'), watched('b.csv')] })
  expect(order).toEqual(['open a.csv', 'end a.csv', 'open b.csv', 'end b.csv'])
})

test('imports.start() reads no further than HubSpot takes', async () => {
  await using client = await connect([{ when: 'early', break: 'never' }], { uploadStallMs: 200 })
  const chunk = Buffer.alloc(MEBIBYTE, 'x')
  let given = 0
  const source = new Readable({
    highWaterMark: MEBIBYTE,
    read() {
      given += 1
      this.push(chunk)
    },
  })
  const endless = file({ bytes: 1024 * MEBIBYTE, stream: () => source })
  const error = await errorOf(client.hubspot.imports.start({ request: REQUEST, files: [endless] }))
  expect([error.code, error.outcome, source.destroyed]).toEqual(['timeout', 'not_started', true])
  // What the two sockets hold, and the two or three chunks on the way there.
  expect(given).toBeLessThan(64)
})

test('imports.start() keeps no chunk that was sent', async () => {
  const sink = net.createServer((socket) => {
    socket.on('error', () => undefined).resume()
  })
  await once(sink.listen(0, '127.0.0.1'), 'listening')
  const address = sink.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  await using client = await connect([OK], { baseUrl: `http://127.0.0.1:${address.port}` })
  const chunks = function* () {
    for (let count = 0; count < 400; count += 1) yield Buffer.alloc(MEBIBYTE, count)
  }
  let highest = 0
  const onBytes = () => {
    highest = Math.max(highest, process.memoryUsage().arrayBuffers)
  }
  const beforeLastByte = () => Promise.reject(new UsageError('cancelled', 'enough', 'nothing'))
  const files = [file({ bytes: 400 * MEBIBYTE, stream: () => Readable.from(chunks()) })]
  const before = process.memoryUsage().arrayBuffers
  const error = await errorOf(client.hubspot.imports.start({ request: REQUEST, files, onBytes, beforeLastByte }))
  sink.close()
  expect(error.message).toBe('enough')
  expect(highest - before).toBeLessThan(200 * MEBIBYTE)
})

test('imports.start() keeps small chunks and part names as they are', async () => {
  await using client = await connect([OK])
  const content = 'Name\r\n--\r\nü,\u{1f600}\r\n'
  const files = [
    file({ bytes: Buffer.byteLength(content), stream: () => Readable.from([...Buffer.from(content)].map(oneByte)) }),
    file({ fileName: 'le\0a"d\r\ns.csv' }),
    file({ fileName: 'größe.csv' }),
  ]
  await client.hubspot.imports.start({ request: REQUEST, files })
  const [seen] = client.server.requests
  if (seen === undefined) throw new Error('no request')
  const [, ...parts] = await partsOf(seen)
  expect(parts.map(({ filename, bytes }) => [filename, bytes.toString()])).toEqual([
    ['leads.csv', content],
    ['lea%22d%0D%0As.csv', 'Email\n'],
    ['größe.csv', 'Email\n'],
  ])
})

test('imports.start() writes the same bytes as form-data', async () => {
  await using client = await connect([OK])
  const names = ['leads.csv', 'größe "neu"; a.csv', 'le\r\nads\\x.csv', "it's 100% {x}.csv"]
  const files = names.map((fileName) => file({ fileName }))
  await client.hubspot.imports.start({ request: REQUEST, files })
  const [seen] = client.server.requests
  const form = new FormData()
  form.setBoundary(/boundary=(\S+)/.exec(String(seen?.headers['content-type']))?.[1] ?? '')
  form.append('importRequest', JSON.stringify(REQUEST), { contentType: 'application/json' })
  for (const filename of names) form.append('files', Buffer.from('Email\n'), { filename, contentType: 'text/csv' })
  expect(seen?.body.toString()).toBe(form.getBuffer().toString())
  expect(seen?.headers['content-length']).toBe(String(form.getLengthSync()))
})

const oneByte = (byte: number) => Buffer.of(byte)

interface Broken {
  name: string
  files: UploadFile[]
  code: string
  message: string
}

const gone = Object.assign(new Error('secret'), { code: 'ENOENT' })

const broken: Broken[] = [
  {
    name: 'cannot be opened',
    files: [file(), file({ fileName: 'second.csv', stream: () => raise(gone) })],
    code: 'file_unreadable',
    message: '"second.csv" could not be read to its end (ENOENT).',
  },
  {
    name: 'is refused by whoever opens it',
    files: [file({ stream: () => raise(new UsageError('file_changed', 'not as planned', 'plan again')) })],
    code: 'file_changed',
    message: 'not as planned',
  },
  {
    name: 'closes before its end',
    files: [file({ stream: closesEarly })],
    code: 'file_unreadable',
    message: '"leads.csv" could not be read to its end (ERR_STREAM_PREMATURE_CLOSE).',
  },
  {
    name: 'is shorter while the next is as much longer',
    files: [file({ bytes: 8 }), file({ bytes: 4 })],
    code: 'file_changed',
    message: '"leads.csv" is no longer 8 bytes long: it changed while it was being sent.',
  },
  {
    name: 'is longer while the next is as much shorter',
    files: [file({ bytes: 4 }), file({ bytes: 8 })],
    code: 'file_changed',
    message: '"leads.csv" is no longer 4 bytes long: it changed while it was being sent.',
  },
]

test.each(broken)('imports.start() is not started when a file $name', async ({ files, code, message }) => {
  await using client = await connect([OK])
  const after: string[] = []
  const beforeLastByte = async () => {
    after.push('armed')
  }
  const stream = () => {
    after.push('the next file opened')
    return Readable.from([])
  }
  const upload = { request: REQUEST, files: [...files, file({ stream })], beforeLastByte }
  const error = await errorOf(client.hubspot.imports.start(upload))
  expect([error.code, error.outcome, error.message, after]).toEqual([code, 'not_started', message, []])
  expect(client.server.requests[0]?.body ?? '').toHaveLength(0)
})

function raise(error: Error): never {
  throw error
}

function closesEarly(): Readable {
  const source = new Readable({ read: () => undefined })
  source.push('Em')
  setImmediate(() => source.destroy())
  return source
}
