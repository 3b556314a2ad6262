import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import { connect, errorOf } from './client.ts'
import type { Script, Step } from './scripted-server.ts'

const EMPTY: Step = { body: { results: [] } }
const ROLLING: Step = { status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' } }
const OK_ACTION: Step = { body: { status: 'COMPLETE' } }
const SERVER_DATE = 'Sun, 22 Nov 2026 11:00:00 GMT'

interface ReadCase {
  name: string
  steps: Step[]
  requests: number
  /** Bounds of each wait. */
  waits: [number, number][]
}

const reads: ReadCase[] = [
  {
    name: '500, 502 and 503',
    steps: [{ status: 500 }, { status: 502 }, { status: 503 }, EMPTY],
    requests: 4,
    waits: [
      [0, 500],
      [0, 1000],
      [0, 2000],
    ],
  },
  { name: 'a reset', steps: [{ break: 'reset' }, EMPTY], requests: 2, waits: [[0, 500]] },
  {
    name: 'half an answer',
    steps: [{ body: { results: [], more: 'x'.repeat(500) }, break: 'cut' }, EMPTY],
    requests: 2,
    waits: [[0, 500]],
  },
  {
    name: 'Retry-After in seconds',
    steps: [{ status: 503, headers: { 'retry-after': '7' } }, EMPTY],
    requests: 2,
    waits: [[7000, 7000]],
  },
  {
    name: 'Retry-After as a date of a server clock that is an hour off',
    steps: [{ status: 503, headers: { date: SERVER_DATE, 'retry-after': 'Sun, 22 Nov 2026 11:00:05 GMT' } }, EMPTY],
    requests: 2,
    waits: [[5000, 5000]],
  },
  {
    name: 'three rolling 429s',
    steps: [ROLLING, ROLLING, ROLLING, EMPTY],
    requests: 4,
    waits: [
      [10_000, 12_500],
      [10_000, 12_500],
      [10_000, 12_500],
    ],
  },
  {
    name: 'the older secondly 429',
    steps: [{ status: 429, body: { message: 'You have reached your secondly limit.' } }, EMPTY],
    requests: 2,
    waits: [[1000, 1250]],
  },
  { name: '423', steps: [{ status: 423, body: {} }, EMPTY], requests: 2, waits: [[2000, 2500]] },
]

test.each(reads)('a read is sent again after $name', async ({ steps, requests, waits }) => {
  await using client = await connect(steps)
  expect(await client.hubspot.imports.list()).toEqual({ results: [], after: null })
  expect(client.server.requests).toHaveLength(requests)
  const long = client.clock.waits.filter((wait) => !isTurn(wait))
  for (const [index, [least, most]] of waits.entries()) {
    expect(long[index] ?? 0).toBeGreaterThanOrEqual(least)
    expect(long[index] ?? 0).toBeLessThanOrEqual(most)
  }
})

test('a read is sent again after anything between nothing and the whole wait, and the log says how often', async () => {
  const shares: number[] = []
  for (let count = 0; count < 8; count += 1) {
    await using client = await connect([{ status: 500 }, { status: 502 }, { status: 503 }, EMPTY])
    await client.hubspot.imports.list()
    const waits = client.logged().matchAll(/"HubSpot is asked again","fields":\{"waitMs":(\d+)/g)
    shares.push(...[...waits].map(([, wait], index) => Number(wait) / (500 * 2 ** index)))
  }
  expect(shares).toHaveLength(8 * 3)
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...shares)).toBeLessThanOrEqual(1)
  // All of them in one half: once in eight million times.
  expect([shares.some((share) => share < 0.5), shares.some((share) => share > 0.5)]).toEqual([true, true])
})

/** A wait for the rate limiter's bucket after it was emptied. */
const isTurn = (wait: number) => Math.abs(wait - 1000 / 9) < 0.1

interface WriteCase {
  name: string
  step: Step
  outcome: string
  requests: number
}

const writes: WriteCase[] = [
  { name: '500', step: { status: 500 }, outcome: 'unknown', requests: 1 },
  {
    name: '503 with Retry-After',
    step: { status: 503, headers: { 'retry-after': '1' } },
    outcome: 'unknown',
    requests: 1,
  },
  { name: 'a reset', step: { break: 'reset' }, outcome: 'unknown', requests: 1 },
  { name: '409', step: { status: 409, body: {} }, outcome: 'unknown', requests: 1 },
  { name: '400', step: { status: 400, body: {} }, outcome: 'not_started', requests: 1 },
  { name: 'a daily 429', step: { status: 429, body: { policyName: 'DAILY' } }, outcome: 'not_started', requests: 1 },
  { name: 'a rolling 429 that stays', step: ROLLING, outcome: 'not_started', requests: 2 },
  { name: '423 that stays', step: { status: 423, body: {} }, outcome: 'not_started', requests: 2 },
]

test.each(writes)('a write answered with $name ends as $outcome', async ({ step, outcome, requests }) => {
  await using client = await connect([step])
  const error = await errorOf(client.hubspot.imports.cancel('7'))
  expect(error.outcome).toBe(outcome)
  expect(client.server.requests).toHaveLength(requests)
})

test('a write is sent once more after a rolling 429', async () => {
  await using client = await connect([ROLLING, OK_ACTION])
  expect(await client.hubspot.imports.cancel('7')).toEqual({ status: 'COMPLETE' })
})

test('the time that HubSpot makes a call wait is measured, its own failures are not', async () => {
  const waits = async (step: Step) => {
    await using client = await connect([step, EMPTY])
    await client.hubspot.imports.list()
    return client.measured.reduce((sum, one) => sum + (one.what === 'hubspot wait' ? one.seconds : 0), 0)
  }
  expect(await waits({ ...ROLLING, headers: { 'retry-after': '7' } })).toBeGreaterThanOrEqual(7)
  expect(await waits({ status: 503, headers: { 'retry-after': '7' } })).toBe(0)
})

test('a write that never left has not started', async () => {
  await using client = await connect([EMPTY], { baseUrl: 'http://127.0.0.1:1' })
  const error = await errorOf(client.hubspot.imports.cancel('7'))
  expect([error.code, error.outcome, error.message]).toEqual([
    'network',
    'not_started',
    '127.0.0.1:1 could not be reached (ECONNREFUSED).',
  ])
})

test('a read gives up after 120 s in all', async () => {
  await using client = await connect([{ status: 503, headers: { 'retry-after': '50' }, body: '' }])
  const error = await errorOf(client.hubspot.imports.list())
  expect(error.message).toContain('tried 3 times')
  expect(client.server.requests).toHaveLength(3)
})

test('a read that is not answered ends after 40 s: the second try gets what is left of them', async () => {
  const slow = { intervalMs: 1, backOffFactor: 1, maxIntervalMs: 1, count: 1, statusCodes: [504] }
  const script: Script = (_, count) => {
    if (count === 1) client.clock.set(client.clock.now() + 37_900)
    return count === 1 ? { status: 504 } : { break: 'never' }
  }
  await using client = await connect(script, { retry: slow })
  const error = await errorOf(client.hubspot.imports.list())
  expect(error.code).toBe('timeout')
  expect(error.message).toMatch(/did not answer in full \(within 2\.1 s\)\. \(tried 2 times in 38 s\)$/)
})

test('a read that has to wait behind a 429 of another call has its whole time afterwards', async () => {
  const quick = { intervalMs: 1, backOffFactor: 1, maxIntervalMs: 1, count: 1, statusCodes: [503] }
  const refusal = new EventEmitter()
  const refused = once(refusal, 'told')
  const script: Script = ({ method }, count) => {
    if (method === 'POST') return { ...ROLLING, headers: { 'retry-after': '100' } }
    return count <= 2 ? { status: 503, until: refused } : EMPTY
  }
  await using client = await connect(script, { retry: quick })
  const reading = client.hubspot.imports.list()
  expect((await errorOf(client.hubspot.imports.cancel('7'))).code).toBe('hubspot_rate_limited')
  refusal.emit('told')
  expect(await reading).toEqual({ results: [], after: null })
  expect(Math.max(...client.clock.waits)).toBeGreaterThan(59_000)
})

test.each([
  ['slow failures', {}, 2],
  ['failures after which it asks for a wait', { 'retry-after': '1' }, 4],
])('of %s only so many are tried again', async (_, headers, requests) => {
  const script: Script = () => {
    client.clock.set(client.clock.now() + 25_000)
    return { status: 503, headers, body: '' }
  }
  await using client = await connect(script)
  expect((await errorOf(client.hubspot.imports.list())).code).toBe('hubspot_unavailable')
  expect(client.server.requests).toHaveLength(requests)
})

test('retry.count 0 sends a read once, and a count above 3 is 3', async () => {
  for (const [count, requests] of [
    [0, 1],
    [50, 4],
  ] as const) {
    const retry = { count, intervalMs: 1, backOffFactor: 1, maxIntervalMs: 1, statusCodes: [500] }
    await using client = await connect([{ status: 500 }], { retry })
    await errorOf(client.hubspot.imports.list())
    expect(client.server.requests).toHaveLength(requests)
  }
})

test('repetitions stop when most calls fail', async () => {
  await using client = await connect([{ status: 500 }], { circuitBreaker: false })
  for (let call = 0; call < 20; call += 1) await errorOf(client.hubspot.imports.list())
  expect(client.server.requests).toHaveLength(20 + 20)
})

test('a call that is cancelled says so and frees its place', async () => {
  await using client = await connect([{ break: 'never' }])
  const calls = Array.from({ length: 8 }, async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 30)
    return errorOf(client.hubspot.imports.list({}, { signal: stop.signal }))
  })
  const errors = await Promise.all(calls)
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['cancelled']))
  const aborted = AbortSignal.abort()
  const write = await errorOf(client.hubspot.imports.cancel('7', { signal: aborted }))
  expect([write.code, write.outcome]).toEqual(['cancelled', 'not_started'])
})

test('an answer that drips is given up', async () => {
  await using client = await connect([{ ...EMPTY, headers: { 'content-length': '1000000' } }], {
    timeoutMs: 100,
    retry: { count: 0, intervalMs: 1, backOffFactor: 1, maxIntervalMs: 1, statusCodes: [] },
  })
  const error = await errorOf(client.hubspot.imports.list())
  expect(error.code).toBe('timeout')
})

test('at most 6 calls run at once', async () => {
  let running = 0
  let most = 0
  await using client = await connect(() => {
    running += 1
    most = Math.max(most, running)
    setTimeout(() => {
      running -= 1
    }, 30)
    return { ...EMPTY, delayMs: 40 }
  })
  await Promise.all(Array.from({ length: 30 }, () => client.hubspot.imports.list()))
  expect(most).toBe(6)
  expect(client.server.connections()).toBeLessThanOrEqual(6)
})

test('a write that HubSpot took but answered unreadably is unknown', async () => {
  await using client = await connect([{ body: { state: 'fine' }, headers: { 'x-hubspot-correlation-id': 'abc' } }])
  const error = await errorOf(client.hubspot.imports.cancel('7'))
  expect([error.code, error.outcome, error.hubspot]).toEqual([
    'hubspot_bad_response',
    'unknown',
    { status: 200, correlationId: 'abc' },
  ])
  expect(error.message).toBe('HubSpot answered the cancelling of import 7 with 200, but status is not string.')
})

test('without credentials every call says how to connect', async () => {
  await using client = await connect([EMPTY], { credentials: { kind: 'none' } })
  const { hubspot } = client
  for (const call of [
    hubspot.imports.list(),
    hubspot.account.token(),
    hubspot.imports.start({ request: { files: [] }, files: [] }),
  ]) {
    const error = await errorOf(call)
    expect(error.code).toBe('not_connected')
    expect(error.fix).toMatch(/HUBSPOT_ACCESS_TOKEN.*HUBSPOT_PRIVATE_APP_KEY.*--sandbox/s)
  }
  expect(client.server.requests).toHaveLength(0)
})

test('extra headers are sent, but not those that are the client’s own', async () => {
  await using client = await connect([EMPTY], { extraHeaders: { 'X-Trace': 'abc' } })
  await client.hubspot.imports.list({}, { headers: { 'x-more': 'yes' } })
  expect(client.server.requests[0]?.headers).toMatchObject({ 'x-trace': 'abc', 'x-more': 'yes' })
  const error = await errorOf(client.hubspot.imports.list({}, { headers: { Authorization: 'Bearer other' } }))
  expect(error.code).toBe('invalid_arguments')
  await expect(connect([EMPTY], { extraHeaders: { Host: 'evil' } })).rejects.toThrow(/"host" cannot be set/)
})

test('the private-app-legacy key goes into its own header', async () => {
  await using client = await connect([EMPTY], { credentials: { kind: 'private-app-legacy', key: 'key-0123456789' } })
  await client.hubspot.imports.list()
  const headers = client.server.requests[0]?.headers
  expect([headers?.['private-app-legacy'], headers?.authorization]).toEqual(['key-0123456789', undefined])
})
