import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import type { ImportUpload, UploadFile } from '../../src/hubspot/hubspot.ts'
import type { HubSpotSettings } from '../../src/hubspot/settings.ts'
import { connect, errorOf, TOKEN } from './client.ts'
import { partsOf, type Step } from './scripted-server.ts'

const NOW = '2026-11-22T12:00:00.000Z'
const STARTED = { id: '55712564', state: 'STARTED', createdAt: NOW, updatedAt: NOW, mappedObjectTypeIds: ['0-1'] }
const OK: Step = { body: STARTED }
const REQUEST = { name: 'Leads ü', files: [] }

function file(
  fileName: string,
  content: string | Buffer,
  options: Partial<UploadFile> = {},
): UploadFile & { opened: Readable[] } {
  const opened: Readable[] = []
  const bytes = Buffer.from(content)
  const stream = () => {
    const chunks: Buffer[] = []
    for (let at = 0; at < bytes.length; at += 512 * 1024) chunks.push(bytes.subarray(at, at + 512 * 1024))
    const readable = Readable.from(chunks)
    opened.push(readable)
    return readable
  }
  return { fileName, contentType: 'text/csv', bytes: bytes.length, stream, opened, ...options }
}

const leads = () => file('leads.csv', 'Email\r\na@example.com\r\n')
const big = (megabytes = 8) => file('big.csv', Buffer.alloc(megabytes * 1024 * 1024, 'x'))
const upload = (files: UploadFile[], more: Partial<ImportUpload> = {}): ImportUpload => ({
  request: REQUEST,
  files,
  ...more,
})

test('imports.start() sends importRequest and every file as parts an ordinary parser reads', async () => {
  await using client = await connect([OK])
  const files = [leads(), file('two "q"\r\nX-Evil: 1; ü.csv', 'a,b\n'), file('empty.csv', '')]
  const progress: number[] = []
  const record = await client.hubspot.imports.start(
    upload(files, { onBytes: (sent, total) => progress.push(sent / total) }),
  )
  expect(record.id).toBe('55712564')

  const [seen] = client.server.requests
  if (seen === undefined) throw new Error('no request')
  expect(seen.method + seen.path).toBe('POST/crm/v3/imports')
  expect(seen.headers.authorization).toBe(`Bearer ${TOKEN}`)
  expect(seen.headers['content-length']).toBe(String(seen.body.length))
  expect(seen.headers['transfer-encoding']).toBeUndefined()
  const parts = await partsOf(seen)
  expect(parts.map(({ name, filename, mimeType, bytes }) => [name, filename, mimeType, bytes.toString()])).toEqual([
    ['importRequest', undefined, 'application/json', JSON.stringify(REQUEST)],
    ['files', 'leads.csv', 'text/csv', 'Email\r\na@example.com\r\n'],
    ['files', 'two %22q%22%0D%0AX-Evil: 1; ü.csv', 'text/csv', 'a,b\n'],
    ['files', 'empty.csv', 'text/csv', ''],
  ])
  expect(progress.at(-1)).toBe(1)
})

test('imports.start() takes another boundary each time', async () => {
  await using client = await connect([OK])
  await client.hubspot.imports.start(upload([leads()]))
  await client.hubspot.imports.start(upload([leads()]))
  const [one, two] = client.server.requests.map(({ headers }) => headers['content-type'])
  expect(one).toMatch(/boundary=----[0-9a-f]{48}$/)
  expect(one).not.toBe(two)
})

test('imports.start() uses a fresh connection, not the one of the reads before', async () => {
  await using client = await connect((seen) => (seen.method === 'GET' ? { body: { results: [] } } : OK))
  await client.hubspot.imports.list()
  await client.hubspot.imports.start(upload([leads()]))
  await client.hubspot.imports.start(upload([leads()]))
  expect(client.server.requests.map(({ connection }) => connection)).toEqual([1, 2, 3])
  await client.hubspot.imports.list()
  expect(client.server.requests.at(-1)?.connection).toBe(1)
})

test('imports.start() holds the closing boundary back until beforeLastByte has passed', async () => {
  await using client = await connect([OK])
  let sentBefore = 0
  let total = 0
  const order: string[] = []
  await client.hubspot.imports.start(
    upload([big()], {
      onBytes: (sent, all) => {
        sentBefore = sent
        total = all
      },
      beforeLastByte: async () => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        order.push(
          `armed with ${total - sentBefore} bytes left, ${client.server.requests[0]?.body.length} complete bodies`,
        )
      },
    }),
  )
  // CRLF, two hyphens, the boundary (52), two hyphens, CRLF
  expect(order).toEqual(['armed with 60 bytes left, 0 complete bodies'])
  expect(client.server.requests[0]?.body.length).toBe(total)
})

test('imports.start() stops for good when beforeLastByte throws', async () => {
  await using client = await connect([OK])
  const files = [big()]
  const beforeLastByte = () => Promise.reject(new UsageError('journal_unavailable', 'no room', 'make room'))
  const error = await errorOf(client.hubspot.imports.start(upload(files, { beforeLastByte })))
  expect([error.code, error.outcome, error.message]).toEqual(['journal_unavailable', 'not_started', 'no room'])
  expect(client.server.requests[0]?.body).toHaveLength(0)
  expect(files[0]?.opened.every((stream) => stream.destroyed)).toBe(true)
  expect(client.server.requests).toHaveLength(1)
})

test('imports.start() lets a defect of beforeLastByte through as it is', async () => {
  await using client = await connect([OK])
  const beforeLastByte = () => Promise.reject(new TypeError('defect'))
  await expect(client.hubspot.imports.start(upload([leads()], { beforeLastByte }))).rejects.toThrow(TypeError)
})

test.each([
  ['grown', 3],
  ['shrunk', 5000],
])('imports.start() refuses a file that has %s', async (_, bytes) => {
  await using client = await connect([OK])
  let armed = 0
  const beforeLastByte = async () => {
    armed += 1
  }
  const work = client.hubspot.imports.start(
    upload([file('leads.csv', 'Email\r\na@b.c\r\n', { bytes })], { beforeLastByte }),
  )
  const error = await errorOf(work)
  expect([error.code, error.outcome, armed]).toEqual(['file_changed', 'not_started', 0])
})

test('imports.start() tells a file that cannot be read', async () => {
  await using client = await connect([OK])
  const stream = () =>
    new Readable({
      read() {
        this.destroy(Object.assign(new Error('secret cell'), { code: 'EIO' }))
      },
    })
  const error = await errorOf(client.hubspot.imports.start(upload([file('leads.csv', 'abc', { stream })])))
  expect([error.code, error.outcome, error.message]).toEqual([
    'file_unreadable',
    'not_started',
    '"leads.csv" could not be read to its end (EIO).',
  ])
})

interface OutcomeCase {
  name: string
  step: Step
  code: string
  outcome: string
  sends?: number
}

const refused = (status: number, more: object = {}) => ({ status, body: { status: 'error', message: 'no', ...more } })
const rolling = refused(429, { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' })

const outcomes: OutcomeCase[] = [
  {
    name: 'reset at half of the body',
    step: { takeBytes: (length) => length / 2 },
    code: 'network',
    outcome: 'not_started',
  },
  { name: 'reset after the body', step: { break: 'reset' }, code: 'network', outcome: 'unknown' },
  { name: 'reset in the answer', step: { ...OK, break: 'cut' }, code: 'network', outcome: 'unknown' },
  {
    name: 'answer shorter than announced',
    step: { ...OK, headers: { 'content-length': '5000' }, break: 'cut' },
    code: 'network',
    outcome: 'unknown',
  },
  { name: '200 without id', step: { body: {} }, code: 'hubspot_bad_response', outcome: 'unknown' },
  {
    name: '200 with an id that JSON rounds',
    step: { body: '{"id":9007199254740993}' },
    code: 'hubspot_bad_response',
    outcome: 'unknown',
  },
  { name: '200 in HTML', step: { body: '<html>' }, code: 'hubspot_bad_response', outcome: 'unknown' },
  {
    name: '200 with half of the JSON',
    step: { body: '{"id":"5571' },
    code: 'hubspot_bad_response',
    outcome: 'unknown',
  },
  { name: '202 that is empty', step: { status: 202, body: '' }, code: 'hubspot_bad_response', outcome: 'unknown' },
  ...[500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526].map((status) => ({
    name: String(status),
    step: { status, headers: { 'retry-after': '1' }, body: { message: 'x' } },
    code: 'hubspot_unavailable',
    outcome: 'unknown',
  })),
  {
    name: '307',
    step: { status: 307, headers: { location: '/elsewhere' } },
    code: 'hubspot_redirect',
    outcome: 'unknown',
  },
  { name: '408', step: refused(408), code: 'hubspot_bad_request', outcome: 'unknown' },
  { name: '409', step: refused(409), code: 'hubspot_conflict', outcome: 'unknown' },
  { name: '418', step: refused(418), code: 'hubspot_bad_request', outcome: 'unknown' },
  { name: '400 of a proxy', step: { status: 400, body: '<html>' }, code: 'hubspot_bad_request', outcome: 'unknown' },
  ...[400, 404, 405, 411, 413, 414, 415, 422, 437].map((status) => ({
    name: `${status} of HubSpot`,
    step: refused(status),
    code: status === 404 ? 'hubspot_not_found' : 'hubspot_bad_request',
    outcome: 'not_started',
  })),
  { name: '401', step: refused(401), code: 'hubspot_unauthorized', outcome: 'not_started' },
  { name: '403', step: refused(403), code: 'hubspot_forbidden', outcome: 'not_started' },
  { name: '423 that stays', step: refused(423), code: 'hubspot_locked', outcome: 'not_started', sends: 2 },
  { name: 'rolling 429 that stays', step: rolling, code: 'hubspot_rate_limited', outcome: 'not_started', sends: 2 },
  {
    name: 'daily 429',
    step: refused(429, { policyName: 'DAILY' }),
    code: 'hubspot_daily_limit',
    outcome: 'not_started',
  },
  {
    name: '429 for rows or size',
    step: refused(429, { message: 'Daily row limit exceeded' }),
    code: 'hubspot_import_limit',
    outcome: 'not_started',
  },
  { name: '477', step: refused(477), code: 'hubspot_migrating', outcome: 'not_started' },
]

test.each(outcomes)(
  'imports.start() answered with $name ends as $outcome',
  async ({ step, code, outcome, sends = 1 }) => {
    await using client = await connect([step])
    // More than the sockets hold, or the closing boundary may have left when the reset arrives.
    const files = [big(step.takeBytes !== undefined ? 64 : 8)]
    let armed = 0
    const beforeLastByte = async () => {
      armed += 1
    }
    const error = await errorOf(client.hubspot.imports.start(upload(files, { beforeLastByte })))
    expect([error.code, error.outcome]).toEqual([code, outcome])
    expect(client.server.requests).toHaveLength(sends)
    expect(armed).toBe(step.takeBytes !== undefined ? 0 : sends)
    expect(files[0]?.opened.every((stream) => stream.destroyed)).toBe(true)
  },
)

test('imports.start() returns an import whose answer has nothing but an id', async () => {
  await using client = await connect([{ body: { id: '7' } }])
  const record = await client.hubspot.imports.start(upload([leads()]))
  expect([record.id, record.state]).toEqual(['7', 'STARTED'])
})

test('imports.start() waits and sends once more after a rolling 429', async () => {
  await using client = await connect([rolling, OK])
  const files = [leads()]
  expect((await client.hubspot.imports.start(upload(files))).id).toBe('55712564')
  expect(client.clock.waits[0]).toBeGreaterThanOrEqual(10_000)
  expect(files[0]?.opened).toHaveLength(2)
})

test.each([413, 429, 500])('imports.start() reads an early %i instead of telling of a broken pipe', async (status) => {
  for (let round = 0; round < 10; round += 1) {
    await using client = await connect([{ when: 'early', status, body: { message: 'stop here', policyName: 'DAILY' } }])
    const error = await errorOf(client.hubspot.imports.start(upload([big()])))
    expect([error.hubspot?.status, error.outcome]).toEqual([status, 'not_started'])
    expect(error.message).toContain('stop here')
  }
})

test('imports.start() takes an early 200 as unknown', async () => {
  await using client = await connect([{ when: 'early', body: STARTED }])
  const error = await errorOf(client.hubspot.imports.start(upload([big()])))
  expect(error.outcome).toBe('unknown')
})

test('imports.start() is ended by its signal before the last byte', async () => {
  await using client = await connect([OK])
  const stop = new AbortController()
  const files = [big()]
  const error = await errorOf(
    client.hubspot.imports.start(upload(files, { onBytes: () => stop.abort() }), { signal: stop.signal }),
  )
  expect([error.code, error.outcome]).toEqual(['cancelled', 'not_started'])
  expect(files[0]?.opened.every((stream) => stream.destroyed)).toBe(true)
})

test('imports.start() sends no last byte when its signal fires during beforeLastByte', async () => {
  await using client = await connect([OK])
  const stop = new AbortController()
  let finished = false
  const beforeLastByte = async () => {
    stop.abort()
    await new Promise((resolve) => setTimeout(resolve, 30))
    finished = true
  }
  const error = await errorOf(
    client.hubspot.imports.start(upload([leads()], { beforeLastByte }), { signal: stop.signal }),
  )
  expect([error.code, error.outcome, finished]).toEqual(['cancelled', 'not_started', true])
  expect(client.server.requests[0]?.body).toHaveLength(0)
})

test('imports.start() goes on waiting for the answer when its signal fires after the last byte', async () => {
  await using client = await connect([{ ...OK, delayMs: 100 }])
  const stop = new AbortController()
  const onBytes = (sent: number, total: number) => {
    if (sent === total) stop.abort()
  }
  const record = await client.hubspot.imports.start(upload([leads()], { onBytes }), { signal: stop.signal })
  expect(record.id).toBe('55712564')
})

test('imports.start() gives up an upload that stands still', async () => {
  const settings: Partial<HubSpotSettings> = { uploadStallMs: 100 }
  await using client = await connect([OK], settings)
  const source = new Readable({ read: () => undefined })
  const stream = () => source
  const error = await errorOf(client.hubspot.imports.start(upload([file('slow.csv', 'abc', { stream })])))
  expect([error.code, error.outcome]).toEqual(['timeout', 'not_started'])
  // Nothing ends a read of the system that is under way; with what it brings, the source is closed.
  source.push('abc')
  await vi.waitUntil(() => source.destroyed, 20_000)
})

test('imports.start() gives up an upload that HubSpot does not take', async () => {
  await using client = await connect([{ when: 'early', break: 'never' }], { uploadStallMs: 300 })
  // More than the sockets hold.
  const files = [big(64)]
  let armed = 0
  const beforeLastByte = async () => {
    armed += 1
  }
  const error = await errorOf(client.hubspot.imports.start(upload(files, { beforeLastByte })))
  expect([error.code, error.outcome, armed]).toEqual(['timeout', 'not_started', 0])
  expect(error.message).toMatch(/^The upload to 127\.0\.0\.1:\d+ stood still for 0\.3 s\.$/)
  expect(error.fix).toMatch(/then call start_import again; a slow line needs a higher HUBSPOT_IMPORT_UPLOAD_STALL\.$/)
  expect(client.server.requests).toHaveLength(1)
  expect(files[0]?.opened.every((stream) => stream.destroyed)).toBe(true)
})

test('imports.start() takes any time in all while bytes move, and tells each step', async () => {
  const [uploadStallMs, steps] = [1_000, 15]
  await using client = await connect([OK], { uploadStallMs })
  async function* slowly() {
    for (let step = 0; step < steps; step += 1) {
      await new Promise((resolve) => setTimeout(resolve, uploadStallMs / 10))
      yield Buffer.from('x')
    }
  }
  const slow = file('slow.csv', 'x'.repeat(steps), { stream: () => Readable.from(slowly()) })
  const sent: number[] = []
  const onBytes = (bytes: number) => sent.push(bytes)
  expect((await client.hubspot.imports.start(upload([slow], { onBytes }))).id).toBe('55712564')
  expect(sent.length).toBeGreaterThan(steps)
  expect(sent).toEqual(sent.toSorted((a, b) => a - b))
})

test('imports.start() waits for beforeLastByte longer than for a stalled connection', async () => {
  await using client = await connect([{ ...OK, delayMs: 150 }], { uploadStallMs: 60 })
  const beforeLastByte = () => new Promise<void>((resolve) => setTimeout(resolve, 150))
  expect((await client.hubspot.imports.start(upload([leads()], { beforeLastByte }))).id).toBe('55712564')
})

test('imports.start() is unknown when a progress callback fails after the last byte', async () => {
  await using client = await connect([{ break: 'never' }])
  const onBytes = (sent: number, total: number) => {
    if (sent === total) throw new TypeError('defect')
  }
  const error = await errorOf(client.hubspot.imports.start(upload([leads()], { onBytes })))
  expect([error.code, error.outcome]).toEqual(['internal', 'unknown'])
})

test('imports.start() never says "call again" when the import may have begun', async () => {
  for (const step of [{ break: 'reset' } as const, { status: 502 }, { body: {} }]) {
    await using client = await connect([step])
    const error = await errorOf(client.hubspot.imports.start(upload([leads()])))
    expect(error.fix).toMatch(/look for it with list_imports. Do not send it again/)
  }
})

test('close() ends an upload, and what it ended knows its outcome', async () => {
  await using client = await connect([{ break: 'never' }])
  const after = client.hubspot.imports.start(
    upload([leads()], { onBytes: (sent, total) => void (sent === total && setTimeout(client.hubspot.close, 20)) }),
  )
  expect((await errorOf(after)).outcome).toBe('unknown')
  expect((await errorOf(client.hubspot.imports.start(upload([leads()])))).outcome).toBe('not_started')
})

test('imports.start() without a connection has not started', async () => {
  await using client = await connect([OK], { baseUrl: 'http://127.0.0.1:1' })
  const error = await errorOf(client.hubspot.imports.start(upload([leads()])))
  expect([error.code, error.outcome]).toEqual(['network', 'not_started'])
})
