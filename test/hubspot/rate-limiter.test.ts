import { expect, test } from 'vitest'
import type { Answer } from '../../src/hubspot/answer.ts'
import { createRateLimiter } from '../../src/hubspot/rate-limiter.ts'
import { connect, errorOf } from './client.ts'
import { createFakeClock } from './fake-clock.ts'

const answer = (headers: Record<string, string>): Answer => ({ status: 200, headers, text: '', json: undefined })

const limits = (max: number, remaining: number) =>
  answer({
    'x-hubspot-ratelimit-max': String(max),
    'x-hubspot-ratelimit-remaining': String(remaining),
    'x-hubspot-ratelimit-interval-milliseconds': '10000',
  })

async function turns(limiter: ReturnType<typeof createRateLimiter>, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await limiter.turn()
}

test('turn() lets 6 go at once and then 9 a second', async () => {
  const clock = createFakeClock(0)
  const limiter = createRateLimiter(clock)
  await turns(limiter, 6)
  expect(clock.now()).toBe(0)
  await turns(limiter, 90)
  expect(clock.now()).toBeCloseTo(10_000, 0)
})

test.each([
  [190, 17.1],
  [250, 22.5],
])('learn() follows an account with %i calls in 10 s', async (max, perSecond) => {
  const clock = createFakeClock(0)
  const limiter = createRateLimiter(clock)
  limiter.learn(limits(max, max - 1))
  await turns(limiter, 6)
  await turns(limiter, 100)
  expect(100_000 / clock.now()).toBeCloseTo(perSecond, 1)
})

test('learn() takes nothing from a header that is no number', async () => {
  const clock = createFakeClock(0)
  const limiter = createRateLimiter(clock)
  limiter.learn(answer({ 'x-hubspot-ratelimit-max': '-1', 'x-hubspot-ratelimit-interval-milliseconds': '1e9' }))
  limiter.learn(answer({ 'x-hubspot-ratelimit-max': '0', 'x-hubspot-ratelimit-interval-milliseconds': '10000' }))
  await turns(limiter, 15)
  expect(clock.now()).toBeCloseTo(1000, 0)
})

test('learn() slows down when nothing remains', async () => {
  const clock = createFakeClock(0)
  const limiter = createRateLimiter(clock)
  limiter.learn(limits(100, 0))
  await limiter.turn()
  expect(clock.now()).toBeGreaterThan(100)
})

test('empty() stops everyone, also those who wait already', async () => {
  const clock = createFakeClock(0)
  const limiter = createRateLimiter(clock)
  await turns(limiter, 6)
  const waiting = limiter.turn()
  limiter.empty(10_000)
  await waiting
  expect(clock.now()).toBeGreaterThan(10_000)
})

test('a 429 of one call makes the others wait', async () => {
  const limited = { status: 429, headers: { 'retry-after': '600' }, body: { policyName: 'TEN_SECONDLY_ROLLING' } }
  await using client = await connect([limited, { body: { results: [] } }])
  const start = client.clock.now()
  await errorOf(client.hubspot.imports.cancel('7'))
  expect(client.clock.now()).toBe(start)
  await client.hubspot.imports.list()
  expect(client.clock.now() - start).toBeGreaterThanOrEqual(60_000)
})

test('a 429 without Retry-After makes the next call wait about ten seconds, each time for another time', async () => {
  const limited = { status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } }
  const waits: number[] = []
  for (let count = 0; count < 6; count += 1) {
    await using client = await connect([limited, limited, { body: { results: [] } }])
    // A write is sent once more, and is not waited for after the second refusal.
    await errorOf(client.hubspot.imports.cancel('7'))
    const start = client.clock.now()
    await client.hubspot.imports.list()
    waits.push(client.clock.now() - start)
  }
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(10_000)
  expect(Math.max(...waits)).toBeLessThanOrEqual(13_000)
  expect(new Set(waits).size).toBeGreaterThan(1)
})

test('place() refuses more than maxWaiting and forgets those who leave', async () => {
  const limiter = createRateLimiter(createFakeClock(), { atOnce: 1, maxWaiting: 2 })
  const leave = await limiter.place()
  const stop = new AbortController()
  const leaving = errorOf(limiter.place(stop.signal))
  const staying = limiter.place()
  expect((await errorOf(limiter.place())).code).toBe('busy')
  stop.abort()
  expect((await leaving).code).toBe('cancelled')
  leave()
  leave()
  const next = await staying
  const queued = limiter.place()
  next()
  await queued
})

test('place() lets 6 in at once and 1,000 wait, as docs/configuration.md says', async () => {
  const limiter = createRateLimiter(createFakeClock())
  const inside = await Promise.all(Array.from({ length: 6 }, () => limiter.place()))
  const waiting = Array.from({ length: 1000 }, () => limiter.place())
  expect((await errorOf(limiter.place())).code).toBe('busy')
  for (const leave of inside) leave()
  for (const next of waiting) (await next)()
})

test('account.rateLimit() tells what the last answers told', async () => {
  const headers = { 'X-HubSpot-RateLimit-Max': '190', 'X-HubSpot-RateLimit-Remaining': '188' }
  const daily = { 'X-HubSpot-RateLimit-Daily': '625000', 'X-HubSpot-RateLimit-Daily-Remaining': '624999' }
  await using client = await connect([
    { body: { results: [] }, headers: { ...headers, ...daily } },
    { body: { results: [] } },
  ])
  expect(client.hubspot.account.rateLimit().max).toBeNull()
  await client.hubspot.imports.list()
  await client.hubspot.imports.list()
  expect(client.hubspot.account.rateLimit()).toEqual({
    max: 190,
    remaining: 188,
    intervalMs: null,
    dailyMax: 625_000,
    dailyRemaining: 624_999,
  })
})
